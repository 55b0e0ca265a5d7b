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
		Store: s,
		Held: func() bool {
			if s.mu.TryLock() {
				s.mu.Unlock()
				return false
			}
			return true
		},
		Check: func(t testing.TB) {
			if len(s.list) != len(s.entries) {
				require.Len(t, s.list, len(s.entries))
			}
			for i, e := range s.list {
				if s.entries[e.Key] != e || e.Tag != uint64(i) {
					t.Fatalf("entry %v at place %d of the list", e, i)
				}
			}
		},
	}
}

func TestStore(t *testing.T) { storetest.Run(t, subject) }

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject) }
