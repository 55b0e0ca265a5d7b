package tiered_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// TestOutageOfEverything: remote, messages and origin fail. What memory has is served, as far as
// StaleIfError allows, and the origin is not asked at every call.
func TestOutageOfEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "v")
		f := newFailing(t, 1, options{
			Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Minute}, Freshness: tiered.Freshness{StaleIfError: time.Hour},
		})
		gets(t, f.nodes[0], "k", "v")
		f.cut(0)
		db.breaks(errors.New("the database is down"))
		for _, later := range []time.Duration{5 * time.Second, 10 * time.Second, 40 * time.Second, 20 * time.Minute} {
			passes(later)
			before := db.loads()
			for range 100 {
				gets(t, f.nodes[0], "k", "v")
			}
			require.LessOrEqual(t, db.loads()-before, 1, "after %v", later)
		}
		passes(time.Hour)
		_, err := f.nodes[0].Get(t.Context(), "k")
		require.ErrorContains(t, err, "the database is down")
	})
}

// TestClearOfAnotherNodeLosesNoPendingChange, which was meant after it, and before its message came.
func TestClearOfAnotherNodeLosesNoPendingChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "old")
		f := newFailing(t, 2, options{Load: db.load})
		f.backplanes[0].Set(tieredtest.Faults{Delay: 1, Time: 5 * time.Second})
		require.NoError(t, f.nodes[1].Clear(t.Context()))
		gets(t, f.nodes[1], "k", "old")
		passes(time.Second)
		db.set("k", "new")
		f.remotes[0].Set(tieredtest.Faults{Down: true})
		require.ErrorIs(t, f.nodes[0].Delete(t.Context(), "k"), tiered.ErrPending)
		passes(10 * time.Second) // the message has come
		f.remotes[0].Set(tieredtest.Faults{})
		passes(10 * time.Second)
		for _, c := range f.nodes {
			gets(t, c, "k", "new")
		}
	})
}

// TestFailedFillGivesBackItsLock: another node does not wait for it.
func TestFailedFillGivesBackItsLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "v")
		limited := limited{Memory: newMemory(t), limit: 10}
		nodes := newNodes(t, 2, options{Remote: limited, Backplane: limited.Memory, Load: db.load})
		gets(t, nodes[0], "k", "v")
		began := time.Now()
		gets(t, nodes[1], "k", "v")
		require.Zero(t, time.Since(began))
		require.EqualValues(t, 1, nodes[0].Stats().Remote.TooLarge)
	})
}

// limited is a remote that takes small payloads only.
type limited struct {
	*tiered.Memory
	limit int
}

func (l limited) Limits() tiered.Limits { return tiered.Limits{Payload: l.limit} }

// TestAbsenceIsBounded as a value is: by MaxStaleness, where no message comes.
func TestAbsenceIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin()
		m := newMemory(t)
		o := options{Remote: m, Load: db.load, MaxStaleness: time.Second, Freshness: tiered.Freshness{NegativeTTL: time.Hour}}
		a, b := newNode(t, o), newNode(t, o)
		getsNothing(t, a, "k")
		require.NoError(t, b.Set(t.Context(), "k", "v", 0))
		passes(1001 * time.Millisecond)
		gets(t, a, "k", "v")
	})
}

// TestGetManyAfterANewTerm asks about all values, and answers all of them.
func TestGetManyAfterANewTerm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFailing(t, 2, options{})
		var keys []string
		for i := range 200 {
			keys = append(keys, fmt.Sprint("k", i))
			require.NoError(t, f.nodes[0].Set(t.Context(), keys[i], "old", 0))
		}
		f.backplanes[0].Set(tieredtest.Faults{Down: true})
		for _, key := range keys[:100] {
			require.NoError(t, f.nodes[1].Set(t.Context(), key, "new", 0))
		}
		f.backplanes[0].Set(tieredtest.Faults{})
		synctest.Wait()
		f.remotes[0].Set(tieredtest.Faults{Delay: 1, Time: 10 * time.Millisecond})
		began := time.Now()
		values, err := f.nodes[0].GetMany(t.Context(), keys)
		require.NoError(t, err)
		require.Less(t, time.Since(began), time.Second, "not one after the other")
		for i, key := range keys {
			require.Equal(t, map[bool]string{true: "new", false: "old"}[i < 100], values[key])
		}
	})
}
