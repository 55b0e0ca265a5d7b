package loader_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// TestLatePutDoesNotKeepOutANewerLoad: the versions decide, and not who came first.
func TestLatePutDoesNotKeepOutANewerLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: after(time.Second, loader.Loaded[int]{Value: 5, Version: 5}, nil)})
		defer c.Close(t.Context())
		asked := ask(t.Context(), c, "k")
		synctest.Wait()
		require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 3, Version: 3}))
		require.Equal(t, answer{value: 5}, <-asked)
		v, ok := c.Peek("k")
		require.True(t, ok)
		require.Equal(t, 5, v)
	})
}

// TestRefusedPutLeavesTheLoadInProgressAlone: it has changed nothing.
func TestRefusedPutLeavesTheLoadInProgressAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: after(time.Second, loader.Loaded[int]{Value: 6, Version: 6}, nil)})
		defer c.Close(t.Context())
		require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 4, Version: 4}))
		refreshed := make(chan int, 1)
		go func() {
			v, _ := c.Refresh(t.Context(), "k")
			refreshed <- v
		}()
		synctest.Wait()
		require.ErrorIs(t, c.Put("k", loader.Loaded[int]{Value: 3, Version: 3}), loader.ErrVersion)
		require.Equal(t, 6, <-refreshed)
		v, _ := c.Peek("k")
		require.Equal(t, 6, v)
	})
}

// TestOriginThatLagsBehindIsNotAskedAtEveryCall: it has nothing better than the old value,
// which is served until RetryAfter allows another try.
func TestOriginThatLagsBehindIsNotAskedAtEveryCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var loads atomic.Int32
		c := newCache(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: time.Hour,
			Load: func(context.Context, string) (loader.Loaded[int], error) {
				loads.Add(1)
				return loader.Loaded[int]{Value: 4, Version: 4}, nil
			},
		})
		defer c.Close(t.Context())
		require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 5, Version: 5}))
		<-time.After(2 * time.Minute)
		for range 10 {
			require.Equal(t, answer{value: 5}, <-ask(t.Context(), c, "k"))
		}
		require.EqualValues(t, 1, loads.Load())
		<-time.After(time.Second) // RetryAfter
		require.Equal(t, answer{value: 5}, <-ask(t.Context(), c, "k"))
		require.EqualValues(t, 2, loads.Load())
	})
}
