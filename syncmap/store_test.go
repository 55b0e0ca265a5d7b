package syncmap

import (
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

// subject lists all entries; forever is a deadline.
func subject() storetest.Subject {
	s := &store[int, int]{listing: new(listing[int, int])}
	s.init()
	return storetest.Subject{
		Store:      s,
		Parts:      true,
		RemoveHold: 1,
		Held: func() bool {
			if s.listing.mu.TryLock() {
				s.listing.mu.Unlock()
				return false
			}
			return true
		},
		Check: func(t testing.TB) {
			expiring := 0
			for e := range s.Entries() {
				if e.Expires() {
					expiring++
					require.Same(t, e, s.listing.roster.At(int(e.Tag)-1))
				}
			}
			require.Equal(t, expiring, s.listing.roster.Len())
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, subject) }

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject) }

// Two writers of one key may come to the list in another order than they wrote
// in.
func TestTheListTakesInNothingThatIsGone(t *testing.T) {
	var l listing[int, int]
	first, second := &engine.Entry[int, int]{Deadline: 1}, &engine.Entry[int, int]{Deadline: 2}
	l.change(first, second) // by the second writer
	l.change(nil, first)    // by the first
	require.Equal(t, 1, l.roster.Len())
	require.Same(t, second, l.roster.At(0))
}

// A Set that has replaced an entry comes to the list after Close.
func TestTheListTakesInNothingAfterForget(t *testing.T) {
	s := subject().Store.(*store[int, int])
	old, e := &engine.Entry[int, int]{Key: 1, Deadline: 1}, &engine.Entry[int, int]{Key: 1, Deadline: 2}
	s.Swap(old)
	s.Forget()
	require.Nil(t, s.Find(1))
	s.listing.change(old, e)
	require.Zero(t, s.listing.roster.Len())
}

func TestNoListWhereNobodyWalks(t *testing.T) {
	s := new(store[int, int])
	s.init()
	s.Swap(&engine.Entry[int, int]{Key: 1, Deadline: 1})
	s.Take(1)
	require.Zero(t, s.Len())
}
