//go:build !race

package cow

import (
	"maps"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

// A writer that meets no other allocates the next map and the pointer to it.
func TestALoneWriterAllocatesNothingButTheMap(t *testing.T) {
	s := new(mapStore[int, int])
	s.init()
	for k := range 100 {
		s.Swap(&storetest.Entry{Key: k})
	}
	e := &storetest.Entry{Key: 1}
	copied := testing.AllocsPerRun(100, func() {
		es := maps.Clone(*s.entries.Load())
		s.entries.Store(&es)
	})
	require.Equal(t, copied, testing.AllocsPerRun(100, func() { s.Swap(e) }))
	none := []*engine.Entry[int, int]{{Key: 1}}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		s.Take(100)
		none[0] = e
		s.Remove(none[1:])
	}))
}
