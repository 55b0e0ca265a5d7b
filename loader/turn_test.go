package loader_test

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// TestLoadTimeoutEndsTheWaitForATurn: a load that hangs keeps its turn, which there is one
// of. Who waits for another key is told so in time.
func TestLoadTimeoutEndsTheWaitForATurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		c := newCache(t, loader.Options[string, int]{
			MaxLoads: 1, LoadTimeout: time.Second,
			Load: func(context.Context, string) (loader.Loaded[int], error) {
				<-end
				return loader.Loaded[int]{Value: 1}, nil
			},
		})
		defer c.Close(t.Context())
		defer close(end)
		hung := ask(t.Context(), c, "hung")
		synctest.Wait()
		require.ErrorIs(t, soon(t, ask(t.Context(), c, "k"), "k").err, loader.ErrTimeout)
		require.ErrorIs(t, (<-hung).err, loader.ErrTimeout)
		require.EqualValues(t, 1, c.Stats().Loads, "k has never had its turn")
	})
}

// TestLoadThatALoadComesToWaitForTakesNoTurn: it is in the queue for the turn of the one that
// waits for it.
func TestLoadThatALoadComesToWaitForTakesNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *loader.Cache[string, int]
		goOn := make(chan struct{})
		c = newCache(t, loader.Options[string, int]{
			MaxLoads: 1, LoadTimeout: larder.NoExpiry,
			Load: func(ctx context.Context, key string) (loader.Loaded[int], error) {
				if key == "inner" {
					return loader.Loaded[int]{Value: 1}, nil
				}
				<-goOn
				v, err := c.Get(ctx, "inner")
				return loader.Loaded[int]{Value: v}, err
			},
		})
		outer := ask(t.Context(), c, "outer")
		synctest.Wait()
		inner := ask(t.Context(), c, "inner")
		synctest.Wait()
		close(goOn)
		require.Equal(t, answer{value: 1}, soon(t, outer, "outer"))
		require.Equal(t, answer{value: 1}, soon(t, inner, "inner"))
		require.NoError(t, c.Close(t.Context()))
	})
}

// TestMaxLoadsHoldsForLoadsOfAnotherCache: their load functions ask for keys here, and keep no
// turn here.
func TestMaxLoadsHoldsForLoadsOfAnotherCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most = 2
		var running, peak atomic.Int32
		rows := newCache(t, loader.Options[string, int]{
			MaxLoads: most,
			Load: func(context.Context, string) (loader.Loaded[int], error) {
				if n := running.Add(1); n > peak.Load() {
					peak.Store(n)
				}
				<-time.After(time.Second)
				running.Add(-1)
				return loader.Loaded[int]{Value: 1}, nil
			},
		})
		defer rows.Close(t.Context())
		pages := newCache(t, loader.Options[string, int]{Load: func(ctx context.Context, key string) (loader.Loaded[int], error) {
			v, err := rows.Get(ctx, key)
			return loader.Loaded[int]{Value: v}, err
		}})
		defer pages.Close(t.Context())
		var callers sync.WaitGroup
		for i := range 20 {
			callers.Go(func() { pages.Get(t.Context(), strconv.Itoa(i)) })
		}
		callers.Wait()
		require.EqualValues(t, most, peak.Load())
	})
}
