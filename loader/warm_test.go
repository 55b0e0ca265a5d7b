package loader_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
)

// What the functions of the user's panic with, the caller of Warm panics with. No worker is
// left then, whose context does not end by itself: a bubble does not end before its goroutines.

func TestPanicOfTheKeysReachesTheCallerOfWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: always(1)})
		require.PanicsWithValue(t, "keys", func() {
			c.Warm(context.Background(), func(yield func(string) bool) {
				yield("a")
				panic("keys")
			}, loader.Warming{})
		})
		synctest.Wait()
		require.NoError(t, c.Close(t.Context()))
	})
}

func TestPanicOfProgressReachesTheCallerOfWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: always(1)})
		keys := slices.Values(strings.Split("abcdefghijkl", "")) // more than there are workers
		require.PanicsWithValue(t, "progress", func() {
			c.Warm(context.Background(), keys, loader.Warming{Progress: func(int, int) { panic("progress") }})
		})
		synctest.Wait()
		require.NoError(t, c.Close(t.Context()))
	})
}

func TestPanicOfAnUnhashableKeyReachesTheCallerOfWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := loader.New(rwmutex.New[any, loader.Item[int]], loader.Options[any, int]{
			Load: loader.Plain(func(context.Context, any) (int, error) { return 1, nil }),
		})
		require.NoError(t, err)
		require.Panics(t, func() {
			c.Warm(context.Background(), slices.Values([]any{[]int{1}}), loader.Warming{})
		})
		synctest.Wait()
		require.NoError(t, c.Close(t.Context()))
	})
}
