package tieredtest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

func fillNeedsALease(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.False(t, o.fill("t", filling("k", "v")))
	o.shows("k", "")
	o.leased("k", "t")
	require.False(t, o.fill("another", filling("k", "v")))
	require.False(t, o.fill("t", filling("other", "v")), "a lease is of its key")
	require.True(t, o.fill("t", filling("k", "v")))
	o.fresh("k", "v")
	require.False(t, o.fill("t", filling("k", "again")), "it was used up")
	o.leased("k", "u")
	require.NoError(t, o.Release(background, []string{"k"}, "u"))
	require.False(t, o.fill("u", filling("k", "w")), "it was given back")
	o.fresh("k", "v")
}

func changesEndLeases(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	for name, change := range map[string]func(){
		"Write":   func() { o.write("k", "new") },
		"Removed": func() { o.invalidate("k", tiered.Removed) },
		"Expired": func() { o.invalidate("k", tiered.Expired) },
		"Fill":    func() { o.leased("k", "other"); require.True(t, o.fill("other", filling("k", "new"))) },
	} {
		o.leased("k", "t")
		change()
		before := o.get("k")
		out := single(t, o.Fill(background, "t", []tiered.Filling{filling("k", "old")}))
		require.NoError(t, out.Err)
		require.True(t, out.Refused, "a fill after %s", name)
		require.Equal(t, before.Version, out.Version, "the number of what is there")
		require.Equal(t, before.Payload, o.get("k").Payload)
	}
}

// leasesAreOfTheirTokens: two loads of one client, of which the first was overtaken.
func leasesAreOfTheirTokens(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.leased("k", "first")
	o.invalidate("k", tiered.Removed)
	o.leased("k", "second")
	require.False(t, o.fill("first", filling("k", "old")))
	require.True(t, o.fill("second", filling("k", "new")))
	o.fresh("k", "new")
}

func leasesEnd(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.Equal(t, tiered.LeaseGranted, o.lease("k", tiered.Leasing{Token: "t", For: 20 * time.Millisecond}).State)
	<-time.After(60 * time.Millisecond)
	require.False(t, o.fill("t", filling("k", "v")))
	l := tiered.Leasing{Token: "u", For: 200 * time.Millisecond}
	require.Equal(t, tiered.LeaseGranted, o.lease("k", l).State)
	l.For = time.Minute
	require.NoError(t, o.Extend(background, []string{"k"}, l))
	<-time.After(300 * time.Millisecond)
	require.True(t, o.fill("u", filling("k", "v")), "it was prolonged")
	require.NoError(t, o.Extend(background, []string{"k"}, l), "that one has ended is no error")
	require.False(t, o.fill("u", filling("k", "w")), "and does not give it again")
}

func leaseSeesChanges(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	ask := func(seen uint64) tiered.LeaseState {
		a := single(t, o.Lease(background, []string{"k"}, []uint64{seen}, tiered.Leasing{Token: "t", For: time.Minute, Lock: true}))
		require.NoError(t, a.Err)
		return a.State
	}
	n := o.write("k", "v")
	require.Equal(t, tiered.LeaseChanged, ask(0))
	require.Equal(t, tiered.LeaseChanged, ask(n-1))
	require.False(t, o.fill("t", filling("k", "w")))
	require.Equal(t, tiered.LeaseGranted, ask(n))
	n2 := o.invalidate("k", tiered.Removed)
	require.Equal(t, tiered.LeaseChanged, ask(n))
	require.Equal(t, tiered.LeaseGranted, ask(n2))
}

func lockIsOfOne(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	lock := func(token string) tiered.Leasing {
		return tiered.Leasing{Token: token, For: time.Minute, Lock: true}
	}
	require.Equal(t, tiered.LeaseGranted, o.lease("k", lock("a")).State)
	held := o.lease("k", lock("b"))
	require.Equal(t, tiered.LeaseHeld, held.State)
	require.Greater(t, held.Wait, 30*time.Second)
	require.LessOrEqual(t, held.Wait, time.Minute)
	require.False(t, o.fill("b", filling("k", "v")), "who waits has no lease")
	require.NoError(t, o.Release(background, []string{"k"}, "b"))
	require.Equal(t, tiered.LeaseHeld, o.lease("k", lock("b")).State, "a lock is given back by who has it")
	o.leased("k", "c") // without the lock
	require.NoError(t, o.Release(background, []string{"k"}, "a"))
	require.Equal(t, tiered.LeaseGranted, o.lease("k", lock("b")).State)
	require.True(t, o.fill("b", filling("k", "v")))
	require.Equal(t, tiered.LeaseGranted, o.lease("k", lock("d")).State, "a fill lets go of the lock")
	o.invalidate("k", tiered.Removed)
	require.Equal(t, tiered.LeaseGranted, o.lease("k", lock("e")).State, "and so does an invalidation")
}

