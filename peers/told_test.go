package main_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestWhatIsSaidIsSo: values are copies, and Sets take effect later, of those alone that
// say so.
func TestWhatIsSaidIsSo(t *testing.T) {
	each(t, 100, time.Hour, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		_, waits := c.(bench.Waiter)
		require.Equal(t, waits, b.Later)
		value := []byte("value")
		require.NoError(t, c.Set("key", value, 0))
		settle(c)
		got, ok := c.Get("key")
		require.True(t, ok)
		require.Equal(t, b.Copies, &got[0] != &value[0])
	})
}

// TestIterations are whole where nobody writes.
func TestIterations(t *testing.T) {
	const keys = 500
	var iterated []string
	each(t, keys, time.Hour, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		all, ok := c.(bench.Iterator[string])
		if !ok {
			return
		}
		iterated = append(iterated, b.Name)
		for i := range keys {
			require.NoError(t, c.Set(fmt.Sprint(i), []byte(fmt.Sprint(i)), 0))
		}
		settle(c)
		found := make(map[string]string)
		for k, v := range all.All() {
			require.Equal(t, k, string(v))
			found[k] = string(v)
		}
		require.Len(t, found, keys)
		for range all.All() {
			break
		}
	})
	require.Equal(t, []string{"xsync3", "xsync4", "sync-map", "otter", "otter-ttl", "bigcache", "freecache"}, slices.Compact(iterated))
}
