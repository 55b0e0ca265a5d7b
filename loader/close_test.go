package loader_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/loader"
)

// TestCloseDoesNotOutliveItsContext: where the handler of a subscriber is stuck.
func TestCloseDoesNotOutliveItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: always(1)})
		stuck := make(chan struct{})
		defer close(stuck)
		c.Subscribe(1, func(loader.Event[string]) { <-stuck })
		_, err := c.Get(t.Context(), "k")
		require.NoError(t, err)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		closed := make(chan error, 1)
		go func() { closed <- c.Close(ctx) }()
		require.ErrorIs(t, soon(t, closed, "Close"), context.DeadlineExceeded)
	})
}

// TestADroppedCacheEndsItsSubscriptions: what a handler refers to is let go, since its
// goroutine has ended.
func TestADroppedCacheEndsItsSubscriptions(t *testing.T) {
	gone := make(chan struct{})
	func() {
		held := new([64]byte)
		runtime.AddCleanup(held, func(gone chan struct{}) { close(gone) }, gone)
		c := newCache(t, loader.Options[string, int]{Load: always(1)})
		c.Subscribe(1, func(loader.Event[string]) { runtime.KeepAlive(held) })
	}()
	require.Eventually(t, func() bool {
		runtime.GC()
		select {
		case <-gone:
			return true
		default:
			return false
		}
	}, time.Minute, time.Millisecond)
}
