package tiered_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// TestEagerRefresh: a value that is due is loaded anew once, by one node, and nobody waits.
func TestEagerRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		nodes := newNodes(t, 3, options{
			Load: func(ctx context.Context, key string) (loaded, error) {
				l, err := db.load(ctx, key)
				<-time.After(time.Second)
				return l, err
			},
			Options:   larder.Options[string, string]{TTL: 100 * time.Second},
			Freshness: tiered.Freshness{RefreshAfter: 0.5},
		})
		for _, c := range nodes {
			gets(t, c, "k", "old")
		}
		require.Equal(t, 1, db.loads())
		db.set("k", "new")
		passes(48 * time.Second)
		for _, c := range nodes {
			gets(t, c, "k", "old")
		}
		require.Equal(t, 1, db.loads())
		passes(5 * time.Second)
		began := time.Now()
		for range 3 {
			for _, c := range nodes {
				gets(t, c, "k", "old")
			}
		}
		require.Zero(t, time.Since(began), "nobody waits")
		passes(2 * time.Second)
		require.Equal(t, 2, db.loads(), "one node loads")
		for range 3 {
			for _, c := range nodes {
				v, err := c.Get(t.Context(), "k")
				require.NoError(t, err)
				_ = v // the others ask the remote after RetryAfter
			}
			passes(2 * time.Second)
		}
		for _, c := range nodes {
			gets(t, c, "k", "new")
		}
		require.Equal(t, 2, db.loads())
	})
}

func TestStaleWhileRevalidate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		nodes := newNodes(t, 2, options{
			Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second},
			Freshness: tiered.Freshness{StaleWhileRevalidate: 10 * time.Second},
		})
		gets(t, nodes[0], "k", "old")
		db.set("k", "new")
		passes(11 * time.Second)
		gets(t, nodes[0], "k", "old")
		synctest.Wait()
		gets(t, nodes[0], "k", "new")
		passes(21 * time.Second)
		db.set("k", "newer")
		gets(t, nodes[0], "k", "newer")
		require.Equal(t, 3, db.loads())
		passes(11 * time.Second)
		gets(t, nodes[1], "k", "newer") // the remote's, stale
		db.set("k", "newest")
		passes(time.Millisecond)
		gets(t, nodes[1], "k", "newer")
		synctest.Wait()
		require.Equal(t, 4, db.loads())
	})
}

// TestStaleIfError: an old value is served where the load fails, up to the maximum age, and no
// longer; and the origin is not asked at every call.
func TestStaleIfError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		nodes := newNodes(t, 3, options{
			Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second},
			Freshness: tiered.Freshness{StaleIfError: time.Minute, RetryAfter: 5 * time.Second},
		})
		gets(t, nodes[0], "k", "old")
		gets(t, nodes[1], "k", "old")
		db.breaks(errors.New("the database is down"))
		passes(11 * time.Second)
		before := db.loads()
		for range 10 {
			for _, c := range nodes {
				gets(t, c, "k", "old")
			}
		}
		require.LessOrEqual(t, db.loads()-before, 3, "each node tries once in RetryAfter")
		passes(58 * time.Second)
		for _, c := range nodes {
			gets(t, c, "k", "old")
		}
		passes(2 * time.Second)
		for _, c := range nodes {
			_, err := c.Get(t.Context(), "k")
			require.Error(t, err, "70 seconds have passed")
		}
		db.breaks(nil)
		db.set("k", "new")
		passes(6 * time.Second)
		for _, c := range nodes {
			gets(t, c, "k", "new")
		}
	})
}

// TestTimeouts: of the remote and of the load together.
func TestTimeouts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		slow := func(ctx context.Context, key string) (loaded, error) {
			l, err := db.load(ctx, key)
			<-time.After(10 * time.Second)
			return l, err
		}
		c := newNodes(t, 1, options{
			Load: slow, Options: larder.Options[string, string]{TTL: 20 * time.Second},
			Freshness: tiered.Freshness{StaleIfError: time.Hour, SoftTimeout: time.Second, HardTimeout: 3 * time.Second},
		})[0]
		var timeouts []string
		defer c.Subscribe(0, func(e tiered.Event) {
			if e.Kind == tiered.EventSoftTimeout || e.Kind == tiered.EventHardTimeout {
				timeouts = append(timeouts, e.Kind.String()+" "+e.Key)
			}
		})()
		began := time.Now()
		_, err := c.Get(t.Context(), "k")
		require.ErrorIs(t, err, loader.ErrTimeout)
		require.Equal(t, 3*time.Second, time.Since(began))
		passes(8 * time.Second)
		gets(t, c, "k", "old") // the load has gone on, and was kept
		require.Equal(t, 1, db.loads())
		db.set("k", "new")
		passes(20 * time.Second)
		began = time.Now()
		gets(t, c, "k", "old")
		require.Equal(t, time.Second, time.Since(began))
		passes(10 * time.Second)
		gets(t, c, "k", "new")
		require.Equal(t, 2, db.loads())
		synctest.Wait()
		require.Equal(t, []string{"hard-timeout k", "soft-timeout k"}, timeouts)
	})
}

