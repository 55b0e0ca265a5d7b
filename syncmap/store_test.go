package syncmap

import (
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

func subject() storetest.Subject {
	s := &store[int, int]{swept: true}
	return storetest.Subject{
		Store:      s,
		ByDeadline: true,
		ScanHold:   perHold,
		RemoveHold: 1,
		Held: func() bool {
			if s.index.mu.TryLock() {
				s.index.mu.Unlock()
				return false
			}
			return true
		},
		Check: func(t testing.TB) {
			if items := s.index.items.Len(); items > 3*max(s.index.live, probes) {
				t.Fatalf("%d items in the index for %d entries", items, s.index.live)
			}
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, subject) }

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject) }

// A cache that is written over and over, or whose entries are all deleted,
// must not keep an item for each write.
func TestIndexIsBoundedByTheLiveEntries(t *testing.T) {
	s := &store[int, int]{swept: true}
	for i := range 100_000 {
		s.Swap(&engine.Entry[int, int]{Key: i % 100, Deadline: int64(i)})
	}
	require.LessOrEqual(t, s.index.items.Len(), 300)
	for i := range 100 {
		s.Take(i)
	}
	require.LessOrEqual(t, s.index.items.Len(), 100)
	require.Zero(t, s.index.live)
}

func TestNoIndexWithoutASweeper(t *testing.T) {
	s := &store[int, int]{}
	s.Swap(&engine.Entry[int, int]{Key: 1, Deadline: 1})
	require.Zero(t, s.index.items.Len())
}
