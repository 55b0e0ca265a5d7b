package tiered_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// TestGetMany: memory, the remote and one bulk load, each for what the one before does not have.
func TestGetMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked [][]string
		nodes := newNodes(t, 2, options{LoadMany: func(_ context.Context, keys []string) (map[string]loaded, error) {
			asked = append(asked, append([]string{}, keys...))
			values := make(map[string]loaded)
			for _, key := range keys {
				if key != "none" {
					values[key] = loaded{Value: "of the origin"}
				}
			}
			return values, nil
		}})
		require.NoError(t, nodes[0].SetMany(t.Context(), map[string]string{"a": "set", "b": "set"}, 0))
		synctest.Wait()
		gets(t, nodes[1], "a", "set")
		values, err := nodes[1].GetMany(t.Context(), []string{"a", "b", "c", "d", "none", "c"})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"a": "set", "b": "set", "c": "of the origin", "d": "of the origin"}, values)
		require.Len(t, asked, 1)
		require.ElementsMatch(t, []string{"c", "d", "none"}, asked[0])
		values, err = nodes[0].GetMany(t.Context(), []string{"c", "d"})
		require.NoError(t, err)
		require.Len(t, values, 2)
		require.Len(t, asked, 1)
	})
}

// TestOneShardDown: its keys are loaded from the origin, and the others are found; many at a time
// as one by one.
func TestOneShardDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shards := make(map[string]tiered.Remote)
		chaos := make(map[string]*tieredtest.ChaosRemote)
		for _, name := range []string{"a", "b", "c"} {
			chaos[name] = tieredtest.NewChaosRemote(newMemory(t), 1)
			shards[name] = chaos[name]
		}
		ring, err := tiered.NewRing(shards)
		require.NoError(t, err)
		db := newOrigin()
		var keys []string
		for i := range 60 {
			keys = append(keys, fmt.Sprint("k", i))
			db.set(keys[i], "v")
		}
		o := options{Remote: ring, Load: db.load}
		all, err := newNode(t, o).GetMany(t.Context(), keys)
		require.NoError(t, err)
		require.Len(t, all, 60)
		require.Equal(t, 60, db.loads())
		chaos["b"].Set(tieredtest.Faults{Down: true})
		down := 0
		for _, key := range keys {
			if ring.For(key) == shards["b"] {
				down++
			}
		}
		all, err = newNode(t, o).GetMany(t.Context(), keys)
		require.NoError(t, err)
		require.Len(t, all, 60)
		require.Equal(t, 60+down, db.loads(), "no more than those of the shard")
		c := newNode(t, o)
		for _, key := range keys {
			gets(t, c, key, "v")
		}
		require.Equal(t, 60+2*down, db.loads())
		o.OnRemoteDown = tiered.FailFast
		all, err = newNode(t, o).GetMany(t.Context(), keys)
		require.ErrorIs(t, err, tiered.ErrRemoteDown)
		require.Len(t, all, 60-down, "the others are in the result")
		require.ErrorIs(t, c.InvalidateTag(t.Context(), "t"), tiered.ErrPending)
		require.Equal(t, "open", c.Stats().Remote.Breaker)
	})
}

func TestWarm(t *testing.T) {
	db := newOrigin("a", "1", "b", "2")
	nodes := newNodes(t, 2, options{Load: db.load})
	keys := func(yield func(string) bool) { _ = yield("a") && yield("b") && yield("none") }
	warm, err := nodes[0].Warm(t.Context(), keys, loader.Warming{})
	require.NoError(t, err)
	require.Equal(t, 2, warm)
	require.Equal(t, 3, db.loads())
	gets(t, nodes[0], "a", "1")
	gets(t, nodes[1], "b", "2")
	require.Equal(t, 3, db.loads())
}
