//go:build !race

package loader_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
)

// TestHitsDoNotAllocate, whether the backend shows where values lie or copies them.
func TestHitsDoNotAllocate(t *testing.T) {
	o := loader.Options[string, []byte]{
		Options:      larder.Options[string, []byte]{TTL: time.Hour},
		RefreshAfter: 0.5, StaleIfError: time.Hour,
	}
	over, err := loader.New(cow.New, o)
	require.NoError(t, err)
	copying, err := loader.New(rwmutex.New, o)
	require.NoError(t, err)
	for name, c := range map[string]*loader.Cache[string, []byte]{"cow": over, "rwmutex": copying} {
		ctx := context.Background()
		get := func() {
			if _, err := c.GetOrLoad(ctx, "key", loadBytes); err != nil {
				t.Error(err)
			}
		}
		get()
		require.Zero(t, testing.AllocsPerRun(1000, get), name)
		require.NoError(t, c.Close(ctx))
	}
}
