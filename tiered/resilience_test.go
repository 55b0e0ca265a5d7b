package tiered_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// failing are nodes whose remote, and whose way to the messages, can fail, one by one.
type failing struct {
	nodes      []*cache
	remotes    []*tieredtest.ChaosRemote
	backplanes []*tieredtest.ChaosBackplane
	memory     *tiered.Memory
}

func newFailing(t *testing.T, n int, o options) *failing {
	f := &failing{memory: newMemory(t)}
	for i := range n {
		f.remotes = append(f.remotes, tieredtest.NewChaosRemote(f.memory, uint64(i)))
		f.backplanes = append(f.backplanes, tieredtest.NewChaosBackplane(f.memory, uint64(i)))
		o.Remote, o.Backplane = f.remotes[i], f.backplanes[i]
		f.nodes = append(f.nodes, newNode(t, o))
	}
	synctest.Wait() // until they are connected
	return f
}

func (f *failing) cut(i int) {
	f.remotes[i].Set(tieredtest.Faults{Down: true})
	f.backplanes[i].Set(tieredtest.Faults{Down: true})
}

func (f *failing) heal(i int) {
	f.remotes[i].Set(tieredtest.Faults{})
	f.backplanes[i].Set(tieredtest.Faults{})
}

// TestRemoteDown: in each way that a remote can fail, no call fails that can be answered without it.
func TestRemoteDown(t *testing.T) {
	for name, faults := range map[string]tieredtest.Faults{
		"Down": {Down: true}, "Hang": {Hang: true}, "Fail": {Fail: 0.5}, "Forget": {Forget: 0.5},
		"Delay": {Delay: 0.5, Time: 2 * time.Second}, "Corrupt": {Corrupt: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := newOrigin()
				f := newFailing(t, 2, options{Load: db.load, Options: larder.Options[string, string]{TTL: time.Minute}})
				for i := range 50 {
					db.set(fmt.Sprint("k", i), "v")
				}
				f.remotes[0].Set(faults)
				for i := range 50 {
					gets(t, f.nodes[0], fmt.Sprint("k", i), "v")
				}
				for i := range 50 {
					key := fmt.Sprint("k", i)
					db.set(key, "w")
					if i%2 == 0 {
						require.NoError(t, f.nodes[0].Set(t.Context(), key, "w", 0))
					} else if err := f.nodes[0].Delete(t.Context(), key); err != nil {
						require.ErrorIs(t, err, tiered.ErrPending)
						require.ErrorIs(t, err, tiered.ErrRemoteDown)
					}
					gets(t, f.nodes[0], key, "w")
				}
				f.remotes[0].Set(tieredtest.Faults{})
				passes(10 * time.Second)
				require.Zero(t, f.nodes[0].Stats().Remote.Pending)
				for i := range 50 {
					gets(t, f.nodes[0], fmt.Sprint("k", i), "w")
					gets(t, f.nodes[1], fmt.Sprint("k", i), "w")
				}
			})
		})
	}
}

// TestOnRemoteDown: what becomes of a key that memory does not have, and of one that it has an old
// value of.
func TestOnRemoteDown(t *testing.T) {
	for _, c := range []struct {
		policy       tiered.RemoteDown
		missing, old string // "" is ErrRemoteDown
	}{
		{tiered.LoadThrough, "v", "v"},
		{tiered.StaleOnly, "", "old"},
		{tiered.FailFast, "", ""},
	} {
		t.Run(c.policy.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := newOrigin("old", "old", "missing", "v", "fresh", "v")
				f := newFailing(t, 1, options{
					Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second},
					Freshness:  tiered.Freshness{StaleIfError: time.Minute},
					Resilience: tiered.Resilience{OnRemoteDown: c.policy},
				})
				gets(t, f.nodes[0], "old", "old")
				db.set("old", "v")
				passes(11 * time.Second)
				gets(t, f.nodes[0], "fresh", "v")
				f.remotes[0].Set(tieredtest.Faults{Down: true})
				gets(t, f.nodes[0], "fresh", "v")
				for range 10 { // until the breaker has opened
					for key, want := range map[string]string{"missing": c.missing, "old": c.old} {
						v, err := f.nodes[0].Get(t.Context(), key)
						require.Equal(t, want, v, key)
						if want == "" {
							require.ErrorIs(t, err, tiered.ErrRemoteDown)
						} else {
							require.NoError(t, err)
						}
					}
				}
			})
		})
	}
}

