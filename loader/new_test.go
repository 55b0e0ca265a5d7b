package loader_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
)

// TestNewWeighsNothing: Weigh is called for values that somebody has stored, and may rely on
// that.
func TestNewWeighsNothing(t *testing.T) {
	type page struct{ body []byte }
	c, err := loader.New(cow.New[string, loader.Item[*page]], loader.Options[string, *page]{Options: larder.Options[string, *page]{
		MaxWeight: 1000, Weigh: func(_ string, p *page) int64 { return int64(len(p.body)) },
	}})
	require.NoError(t, err)
	require.NoError(t, c.Close(t.Context()))
}

// TestSlidingExcludesLoadedRefreshAfter: as it does Options.RefreshAfter. It would make an end
// of the sliding.
func TestSlidingExcludesLoadedRefreshAfter(t *testing.T) {
	c := newCache(t, loader.Options[string, int]{Options: larder.Options[string, int]{TTL: time.Minute, Sliding: 0.1}})
	defer c.Close(t.Context())
	require.ErrorContains(t, c.Put("k", loader.Loaded[int]{Value: 1, RefreshAfter: 30 * time.Second}), "Options.Sliding")
	require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 1}))
}

// TestSubscribeWithNilPanicsAtOnce: and not on a goroutine that nobody can find.
func TestSubscribeWithNilPanicsAtOnce(t *testing.T) {
	c := newCache(t, loader.Options[string, int]{Load: always(1)})
	defer c.Close(t.Context())
	require.Panics(t, func() { c.Subscribe(1, nil) })
}
