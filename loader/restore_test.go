package loader_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/snapshot"
)

// TestWarmFromLeavesOutWhatALoadFoundGone: the origin has said so since WarmFrom was called.
func TestWarmFromLeavesOutWhatALoadFoundGone(t *testing.T) {
	c := newCache(t, loader.Options[string, int]{
		NegativeTTL: time.Hour,
		Load: func(context.Context, string) (loader.Loaded[int], error) {
			return loader.Loaded[int]{}, larder.ErrNotFound
		},
	})
	defer c.Close(t.Context())
	n, err := c.WarmFrom(t.Context(), func(yield func(snapshot.Entry[string, int]) bool) {
		_, err := c.Get(t.Context(), "k")
		require.ErrorIs(t, err, larder.ErrNotFound)
		yield(snapshot.Entry[string, int]{Key: "k", Value: 1})
	}, loader.Warming{})
	require.NoError(t, err)
	require.Zero(t, n)
	_, err = c.Get(t.Context(), "k")
	require.ErrorIs(t, err, larder.ErrNotFound)
}

// TestRestoredDeadlinesAreThoseThatWereSaved: Jitter was applied before.
func TestRestoredDeadlinesAreThoseThatWereSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{Options: larder.Options[string, int]{Jitter: 0.9}})
		defer c.Close(t.Context())
		deadline := time.Now().Add(time.Hour)
		n, err := c.WarmFrom(t.Context(), func(yield func(snapshot.Entry[string, int]) bool) {
			for _, key := range []string{"a", "b", "c", "d", "e"} {
				require.True(t, yield(snapshot.Entry[string, int]{Key: key, Value: 1, Deadline: deadline}))
			}
		}, loader.Warming{})
		require.NoError(t, err)
		require.Equal(t, 5, n)
		entries, err := c.Entries()
		require.NoError(t, err)
		for e := range entries {
			require.WithinDuration(t, deadline, e.Deadline, 0)
		}
	})
}
