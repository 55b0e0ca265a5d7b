package cow

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// GetMany counts hits for the policy like Get does.
func TestABatchOfHitsKeepsWhatItFound(t *testing.T) {
	for name, get := range map[string]func(c *Cache[string, int], keys ...string){
		"Get": func(c *Cache[string, int], keys ...string) {
			for _, key := range keys {
				c.Get(key)
			}
		},
		"GetMany": func(c *Cache[string, int], keys ...string) {
			c.GetMany(keys, make([]int, len(keys)), make([]bool, len(keys)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(larder.Options[string, int]{Capacity: 4, Policy: larder.PolicyLRU})
			require.NoError(t, err)
			defer c.Close()
			for _, key := range []string{"a", "b", "c", "d"} {
				require.NoError(t, c.Set(key, 1, larder.NoExpiry))
			}
			get(c, "a", "none", "c")
			require.NoError(t, c.Set("e", 1, larder.NoExpiry))
			require.NoError(t, c.Set("f", 1, larder.NoExpiry))
			var left []string
			for key := range c.All() {
				left = append(left, key)
			}
			slices.Sort(left)
			require.Equal(t, []string{"a", "c", "e", "f"}, left)
		})
	}
}

// Clear looks at no entry where nobody listens, but where their room is to be given back.
func TestADeafClearMakesRoom(t *testing.T) {
	c, err := New(larder.Options[string, int]{Capacity: 3, Weigh: func(string, int) int64 { return 5 }})
	require.NoError(t, err)
	defer c.Close()
	for range 3 {
		for _, key := range []string{"a", "b", "c"} {
			require.NoError(t, c.Set(key, 1, larder.NoExpiry))
		}
		require.EqualValues(t, 15, c.Stats().Weight)
		c.Clear()
		require.Zero(t, c.Stats().Weight)
	}
	require.Zero(t, c.Stats().Evictions)
}

func TestALoadLeavesOutWhatIsTooLarge(t *testing.T) {
	heavy := func(_ string, v int) int64 { return int64(v) }
	from, err := New(larder.Options[string, int]{})
	require.NoError(t, err)
	defer from.Close()
	for key, weight := range map[string]int{"a": 1, "b": 11, "c": 2} {
		require.NoError(t, from.Set(key, weight, larder.NoExpiry))
	}
	var saved bytes.Buffer
	require.NoError(t, from.SaveSnapshot(&saved))
	to, err := New(larder.Options[string, int]{MaxWeight: 10, Weigh: heavy})
	require.NoError(t, err)
	defer to.Close()
	loaded, err := to.LoadSnapshot(&saved)
	require.NoError(t, err)
	require.Equal(t, 2, loaded)
	require.Equal(t, map[string]int{"a": 1, "c": 2}, maps.Collect(to.All()))
}
