package loader_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
)

// TestFresh: over a cache that shows where values lie, and one that does not.
func TestFresh(t *testing.T) {
	over := map[string]func(loader.Options[string, int]) (*loader.Cache[string, int], error){
		"cow": func(o loader.Options[string, int]) (*loader.Cache[string, int], error) { return loader.New(cow.New, o) },
		"rwmutex": func(o loader.Options[string, int]) (*loader.Cache[string, int], error) {
			return loader.New(func(b larder.Options[string, loader.Item[int]]) (hidden, error) {
				c, err := rwmutex.New(b)
				return hidden{c}, err
			}, o)
		},
	}
	for name, mk := range over {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := mk(loader.Options[string, int]{
					Options: larder.Options[string, int]{TTL: time.Minute}, RefreshAfter: 0.5, StaleIfError: time.Minute,
				})
				require.NoError(t, err)
				defer c.Close(t.Context())
				is := func(key string, want bool) {
					t.Helper()
					v, ok := c.Fresh(key)
					require.Equal(t, want, ok)
					require.Equal(t, want, v == 1)
				}
				require.NoError(t, c.Set("plain", 1, 0))
				require.NoError(t, c.Put("tagged", loader.Loaded[int]{Value: 1, Tags: []string{"t"}}))
				is("plain", true)
				is("tagged", true)
				is("missing", false)
				c.InvalidateTag("t")
				is("tagged", false)
				events := make(chan loader.EventKind, 10)
				unsubscribe := c.Subscribe(0, func(e loader.Event[string]) { events <- e.Kind })
				is("plain", true)
				synctest.Wait()
				require.Equal(t, loader.EventHit, <-events)
				unsubscribe()
				<-time.After(40 * time.Second)
				is("plain", false) // it is due
				<-time.After(40 * time.Second)
				is("plain", false) // it is a fallback
				s := c.Stats()
				require.EqualValues(t, 3, s.Hits)
				require.Zero(t, s.Misses, "where it returns false it has counted nothing")
				require.Zero(t, s.Loads)
				require.Empty(t, events)
			})
		})
	}
}

// hidden is a cache without anything but the contract.
type hidden struct {
	larder.Cache[string, loader.Item[int]]
}

func TestReloadTakesALoadFunctionOfItsOwn(t *testing.T) {
	c := newCache(t, loader.Options[string, int]{})
	defer c.Close(t.Context())
	_, err := c.Reload(t.Context(), "k", nil)
	require.ErrorIs(t, err, loader.ErrNoLoader)
	require.NoError(t, c.Set("k", 1, 0))
	v, err := c.Reload(t.Context(), "k", always(2))
	require.NoError(t, err)
	require.Equal(t, 2, v)
	v, ok := c.Peek("k")
	require.True(t, ok)
	require.Equal(t, 2, v)
}

// TestPinnedEntrySurvivesAFlood, and one that is not does not.
func TestPinnedEntrySurvivesAFlood(t *testing.T) {
	for name, o := range map[string]larder.Options[string, int]{
		"Capacity":  {Capacity: 100},
		"MaxWeight": {MaxWeight: 100, Weigh: func(string, int) int64 { return 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCache(t, loader.Options[string, int]{Options: o})
			defer c.Close(t.Context())
			require.NoError(t, c.Put("pinned", loader.Loaded[int]{Value: 1, Pin: true}))
			require.NoError(t, c.Set("other", 1, 0))
			for i := range 10_000 {
				require.NoError(t, c.Set(string(rune(1000+i)), i, 0))
			}
			_, ok := c.Peek("pinned")
			require.True(t, ok)
			_, ok = c.Peek("other")
			require.False(t, ok)
		})
	}
	c := newCache(t, loader.Options[string, int]{})
	defer c.Close(t.Context())
	require.ErrorIs(t, c.Put("k", loader.Loaded[int]{Pin: true, Weight: 2}), larder.ErrWeight)
	require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 1, Pin: true}), "without a limit there is nothing to do")
}
