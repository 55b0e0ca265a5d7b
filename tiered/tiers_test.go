package tiered_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
)

// TestOneLoadFillsBothTiers: memory, then the remote, then the origin; and the other node finds
// in the remote what the first has loaded.
func TestOneLoadFillsBothTiers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("apples", "30")
		nodes := newNodes(t, 2, options{Load: db.load, Options: larder.Options[string, string]{TTL: time.Hour}})
		for range 3 {
			gets(t, nodes[0], "apples", "30")
			gets(t, nodes[1], "apples", "30")
		}
		require.Equal(t, 1, db.loads())
		a, b := nodes[0].Stats(), nodes[1].Stats()
		require.EqualValues(t, 1, a.Origin.Loads)
		require.EqualValues(t, 1, a.Remote.Misses)
		require.EqualValues(t, 2, a.Memory.Hits)
		require.EqualValues(t, 0, b.Origin.Loads)
		require.EqualValues(t, 1, b.Remote.Hits)
		require.EqualValues(t, 2, b.Memory.Hits)
	})
}

// TestTheRestOfItsTimeGoesWithAValue: a node that finds a value in the remote serves it for what
// is left of its time, and no longer.
func TestTheRestOfItsTimeGoesWithAValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("apples", "30")
		nodes := newNodes(t, 2, options{Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second}})
		gets(t, nodes[0], "apples", "30")
		passes(9 * time.Second)
		db.set("apples", "31")
		gets(t, nodes[1], "apples", "30")
		require.Equal(t, 1, db.loads())
		passes(1001 * time.Millisecond)
		gets(t, nodes[1], "apples", "31")
		gets(t, nodes[0], "apples", "31")
		require.Equal(t, 2, db.loads())
	})
}

// TestMemoryAsksAfterMaxStaleness: a value whose TTL is long is not served from memory for longer
// than MaxStaleness without a look into the remote.
func TestMemoryAsksAfterMaxStaleness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("apples", "30")
		m := newMemory(t)
		o := options{Remote: m, Load: db.load, MaxStaleness: 5 * time.Second} // and no backplane
		a, b := newNode(t, o), newNode(t, o)
		gets(t, a, "apples", "30")
		gets(t, b, "apples", "30")
		require.NoError(t, a.Set(t.Context(), "apples", "31", 0))
		gets(t, a, "apples", "31")
		passes(4900 * time.Millisecond)
		gets(t, b, "apples", "30")
		passes(101 * time.Millisecond)
		gets(t, b, "apples", "31")
		require.Equal(t, 1, db.loads())
	})
}

func TestSetReachesTheOtherNodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nodes := newNodes(t, 3, options{})
		require.NoError(t, nodes[0].Set(t.Context(), "apples", "30", time.Minute))
		for _, c := range nodes {
			gets(t, c, "apples", "30")
		}
		require.NoError(t, nodes[1].Set(t.Context(), "apples", "31", time.Minute))
		gets(t, nodes[1], "apples", "31")
		synctest.Wait()
		for _, c := range nodes {
			gets(t, c, "apples", "31")
		}
		require.EqualValues(t, 0, nodes[1].Stats().Origin.Loads)
	})
}

func TestInvalidationsReachTheOtherNodes(t *testing.T) {
	for name, invalidate := range map[string]func(ctx context.Context, c *cache) error{
		"Delete":        func(ctx context.Context, c *cache) error { return c.Delete(ctx, "apples") },
		"DeleteMany":    func(ctx context.Context, c *cache) error { return c.DeleteMany(ctx, []string{"pears", "apples"}) },
		"InvalidateTag": func(ctx context.Context, c *cache) error { return c.InvalidateTag(ctx, "fruit") },
		"Clear":         func(ctx context.Context, c *cache) error { return c.Clear(ctx) },
		"Expire":        func(ctx context.Context, c *cache) error { return c.Expire(ctx, "apples") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := newOrigin("apples", "30")
				nodes := newNodes(t, 3, options{Load: db.tagged("fruit", "food")})
				for _, c := range nodes {
					gets(t, c, "apples", "30")
				}
				db.set("apples", "31")
				require.NoError(t, invalidate(t.Context(), nodes[0]))
				gets(t, nodes[0], "apples", "31")
				synctest.Wait()
				for _, c := range nodes {
					gets(t, c, "apples", "31")
				}
				require.Equal(t, 2, db.loads())
			})
		})
	}
}

// TestExpiredValueIsAFallback, where a deleted one is not, on each node.
func TestExpiredValueIsAFallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("apples", "30", "pears", "40")
		nodes := newNodes(t, 3, options{Load: db.load, Freshness: tiered.Freshness{StaleIfError: time.Minute}})
		for _, c := range nodes[:2] { // the third knows them from the remote alone
			gets(t, c, "apples", "30")
			gets(t, c, "pears", "40")
		}
		db.breaks(errors.New("the database is down"))
		require.NoError(t, nodes[0].Expire(t.Context(), "apples"))
		require.NoError(t, nodes[0].Delete(t.Context(), "pears"))
		synctest.Wait()
		for _, c := range nodes {
			gets(t, c, "apples", "30")
			_, err := c.Get(t.Context(), "pears")
			require.ErrorContains(t, err, "the database is down")
		}
		passes(61 * time.Second)
		for _, c := range nodes {
			_, err := c.Get(t.Context(), "apples")
			require.Error(t, err, "it is older than StaleIfError allows")
		}
		db.breaks(nil)
		passes(2 * time.Second)
		for _, c := range nodes {
			gets(t, c, "apples", "30")
		}
	})
}

func TestClearLocalIsLocal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nodes := newNodes(t, 2, options{})
		require.NoError(t, nodes[0].Set(t.Context(), "apples", "30", time.Minute))
		synctest.Wait()
		gets(t, nodes[1], "apples", "30")
		nodes[0].ClearLocal()
		require.Zero(t, nodes[0].Len())
		require.Equal(t, 1, nodes[1].Len())
		gets(t, nodes[0], "apples", "30")
	})
}

// TestAbsenceIsShared: that there is no value is found in the remote, too, for NegativeTTL.
func TestAbsenceIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin()
		nodes := newNodes(t, 2, options{Load: db.load, Freshness: tiered.Freshness{NegativeTTL: time.Second}})
		getsNothing(t, nodes[0], "plums")
		getsNothing(t, nodes[1], "plums")
		require.Equal(t, 1, db.loads())
		db.set("plums", "20")
		passes(2001 * time.Millisecond)
		gets(t, nodes[0], "plums", "20")
		require.NoError(t, nodes[0].Delete(t.Context(), "plums"))
		db.remove("plums")
		getsNothing(t, nodes[1], "plums")
		db.set("plums", "21")
		require.NoError(t, nodes[0].Set(t.Context(), "plums", "21", 0))
		synctest.Wait()
		gets(t, nodes[1], "plums", "21")
	})
}

// TestGoneValueIsForgotten: where the origin has no value any more, the other nodes do not find
// the old one in the remote.
func TestGoneValueIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("apples", "30")
		nodes := newNodes(t, 2, options{
			Load: db.load, Options: larder.Options[string, string]{TTL: time.Second},
			Freshness: tiered.Freshness{StaleIfError: time.Hour},
		})
		gets(t, nodes[0], "apples", "30")
		passes(2 * time.Second)
		db.remove("apples")
		getsNothing(t, nodes[0], "apples")
		passes(time.Second)
		db.breaks(errors.New("the database is down"))
		_, err := nodes[1].Get(t.Context(), "apples")
		require.ErrorContains(t, err, "the database is down")
	})
}
