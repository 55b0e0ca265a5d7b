package cow

import (
	"maps"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

// TestEveryCutStaysAsItWas, whatever is written after it and however many cuts
// there are of the same page.
func TestEveryCutStaysAsItWas(t *testing.T) {
	s := new(store[int, int])
	s.init(keyhash.Func(func(int) uint64 { return 0 }))
	now := map[int]int{}
	set := func(key, value int) {
		s.Swap(&engine.Entry[int, int]{Key: key, Value: value})
		now[key] = value
	}
	const keys = 20 // of one page
	for key := range keys {
		set(key, key)
	}
	var cuts []*cut[int, int]
	var wants []map[int]int
	for i := range 5 {
		cuts, wants = append(cuts, s.cut(func() {})), append(wants, maps.Clone(now))
		for key := i; key < keys; key += i + 1 {
			set(key, 100*(i+1)+key)
		}
		s.Take(i)
		delete(now, i)
	}
	for i, c := range cuts {
		one, all := map[int]int{}, map[int]int{}
		for key := range keys {
			if e := c.find(key); e != nil {
				one[key] = e.Value
			}
		}
		for e := range c.entries {
			all[e.Key] = e.Value
		}
		require.Equal(t, wants[i], one, "by key, cut %d", i)
		require.Equal(t, wants[i], all, "all, cut %d", i)
	}
}
