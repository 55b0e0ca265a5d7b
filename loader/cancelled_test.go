package loader_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// A load is cancelled when nobody waits for it any more. Its error says nothing about the
// origin.

func giveUp(t *testing.T, c *loader.Cache[string, int], key string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	asked := ask(ctx, c, key)
	synctest.Wait()
	cancel()
	require.ErrorIs(t, (<-asked).err, context.Canceled)
	synctest.Wait()
}

// TestCancelledLoadIsNotRemembered: ErrorTTL is for errors of the origin.
func TestCancelledLoadIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{
			ErrorTTL: time.Minute,
			Load:     after(time.Second, loader.Loaded[int]{Value: 1}, nil),
		})
		defer c.Close(t.Context())
		giveUp(t, c, "k")
		require.Zero(t, c.Stats().Negatives)
		require.Equal(t, answer{value: 1}, <-ask(t.Context(), c, "k"))
	})
}

// TestCancelledLoadHoldsNoOtherBack: nor does RetryAfter begin with it.
func TestCancelledLoadHoldsNoOtherBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: time.Hour, RetryAfter: time.Minute,
			Load: after(time.Second, loader.Loaded[int]{Value: 2}, nil),
		})
		defer c.Close(t.Context())
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(2 * time.Minute)
		giveUp(t, c, "k")
		require.Equal(t, answer{value: 2}, <-ask(t.Context(), c, "k"))
	})
}

// TestCancelledLoadIsCountedAsAbandoned: and as no other failure.
func TestCancelledLoadIsCountedAsAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Load: after(time.Second, loader.Loaded[int]{Value: 1}, nil)})
		defer c.Close(t.Context())
		giveUp(t, c, "k")
		s := c.Stats()
		require.EqualValues(t, 1, s.Loads)
		require.EqualValues(t, 1, s.Abandoned)
		require.Zero(t, s.LoadErrors)
		require.Zero(t, s.LoadTimeouts)
	})
}
