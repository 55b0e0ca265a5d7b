package loader_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// TestAMissStaysAMiss: who has waited and is then served the old value is no hit after all,
// since a count that goes down is a reset to who collects it.
func TestAMissStaysAMiss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: time.Hour, SoftTimeout: 10 * time.Second,
			Load: after(20*time.Second, loader.Loaded[int]{Value: 2}, nil),
		})
		defer c.Close(t.Context())
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(2 * time.Minute)
		asked := ask(t.Context(), c, "k")
		<-time.After(5 * time.Second)
		before := c.Stats()
		require.EqualValues(t, 1, before.Misses)
		require.Equal(t, answer{value: 1}, <-asked)
		after := c.Stats()
		require.EqualValues(t, 1, after.StaleServes)
		require.Equal(t, before.Misses, after.Misses)
		require.Equal(t, before.Hits, after.Hits)
	})
}

// TestFreshIsNotCountedAsStale: a value that came while the load was failing is within its
// TTL.
func TestFreshIsNotCountedAsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: time.Hour,
			Load:         after(20*time.Second, loader.Loaded[int]{}, errors.New("down")),
		})
		defer c.Close(t.Context())
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(2 * time.Minute)
		asked := ask(t.Context(), c, "k")
		synctest.Wait()
		require.NoError(t, c.Set("k", 2, 0))
		require.Equal(t, answer{value: 2}, <-asked)
		require.Zero(t, c.Stats().StaleServes)
	})
}

// TestLateNotFoundEndsTheOldValue: a load that has taken too long is a timeout, once, and what
// it then returns still counts.
func TestLateNotFoundEndsTheOldValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: 24 * time.Hour, LoadTimeout: time.Second, NegativeTTL: time.Hour,
			Load: func(context.Context, string) (loader.Loaded[int], error) {
				<-time.After(2 * time.Second)
				return loader.Loaded[int]{}, larder.ErrNotFound
			},
		})
		defer c.Close(t.Context())
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(2 * time.Minute)
		require.Equal(t, answer{value: 1}, <-ask(t.Context(), c, "k"))
		s := c.Stats()
		require.EqualValues(t, 1, s.LoadTimeouts)
		require.EqualValues(t, 1, s.LoadErrors, "timeouts are among them")
		require.Zero(t, s.NotFound)

		<-time.After(time.Minute)
		s = c.Stats()
		require.EqualValues(t, 1, s.NotFound)
		require.EqualValues(t, 1, s.LoadErrors)
		require.Zero(t, c.Len())
		require.ErrorIs(t, (<-ask(t.Context(), c, "k")).err, larder.ErrNotFound)
	})
}

// TestStoringIsNoPartOfTheLoad: load functions that return at once do not time out, however
// long the listener takes for what they push out.
func TestStoringIsNoPartOfTheLoad(t *testing.T) {
	for name, o := range map[string]loader.Options[string, int]{
		"OneKey":   {Load: always(2)},
		"ManyKeys": {LoadMany: all(2)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var slow atomic.Bool
				o.Options = larder.Options[string, int]{TTL: time.Minute, OnRemove: func(string, int, larder.Cause) {
					if slow.Load() {
						<-time.After(2 * time.Second)
					}
				}}
				o.LoadTimeout, o.ErrorTTL = time.Second, time.Hour
				c := newCache(t, o)
				for _, key := range []string{"a", "b"} {
					require.NoError(t, c.Put(key, loader.Loaded[int]{Value: 1, Tags: []string{"t"}}))
				}
				c.InvalidateTag("t")
				slow.Store(true)
				values, err := c.GetMany(t.Context(), []string{"a", "b"})
				require.NoError(t, err)
				require.Equal(t, map[string]int{"a": 2, "b": 2}, values)
				<-time.After(2 * time.Minute)
				require.Zero(t, c.Stats().LoadTimeouts)
				require.Equal(t, answer{value: 2}, <-ask(t.Context(), c, "a"))
				slow.Store(false)
				require.NoError(t, c.Close(t.Context()))
			})
		})
	}
}