func lockEndsByItself(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.Equal(t, tiered.LeaseGranted, o.lease("k", tiered.Leasing{Token: "dead", For: 50 * time.Millisecond, Lock: true}).State)
	await(t, "the lock ends", func() bool {
		return o.lease("k", tiered.Leasing{Token: "next", For: time.Minute, Lock: true}).State == tiered.LeaseGranted
	})
	require.False(t, o.fill("dead", filling("k", "v")))
	require.True(t, o.fill("next", filling("k", "w")))
}

func lockOfManyKeys(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.Equal(t, tiered.LeaseGranted, o.lease("b", tiered.Leasing{Token: "other", For: time.Minute, Lock: true}).State)
	n := o.write("c", "v")
	got := o.Lease(background, []string{"a", "b", "c", "d"}, []uint64{0, 0, n - 1, 0}, tiered.Leasing{Token: "t", For: time.Minute, Lock: true})
	require.Len(t, got, 4)
	for i, want := range []tiered.LeaseState{tiered.LeaseGranted, tiered.LeaseHeld, tiered.LeaseChanged, tiered.LeaseGranted} {
		require.NoError(t, got[i].Err)
		require.Equal(t, want, got[i].State, "key %d", i)
	}
	outcomes := o.Fill(background, "t", []tiered.Filling{filling("a", "1"), filling("b", "2"), filling("d", "3")})
	require.Len(t, outcomes, 3)
	require.Equal(t, []bool{false, true, false}, []bool{outcomes[0].Refused, outcomes[1].Refused, outcomes[2].Refused})
}

// noLoadUndoes: loads and invalidations of one key collide as chance will have it. The origin is
// a number that is raised before each invalidation; what is found must not be below what it
// was when an invalidation was asked for that had returned before.
func noLoadUndoes(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	var (
		origin, floor atomic.Int64
		tokens        atomic.Int64
		stop          = make(chan struct{})
		group         sync.WaitGroup
		mu            sync.Mutex
		failures      []string
	)
	report := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		failures = append(failures, fmt.Sprintf(format, args...))
	}
	load := func() {
		r := o.Remote.Get(background, []string{"k"})[0]
		token := fmt.Sprint("t", tokens.Add(1))
		l := o.Remote.Lease(background, []string{"k"}, []uint64{r.Version}, tiered.Leasing{Token: token, For: time.Minute})[0]
		if r.Err != nil || l.Err != nil {
			report("%v, %v", r.Err, l.Err)
		}
		if l.State != tiered.LeaseGranted {
			return
		}
		v := origin.Load()
		if rand.N(2) == 0 {
			<-time.After(rand.N(time.Millisecond))
		}
		o.Remote.Fill(background, token, []tiered.Filling{filling("k", fmt.Sprint(v), "t")})
	}
	look := func() {
		least := floor.Load()
		r := o.Remote.Get(background, []string{"k"})[0]
		if r.Payload == nil || r.Expired {
			return
		}
		var v int64
		fmt.Sscan(string(r.Payload), &v)
		if v < least {
			report("%d is there, and was invalidated when the origin was %d", v, least)
		}
	}
	for range 3 {
		for _, do := range []func(){load, look} {
			group.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						do()
					}
				}
			})
		}
	}
	for i := range 300 {
		v := origin.Add(1)
		switch i % 5 {
		case 0:
			o.Remote.InvalidateTag(background, "t", nil)
		case 1:
			o.Remote.InvalidateAll(background, tiered.Removed, nil)
		case 2:
			o.Remote.Invalidate(background, []tiered.Invalidation{{Key: "k", Kind: tiered.Expired}})
		default:
			o.Remote.Invalidate(background, []tiered.Invalidation{{Key: "k"}})
		}
		floor.Store(v)
		<-time.After(rand.N(time.Millisecond))
	}
	close(stop)
	group.Wait()
	require.Empty(t, failures)
}