// TestBreakerLeavesARemoteAlone that hangs: after some calls nobody waits for it any more, and one
// call finds out when it is back.
func TestBreakerLeavesARemoteAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin()
		f := newFailing(t, 1, options{Load: db.load})
		var breaker []string
		defer f.nodes[0].Subscribe(0, func(e tiered.Event) {
			if e.Kind == tiered.EventBreaker {
				breaker = append(breaker, e.State)
			}
		})()
		f.remotes[0].Set(tieredtest.Faults{Hang: true})
		began := time.Now()
		for i := range 5 {
			getsNothing(t, f.nodes[0], fmt.Sprint("k", i))
		}
		require.Equal(t, 5*time.Second, time.Since(began), "each has waited for RemoteTimeout")
		began = time.Now()
		for i := range 1000 {
			getsNothing(t, f.nodes[0], fmt.Sprint("l", i))
		}
		require.Zero(t, time.Since(began))
		s := f.nodes[0].Stats().Remote
		require.EqualValues(t, 5, s.Timeouts)
		require.Equal(t, "open", s.Breaker)
		f.remotes[0].Set(tieredtest.Faults{})
		passes(3 * time.Second)
		getsNothing(t, f.nodes[0], "m")
		getsNothing(t, f.nodes[0], "n")
		require.Equal(t, "closed", f.nodes[0].Stats().Remote.Breaker)
		synctest.Wait()
		require.Equal(t, []string{"open", "half-open", "closed"}, breaker)
	})
}

// TestLoadsAreBoundedWhileTheRemoteIsDown, so that the origin is not overrun.
func TestLoadsAreBoundedWhileTheRemoteIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int32
		f := newFailing(t, 1, options{
			Resilience: tiered.Resilience{MaxLoadsDown: 3},
			Load: func(context.Context, string) (loaded, error) {
				n := running.Add(1)
				defer running.Add(-1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				<-time.After(time.Second)
				return loaded{Value: "v"}, nil
			},
		})
		ask := func() {
			done := make(chan struct{})
			for i := range 20 {
				go func() {
					_, err := f.nodes[0].Get(context.Background(), fmt.Sprint("k", i))
					if err != nil {
						t.Error(err)
					}
					done <- struct{}{}
				}()
			}
			for range 20 {
				soon(t, done)
			}
		}
		f.remotes[0].Set(tieredtest.Faults{Down: true})
		ask()
		require.EqualValues(t, 3, most.Load())
		f.remotes[0].Set(tieredtest.Faults{})
		f.nodes[0].ClearLocal()
		passes(5 * time.Second)
		ask()
		require.EqualValues(t, 20, most.Load(), "with the remote there is no such bound")
	})
}

// TestThreeNodesAgree: they write and delete while none of them reaches the remote, and are healed in
// each order.
func TestThreeNodesAgree(t *testing.T) {
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := newOrigin("deleted", "origin", "written", "origin", "tagged", "origin")
				f := newFailing(t, 3, options{Load: db.tagged("t")})
				for i, c := range f.nodes {
					for key := range db.rows {
						gets(t, c, key, "origin")
					}
					f.cut(i)
				}
				for i, c := range f.nodes {
					passes(time.Second)
					require.NoError(t, c.Set(t.Context(), "written", fmt.Sprint("of ", i), 0))
					require.NoError(t, c.Set(t.Context(), "deleted", fmt.Sprint("of ", i), 0))
					gets(t, c, "written", fmt.Sprint("of ", i))
				}
				passes(time.Second)
				db.set("deleted", "new")
				db.set("tagged", "new")
				require.ErrorIs(t, f.nodes[1].Delete(t.Context(), "deleted"), tiered.ErrPending)
				require.ErrorIs(t, f.nodes[2].InvalidateTag(t.Context(), "t"), tiered.ErrPending)
				gets(t, f.nodes[1], "deleted", "new")
				gets(t, f.nodes[2], "tagged", "new")
				for _, i := range order {
					f.heal(i)
					passes(5 * time.Second)
				}
				for round := range 2 {
					for i, c := range f.nodes {
						gets(t, c, "written", "of 2")
						gets(t, c, "deleted", "new")
						gets(t, c, "tagged", "new")
						require.Zero(t, c.Stats().Remote.Pending, "node %d in round %d", i, round)
						c.ClearLocal()
					}
				}
			})
		})
	}
}

