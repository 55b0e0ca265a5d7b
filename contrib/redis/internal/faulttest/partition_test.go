package faulttest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
)

// TestNodesAgreeInWhateverOrderTheyHeal: three nodes write and delete while none of them reaches
// the server. However they heal, all agree on what was done last, and no older
// value comes back.
func TestNodesAgreeInWhateverOrderTheyHeal(t *testing.T) {
	server := redistest.Start(t)
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			server.Do("FLUSHALL")
			db := newOrigin()
			var nodes [3]*node
			for i := range nodes {
				nodes[i] = newNode(t, server.Addr(), fast(db), false)
			}
			// Each key is changed by all three, in an order of its own; the last change wins.
			keys := make([]string, 30)
			for k := range keys {
				keys[k] = fmt.Sprintf("k%d", k)
				for _, n := range nodes {
					require.Zero(t, n.get(keys[k]))
				}
			}
			for _, n := range nodes {
				n.remote.cut()
			}
			for turn := range 3 {
				for k, key := range keys {
					n := nodes[(k+turn)%3]
					v := db.raise(key)
					if (k/3+turn)%2 == 0 {
						require.NoError(t, n.Set(ctx, key, value{key, v}, 0))
					} else {
						done(t, n.Delete(ctx, key))
					}
					require.Equal(t, v, n.get(key), "a node sees what it has done itself")
				}
			}
			for _, i := range order {
				nodes[i].remote.heal()
				nodes[i].await("all is sent", func() bool { return nodes[i].Stats().Remote.Pending == 0 })
			}
			for _, key := range keys {
				for i, n := range nodes {
					n.await(fmt.Sprintf("node %d agrees about %s", i, key), func() bool { return n.get(key) == 3 })
				}
			}
			for _, key := range keys {
				for _, n := range nodes {
					require.Equal(t, 3, n.get(key), "and nothing older comes back")
				}
			}
		})
	}
}
