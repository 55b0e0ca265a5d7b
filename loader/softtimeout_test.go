package loader_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
)

// TestSoftTimeoutAtTheEndOfTheWindow: HardTimeout is 0, so that who has nothing to be
// served waits as long as it takes, also where there was something when the wait began.
func TestSoftTimeoutAtTheEndOfTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := loader.New(cow.New[int, loader.Item[string]], loader.Options[int, string]{
			Options:      larder.Options[int, string]{TTL: time.Second},
			StaleIfError: time.Second,
			SoftTimeout:  10 * time.Millisecond,
			Load: loader.Plain(func(ctx context.Context, _ int) (string, error) {
				<-time.After(50 * time.Millisecond)
				return "value", nil
			}),
		})
		require.NoError(t, err)
		defer c.Close(t.Context())
		_, err = c.Get(t.Context(), 1)
		require.NoError(t, err)
		<-time.After(1995 * time.Millisecond) // 5 ms before the window ends
		v, err := c.Get(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, "value", v)
	})
}
