package cow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// TestGetManyIsManyGets goes through batches of every size around the inner
// one, with keys that are there, that are not, that have expired, and twice.
func TestGetManyIsManyGets(t *testing.T) {
	for name, spoil := range map[string]func(string) uint64{
		"seeded":    nil,
		"constant":  func(string) uint64 { return 0 },
		"truncated": func(k string) uint64 { return uint64(len(k))<<62 | uint64(k[len(k)-1]&3) },
	} {
		t.Run(name, func(t *testing.T) {
			clock := fakeclock.New(time.Unix(0, 0))
			o := larder.Options[string, int]{Clock: clock}
			mk := cow.New[string, int]
			if spoil != nil {
				mk = func(o larder.Options[string, int]) (*cow.Cache[string, int], error) { return cow.NewHashed(o, spoil) }
			}
			c, err := mk(o)
			require.NoError(t, err)
			defer c.Close()
			for i := range 300 {
				ttl := larder.NoExpiry
				if i%3 == 0 {
					ttl = time.Second
				}
				require.NoError(t, c.Set(fmt.Sprint("key", i), i, ttl))
			}
			clock.Advance(time.Second)
			for _, n := range []int{0, 1, 2, 63, 64, 65, 128, 300} {
				keys := make([]string, n)
				for i := range keys {
					keys[i] = fmt.Sprint("key", i*7%400) // some of them beyond
				}
				values, found := make([]int, n+1), make([]bool, n+1)
				for i := range values {
					values[i], found[i] = -1, true
				}
				hits := 0
				before := c.Stats()
				got := c.GetMany(keys, values, found)
				after := c.Stats()
				for i, key := range keys {
					value, ok := c.Get(key)
					require.Equal(t, ok, found[i], "%s of %d", key, n)
					require.Equal(t, value, values[i], "%s of %d", key, n)
					if ok {
						hits++
					}
				}
				require.Equal(t, hits, got)
				require.EqualValues(t, hits, after.Hits-before.Hits)
				require.EqualValues(t, n-hits, after.Misses-before.Misses)
				require.True(t, found[n] && values[n] == -1, "beyond the keys nothing is written")
			}
		})
	}
}

func TestGetManyWithOtherKeys(t *testing.T) {
	many(t, []int{1, 2, 3})
	many(t, []string{"", "a", "b"})
	many(t, []any{1, "1", 1.0})
	many(t, [][2]string{{"a", "b"}, {"ab", ""}})
}

func many[K comparable](t *testing.T, keys []K) {
	t.Helper()
	c, err := cow.New(larder.Options[K, K]{})
	require.NoError(t, err)
	defer c.Close()
	for _, k := range keys[1:] {
		require.NoError(t, c.Set(k, k, larder.NoExpiry))
	}
	values, found := make([]K, len(keys)), make([]bool, len(keys))
	require.Equal(t, len(keys)-1, c.GetMany(keys, values, found))
	require.False(t, found[0])
	require.Equal(t, keys[1:], values[1:])
	c.Clear()
	require.Zero(t, c.GetMany(keys, values, found))
	require.Equal(t, make([]K, len(keys)), values)
}

func TestGetManyNeedsRoom(t *testing.T) {
	c, err := cow.New(larder.Options[int, int]{})
	require.NoError(t, err)
	defer c.Close()
	require.Panics(t, func() { c.GetMany([]int{1, 2}, make([]int, 1, 9), make([]bool, 2)) })
	require.Panics(t, func() { c.GetMany([]int{1, 2}, make([]int, 2), make([]bool, 1, 9)) })
}