// TestNoLock: each node loads for itself.
func TestNoLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "v")
		h := newHeld(db)
		nodes := newNodes(t, 3, options{NoLock: true, Load: h.load})
		answers := make(chan string)
		for _, c := range nodes {
			go func() {
				v, _ := c.Get(context.Background(), "k")
				answers <- v
			}()
		}
		synctest.Wait()
		require.Equal(t, 3, db.loads())
		close(h.letGo)
		for range nodes {
			require.Equal(t, "v", soon(t, answers))
		}
	})
}

// TestRemoteSoftTimeout: who has an old value does not wait long for the remote.
func TestRemoteSoftTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		f := newFailing(t, 1, options{
			Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second},
			Freshness: tiered.Freshness{StaleIfError: time.Hour}, Resilience: tiered.Resilience{RemoteSoftTimeout: 100 * time.Millisecond},
		})
		gets(t, f.nodes[0], "k", "old")
		passes(11 * time.Second)
		db.set("k", "new")
		f.remotes[0].Set(tieredtest.Faults{Hang: true})
		began := time.Now()
		gets(t, f.nodes[0], "k", "new") // of the origin
		require.Equal(t, 100*time.Millisecond, time.Since(began))
	})
}

// TestLockOfADeadNodeEnds: another takes over after LeaseTTL.
func TestLockOfADeadNodeEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(t)
		require.Equal(t, tiered.LeaseGranted, m.Lease(t.Context(), []string{"k"}, []uint64{0}, tiered.Leasing{Token: "dead", For: 5 * time.Second, Lock: true})[0].State)
		db := newOrigin("k", "v")
		c := newNodes(t, 1, options{Remote: m, Backplane: m, Load: db.load})[0]
		began := time.Now()
		gets(t, c, "k", "v")
		require.InDelta(t, 5, time.Since(began).Seconds(), 0.3)
	})
}

// TestLockWait: who has waited for that long for a node that loads on and on loads itself.
func TestLockWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nodes := newNodes(t, 2, options{Resilience: tiered.Resilience{LockWait: 3 * time.Second}})
		slow := func(context.Context, string) (loaded, error) {
			<-time.After(20 * time.Second)
			return loaded{Value: "slow"}, nil
		}
		answers := make(chan string, 1)
		go func() {
			v, _ := nodes[0].GetOrLoad(context.Background(), "k", slow)
			answers <- v
		}()
		synctest.Wait()
		began := time.Now()
		v, err := nodes[1].GetOrLoad(t.Context(), "k", tiered.Plain(func(context.Context, string) (string, error) { return "quick", nil }))
		require.NoError(t, err)
		require.Equal(t, "quick", v)
		require.InDelta(t, 3, time.Since(began).Seconds(), 0.3)
		require.Equal(t, "slow", soon(t, answers))
		gets(t, nodes[0], "k", "quick") // its own was refused: another value had come
	})
}

// TestPrevious: a load sees the old value, and may confirm it.
func TestPrevious(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		nodes := newNodes(t, 2, options{
			Options: larder.Options[string, string]{TTL: 10 * time.Second}, Freshness: tiered.Freshness{StaleIfError: time.Hour},
			Load: func(ctx context.Context, key string) (loaded, error) {
				old, ok := tiered.Previous[string](ctx, key)
				seen = append(seen, fmt.Sprint(old.Value, old.Tags, ok))
				return loaded{Value: "v", Tags: []string{"t"}, NotModified: ok}, nil
			},
		})
		gets(t, nodes[0], "k", "v")
		passes(11 * time.Second)
		gets(t, nodes[1], "k", "v") // which memory of that node never had
		passes(11 * time.Second)
		gets(t, nodes[0], "k", "v")
		require.Equal(t, []string{"[] false", "v[t] true", "v[t] true"}, seen)
		require.NoError(t, nodes[0].InvalidateTag(t.Context(), "t"))
		synctest.Wait()
		gets(t, nodes[1], "k", "v")
		require.Equal(t, "[] false", seen[3], "what was invalidated is no previous value")
	})
}
