//go:build !race

package tiered_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/syncmap"
	"github.com/larder-go/larder/tiered"
)

// TestAHitAllocatesNothing whether memory shows where its entries are, or copies them.
func TestAHitAllocatesNothing(t *testing.T) {
	ctx := context.Background()
	for name, l1 := range map[string]tiered.Backend[string]{
		"cow": tiered.Over[string](cow.New), "rwmutex": tiered.Over[string](rwmutex.New), "syncmap": tiered.Over[string](syncmap.New),
	} {
		c, err := tiered.New(tiered.Options[string]{Options: larder.Options[string, string]{TTL: time.Hour}, MaxStaleness: time.Hour, L1: l1})
		require.NoError(t, err)
		for c.Trust() < 2 { // who has just connected asks about everything once
			<-time.After(time.Millisecond)
		}
		require.NoError(t, c.Set(ctx, "key", "value", time.Hour))
		require.Zero(t, testing.AllocsPerRun(1000, func() {
			if v, err := c.Get(ctx, "key"); v != "value" || err != nil {
				t.Error(v, err)
			}
		}), name)
		require.EqualValues(t, 0, c.Stats().Memory.Misses, name)
		require.NoError(t, c.Close(ctx))
	}
}
