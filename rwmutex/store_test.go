package rwmutex

import (
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

func subject() storetest.Subject {
	s := &store[int, int]{entries: map[int]*engine.Entry[int, int]{}}
	return storetest.Subject{
		Store:      s,
		Parts:      true,
		RemoveHold: perHold,
		Held: func() bool {
			if s.mu.TryLock() {
				s.mu.Unlock()
				return false
			}
			return true
		},
		Check: func(t testing.TB) {
			require.Equal(t, len(s.entries), s.roster.Len())
			for i := range s.roster.Len() {
				if e := s.roster.At(i); s.entries[e.Key] != e || e.Tag != uint64(i)+1 {
					t.Fatalf("entry %v at place %d of the list", e, i)
				}
			}
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, subject) }

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject) }

// An emptied map gives its memory back; a built-in map by itself does not.
func TestAnEmptiedMapIsReplaced(t *testing.T) {
	s := &store[int, int]{entries: map[int]*engine.Entry[int, int]{}}
	for k := range 2 * worthKeeping {
		s.Swap(&engine.Entry[int, int]{Key: k})
	}
	before := s.entries
	for k := range 2 * worthKeeping {
		s.Take(k)
	}
	s.Swap(&engine.Entry[int, int]{Key: 1})
	require.Empty(t, before, "it was left behind when it was empty")
	require.Len(t, s.entries, 1)
}
