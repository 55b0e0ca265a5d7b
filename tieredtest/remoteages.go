package tieredtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

func olderWritesAreOutdated(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	n := o.write("k", "now")
	out := o.writeAged(time.Minute, filling("k", "a minute ago"))
	require.True(t, out.Outdated)
	require.Equal(t, n, out.Version)
	o.fresh("k", "now")
	require.True(t, o.invalidateAged("k", tiered.Removed, time.Minute).Outdated)
	o.fresh("k", "now")
	n = o.invalidate("k", tiered.Removed)
	out = o.writeAged(time.Minute, filling("k", "a minute ago"))
	require.True(t, out.Outdated, "older than what was removed")
	require.Equal(t, n, out.Version)
	o.shows("k", "")

	out = o.writeAged(time.Minute, filling("new", "a minute ago"))
	require.False(t, out.Outdated)
	o.fresh("new", "a minute ago")
	require.True(t, o.writeAged(2*time.Minute, filling("new", "older")).Outdated)
	require.False(t, o.writeAged(30*time.Second, filling("new", "newer")).Outdated)
	o.fresh("new", "newer")
	require.False(t, o.invalidateAged("new", tiered.Removed, 10*time.Second).Outdated)
	o.shows("new", "")
	o.write("new", "now")
	o.fresh("new", "now")
}

// orderOfReplay: changes that were meant at different times end alike, in whatever order they come.
func orderOfReplay(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	random := rand.New(rand.NewPCG(1, 2))
	for trial := range 30 {
		key := fmt.Sprint("k", trial)
		newest := 0
		for _, i := range random.Perm(6) {
			age := time.Duration(6-i) * 10 * time.Second
			if i%2 == trial%2 {
				o.invalidateAged(key, tiered.Removed, age)
			} else {
				o.writeAged(age, filling(key, fmt.Sprint("v", i)))
			}
			newest = max(newest, i)
		}
		if newest%2 == trial%2 {
			o.shows(key, "")
		} else {
			o.fresh(key, fmt.Sprint("v", newest))
		}
	}
}

// fillIsAsOldAsItsLease: a load may have read the origin right after it got its lease. An
// invalidation that was meant after that, and comes later than the fill, still makes an
// end of it.
func fillIsAsOldAsItsLease(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.leased("k", "t")
	<-time.After(50 * time.Millisecond) // the load goes on; after 20 ms of it somebody means to remove the key
	require.True(t, o.fill("t", filling("k", "old")))
	filled := o.get("k").Version
	out := o.invalidateAged("k", tiered.Removed, 30*time.Millisecond)
	require.False(t, out.Outdated)
	require.Greater(t, out.Version, filled)
	o.shows("k", "")

	o.leased("l", "t")
	<-time.After(50 * time.Millisecond)
	require.True(t, o.fill("t", filling("l", "old")))
	require.False(t, o.writeAged(30*time.Millisecond, filling("l", "new")).Outdated)
	o.fresh("l", "new")
	require.True(t, o.invalidateAged("l", tiered.Removed, time.Minute).Outdated, "meant before the lease")
	o.fresh("l", "new")
}

func tagsInvalidate(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.tag("red") // of nothing
	o.write("a", "v", "red", "round")
	o.write("b", "v", "red")
	o.write("c", "v", "round", "")
	o.write("d", "v")
	o.fresh("a", "v")
	o.tag("red")
	o.shows("a", "")
	o.shows("b", "")
	o.fresh("c", "v")
	o.fresh("d", "v")
	o.tag("d") // a key is no tag
	o.fresh("d", "v")
	o.write("b", "again", "red")
	o.fresh("b", "again")
	o.tag("")
	o.shows("c", "")
	o.fresh("b", "again")
	records := o.Get(background, []string{"a", "b", "c", "d"})
	for i, there := range []bool{false, true, false, true} {
		require.NoError(t, records[i].Err)
		require.Equal(t, there, records[i].Payload != nil)
	}
}

func tagsHoldForLoads(t *trial, s RemoteSuite) {
	for name, invalidate := range map[string]func(o one){
		"tag": func(o one) { o.tag("t") },
		"all": func(o one) { require.NoError(o.t, o.InvalidateAll(background, tiered.Removed, nil).Err) },
	} {
		o := newOne(t, s)
		o.leased("k", "old")
		invalidate(o)
		require.True(t, o.fill("old", filling("k", "old", "t")), "%s: it ends no leases", name)
		o.shows("k", "")
		o.leased("k", "new")
		require.True(t, o.fill("new", filling("k", "new", "t")))
		o.fresh("k", "new")
		o.leased("other", "x")
		invalidate(o)
		require.True(t, o.fill("x", filling("other", "v", "another")))
		if name == "tag" {
			o.fresh("other", "v")
		} else {
			o.shows("other", "")
		}
	}
}

func lateWritesAndTags(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.tag("t")
	o.writeAged(time.Minute, filling("k", "v", "t"))
	o.shows("k", "")
	o.writeAged(time.Minute, filling("other", "v", "u"))
	o.fresh("other", "v")
	require.NoError(t, o.InvalidateAll(background, tiered.Removed, nil).Err)
	o.writeAged(time.Minute, filling("late", "v"))
	o.shows("late", "")
	o.write("now", "v", "t")
	o.fresh("now", "v")
}

func manyTags(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	tags := make([]string, 60)
	for i := range tags {
		tags[i] = fmt.Sprint("tag ", i)
	}
	o.write("k", "v", tags...)
	o.fresh("k", "v")
	o.tag(tags[59])
	o.shows("k", "")
	for i := range 1000 {
		o.tag(fmt.Sprint("other ", i))
	}
	o.write("k", "v", tags...)
	o.fresh("k", "v")
}

func allIsRemoved(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("a", "v", "t")
	n := o.write("b", "v")
	require.NoError(t, o.InvalidateAll(background, tiered.Removed, nil).Err)
	o.shows("a", "")
	o.shows("b", "")
	require.GreaterOrEqual(t, o.write("b", "w"), n)
	o.fresh("b", "w")
}

func allIsExpired(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("a", "v", "t")
	require.NoError(t, o.InvalidateAll(background, tiered.Expired, nil).Err)
	r := o.shows("a", "v")
	require.True(t, r.Expired)
	require.Less(t, r.Overdue, time.Minute)
	o.write("a", "w")
	o.fresh("a", "w")
	o.leased("k", "t")
	require.NoError(t, o.InvalidateAll(background, tiered.Expired, nil).Err)
	require.True(t, o.fill("t", filling("k", "v")))
	require.True(t, o.shows("k", "v").Expired, "its load began before")
}