// TestBacklogIsBounded: where more changes are pending than it holds, everything in the remote
// has expired when it is back.
func TestBacklogIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin()
		f := newFailing(t, 2, options{Load: db.load, Resilience: tiered.Resilience{Backlog: 10}})
		for i := range 100 {
			key := fmt.Sprint("k", i)
			db.set(key, "old")
			gets(t, f.nodes[1], key, "old")
		}
		f.cut(0)
		for i := range 100 {
			key := fmt.Sprint("k", i)
			db.set(key, "new")
			require.ErrorIs(t, f.nodes[0].Delete(t.Context(), key), tiered.ErrPending)
			require.LessOrEqual(t, f.nodes[0].Stats().Remote.Pending, 11)
			gets(t, f.nodes[0], key, "new")
		}
		f.heal(0)
		passes(5 * time.Second)
		for i := range 100 {
			for _, c := range f.nodes {
				gets(t, c, fmt.Sprint("k", i), "new")
			}
		}
	})
}

// TestOldChangesAreSentAsRemovals: the remote may not know any more what came since.
func TestOldChangesAreSentAsRemovals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "new")
		f := newFailing(t, 2, options{Load: db.load, Resilience: tiered.Resilience{BacklogAge: time.Minute}})
		f.cut(0)
		require.NoError(t, f.nodes[0].Set(t.Context(), "k", "old", 0))
		passes(2 * time.Minute)
		f.heal(0)
		passes(5 * time.Second)
		gets(t, f.nodes[0], "k", "new")
		gets(t, f.nodes[1], "k", "new")
	})
}

// TestCloseSendsWhatIsPending, or says what it could not send.
func TestCloseSendsWhatIsPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFailing(t, 2, options{})
		f.cut(0)
		require.NoError(t, f.nodes[0].Set(t.Context(), "k", "v", 0))
		f.heal(0)
		require.NoError(t, f.nodes[0].Close(t.Context()))
		gets(t, f.nodes[1], "k", "v")
		require.ErrorIs(t, f.nodes[0].Set(t.Context(), "k", "v", 0), larder.ErrClosed)
		_, err := f.nodes[0].Get(t.Context(), "x")
		require.ErrorIs(t, err, larder.ErrClosed)

		f.cut(1)
		require.NoError(t, f.nodes[1].Set(t.Context(), "k", "w", 0))
		err = f.nodes[1].Close(t.Context())
		require.ErrorIs(t, err, tiered.ErrRemoteDown)
		require.ErrorContains(t, err, "1 changes that the remote has not been told")
		require.Equal(t, err, f.nodes[1].Close(t.Context()))
	})
}

// TestLoadsThatFail: an error is that of the caller, once for all who wait, and is no absence.
func TestLoadsThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("the database is down")
		db := newOrigin("k", "v")
		db.breaks(broken)
		nodes := newNodes(t, 2, options{Load: db.load})
		for _, c := range nodes {
			_, err := c.Get(t.Context(), "k")
			require.ErrorIs(t, err, broken)
			require.NotErrorIs(t, err, larder.ErrNotFound)
		}
		db.breaks(nil)
		gets(t, nodes[1], "k", "v") // its lock was given back
		require.EqualValues(t, 1, nodes[0].Stats().Origin.Errors)
	})
}
