package tiered_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

// held is a load function that reads the origin, and returns what it has read when it is let go.
type held struct {
	db    *origin
	read  chan struct{}
	letGo chan struct{}
	tags  []string
}

func newHeld(db *origin, tags ...string) *held {
	return &held{db: db, read: make(chan struct{}, 100), letGo: make(chan struct{}), tags: tags}
}

func (h *held) load(_ context.Context, key string) (loaded, error) {
	v, err := h.db.get(key)
	h.read <- struct{}{}
	<-h.letGo
	return loaded{Value: v, Tags: h.tags}, err
}

// invalidations are all ways to make an end of a value, with the tag that it has.
var invalidations = map[string]func(ctx context.Context, c *cache) error{
	"Delete":        func(ctx context.Context, c *cache) error { return c.Delete(ctx, "k") },
	"Set":           func(ctx context.Context, c *cache) error { return c.Set(ctx, "k", "new", 0) },
	"Expire":        func(ctx context.Context, c *cache) error { return c.Expire(ctx, "k") },
	"InvalidateTag": func(ctx context.Context, c *cache) error { return c.InvalidateTag(ctx, "t") },
	"Clear":         func(ctx context.Context, c *cache) error { return c.Clear(ctx) },
}

// TestLoadDoesNotUndoAnInvalidation that another node, or the same, makes while it runs: who
// waits gets the old value, and nobody who asks after that.
func TestLoadDoesNotUndoAnInvalidation(t *testing.T) {
	for name, invalidate := range invalidations {
		for by, who := range map[string]int{"ByTheSameNode": 0, "ByAnother": 1} {
			t.Run(name+by, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					db := newOrigin("k", "old")
					h := newHeld(db, "t")
					nodes := newNodes(t, 3, options{Load: db.load})
					answers := make(chan string, 1)
					go func() {
						v, _ := nodes[0].GetOrLoad(context.Background(), "k", h.load)
						answers <- v
					}()
					soon(t, h.read)
					db.set("k", "new")
					require.NoError(t, invalidate(t.Context(), nodes[who]))
					synctest.Wait()
					if name != "InvalidateTag" { // which leaves the load the lock: who asks waits for its end
						gets(t, nodes[who], "k", "new")
					}
					close(h.letGo)
					require.Equal(t, "old", soon(t, answers))
					synctest.Wait()
					for _, c := range nodes {
						gets(t, c, "k", "new")
					}
					nodes[2].ClearLocal()
					gets(t, nodes[2], "k", "new") // the remote's
				})
			})
		}
	}
}

// TestRefreshDoesNotUndoAnInvalidation: the same for a load in the background, of a value that is
// there.
func TestRefreshDoesNotUndoAnInvalidation(t *testing.T) {
	for name, invalidate := range invalidations {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := newOrigin("k", "old")
				h := newHeld(db, "t")
				nodes := newNodes(t, 2, options{
					Load:      db.tagged("t"),
					Freshness: tiered.Freshness{RefreshAfter: 0.5},
				})
				synctest.Wait() // they are connected
				require.NoError(t, nodes[0].Put(t.Context(), "k", loaded{Value: "old", TTL: 10e9, Tags: []string{"t"}}))
				passes(6e9)
				v, err := nodes[0].GetOrLoad(t.Context(), "k", h.load)
				require.NoError(t, err)
				require.Equal(t, "old", v)
				soon(t, h.read)
				db.set("k", "new")
				require.NoError(t, invalidate(t.Context(), nodes[1]))
				synctest.Wait()
				close(h.letGo)
				synctest.Wait()
				for _, c := range nodes {
					gets(t, c, "k", "new")
				}
			})
		})
	}
}

// TestTwoFillsOfOneNode: the first load is of before a Delete, the second of after it; the first
// ends while the second is still going on, and must not be taken for it.
func TestTwoFillsOfOneNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		first, second := newHeld(db), newHeld(db)
		nodes := newNodes(t, 2, options{Load: db.load})
		answers := make(chan string, 2)
		ask := func(h *held) {
			v, _ := nodes[0].GetOrLoad(context.Background(), "k", h.load)
			answers <- v
		}
		go ask(first)
		soon(t, first.read)
		require.NoError(t, nodes[0].Delete(t.Context(), "k"))
		db.set("k", "new")
		go ask(second)
		soon(t, second.read)
		close(first.letGo)
		require.Equal(t, "old", soon(t, answers))
		synctest.Wait()
		close(second.letGo)
		require.Equal(t, "new", soon(t, answers))
		synctest.Wait()
		gets(t, nodes[1], "k", "new")
		gets(t, nodes[0], "k", "new")
		require.Equal(t, 2, db.loads())
	})
}

// TestOneNodeLoads a key that all ask for, and they wait for it.
func TestOneNodeLoads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "v")
		h := newHeld(db)
		nodes := newNodes(t, 8, options{Load: h.load})
		answers := make(chan string)
		for _, c := range nodes {
			for range 20 {
				go func() {
					v, _ := c.Get(context.Background(), "k")
					answers <- v
				}()
			}
		}
		soon(t, h.read)
		passes(30e9 / 10) // longer than any wait between two looks
		close(h.letGo)
		for range 8 * 20 {
			require.Equal(t, "v", soon(t, answers))
		}
		require.Equal(t, 1, db.loads())
	})
}
