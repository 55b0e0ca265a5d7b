package loader_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
)

// TestPanicOfTheListenerBeforeALoad: the job's look removes a value that ended while the job
// waited for its turn. There is nobody on that goroutine to whom the panic could go.
func TestPanicOfTheListenerBeforeALoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var removed atomic.Int32
		c := newCache(t, loader.Options[string, int]{
			Options: larder.Options[string, int]{
				TTL: time.Minute, Sweeper: larder.SweepNone,
				OnRemove: func(string, int, larder.Cause) { removed.Add(1); panic("listener") },
			},
			StaleIfError: time.Minute, MaxLoads: 1,
			Load: func(ctx context.Context, key string) (loader.Loaded[int], error) {
				if key == "slow" {
					return after(25*time.Second, loader.Loaded[int]{Value: 1}, nil)(ctx, key)
				}
				return loader.Loaded[int]{Value: 2}, nil
			},
		})
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(100 * time.Second)
		slow := ask(t.Context(), c, "slow")
		synctest.Wait()
		v, err := c.Get(t.Context(), "k") // 20 s before it ends, 25 s before its load's turn
		require.NoError(t, err)
		require.Equal(t, 2, v)
		require.NoError(t, (<-slow).err)
		synctest.Wait()
		require.EqualValues(t, 1, removed.Load())
		require.NoError(t, c.Close(t.Context()))
	})
}

// TestGoexitOfTheListenerLosesNobody: the other keys of a bulk load are settled all the same.
func TestGoexitOfTheListenerLosesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var once sync.Once
		c := newCache(t, loader.Options[string, int]{
			Options:  larder.Options[string, int]{Capacity: 1, OnRemove: func(string, int, larder.Cause) { once.Do(runtime.Goexit) }},
			LoadMany: all(1),
		})
		got := make(chan map[string]int, 1)
		go func() {
			values, _ := c.GetMany(t.Context(), []string{"a", "b", "c", "d"})
			got <- values
		}()
		require.Len(t, soon(t, got, "GetMany"), 4)
		require.NoError(t, c.Close(t.Context()))
	})
}

// all is a load function that has v for every key.
func all(v int) loader.BulkFunc[string, int] {
	return loader.PlainMany(func(_ context.Context, keys []string) (map[string]int, error) {
		values := make(map[string]int)
		for _, key := range keys {
			values[key] = v
		}
		return values, nil
	})
}

// TestListenerMayAskForTheKeyThatIsGone: the load that found it gone is settled by then.
func TestListenerMayAskForTheKeyThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *loader.Cache[string, int]
		told := make(chan error, 1)
		c = newCache(t, loader.Options[string, int]{
			Options: larder.Options[string, int]{TTL: time.Minute, OnRemove: func(key string, _ int, cause larder.Cause) {
				if cause == larder.CauseDeleted {
					_, err := c.Get(context.Background(), key)
					told <- err
				}
			}},
			StaleIfError: time.Hour, LoadTimeout: larder.NoExpiry,
			Load: func(context.Context, string) (loader.Loaded[int], error) {
				return loader.Loaded[int]{}, larder.ErrNotFound
			},
		})
		require.NoError(t, c.Set("k", 1, 0))
		<-time.After(2 * time.Minute)
		require.ErrorIs(t, soon(t, ask(t.Context(), c, "k"), "the caller").err, larder.ErrNotFound)
		require.ErrorIs(t, soon(t, told, "the listener"), larder.ErrNotFound)
		require.NoError(t, c.Close(t.Context()))
	})
}

// TestListenerMayLoadWhereMaxLoadsIsOne: a load function that has returned keeps no turn while
// the listener is called.
func TestListenerMayLoadWhereMaxLoadsIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *loader.Cache[string, int]
		var once sync.Once
		told := make(chan error, 1)
		c = newCache(t, loader.Options[string, int]{
			Options: larder.Options[string, int]{Capacity: 1, OnRemove: func(string, int, larder.Cause) {
				once.Do(func() {
					_, err := c.Get(context.Background(), "other")
					told <- err
				})
			}},
			MaxLoads: 1, LoadTimeout: larder.NoExpiry, Load: always(1),
		})
		for _, key := range []string{"a", "b", "x"} {
			require.NoError(t, soon(t, ask(t.Context(), c, key), key).err)
		}
		require.NoError(t, soon(t, told, "the listener"))
		require.NoError(t, c.Close(t.Context()))
	})
}

// unconditional hides that a backend is a larder.Conditional.
type unconditional struct {
	larder.Cache[string, loader.Item[int]]
}

// TestReportsComeInOrder: also over a backend that is no larder.Conditional, whose reports
// wait until its lock is released.
func TestReportsComeInOrder(t *testing.T) {
	var removed []string
	c, err := loader.New(func(o larder.Options[string, loader.Item[int]]) (unconditional, error) {
		inner, err := rwmutex.New(o)
		return unconditional{inner}, err
	}, loader.Options[string, int]{Options: larder.Options[string, int]{
		MaxWeight: 10, Policy: larder.PolicyLRU,
		Weigh:    func(_ string, v int) int64 { return int64(v) },
		OnRemove: func(key string, _ int, _ larder.Cause) { removed = append(removed, key) },
	}})
	require.NoError(t, err)
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		require.NoError(t, c.Set(key, 2, 0))
	}
	require.NoError(t, c.Set("x", 10, 0)) // evicts all of them
	require.Equal(t, []string{"a", "b", "c", "d", "e"}, removed)
	require.NoError(t, c.Close(t.Context()))
}

// TestPanicAmongTheKeysOfGetMany: keys that it was to load by then are not left behind with a
// load that never begins.
func TestPanicAmongTheKeysOfGetMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, below := newWatched(t, loader.Options[string, int]{
			Options:      larder.Options[string, int]{TTL: time.Minute},
			StaleIfError: time.Hour, RetryAfter: 24 * time.Hour,
			Load: func(_ context.Context, key string) (loader.Loaded[int], error) {
				if key == "b" {
					return loader.Loaded[int]{}, errors.New("down")
				}
				return loader.Loaded[int]{Value: 1}, nil
			},
		})
		require.NoError(t, c.Set("b", 1, 0))
		<-time.After(2 * time.Minute)
		_, err := c.Get(t.Context(), "b") // served stale; its load is not to be tried again for a day
		require.NoError(t, err)
		looks := 0
		below.got = func(key string) { // as a listener, where a value is found to have ended
			if key == "b" {
				if looks++; looks == 2 {
					panic("listener")
				}
			}
		}
		require.PanicsWithValue(t, "listener", func() { c.GetMany(t.Context(), []string{"a", "b"}) })
		below.got = nil
		require.Equal(t, answer{value: 1}, soon(t, ask(t.Context(), c, "a"), "a"))
		require.NoError(t, c.Close(t.Context()))
	})
}
