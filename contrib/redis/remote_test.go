package redis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// onEach runs a test on a server alone, and on a cluster.
func onEach(t *testing.T, test func(t *testing.T, o one)) {
	t.Run("Server", func(t *testing.T) { test(t, newOne(t, redistest.Start(t))) })
	t.Run("Cluster", func(t *testing.T) {
		test(t, one{t, open(t, connectCluster(t, redistest.StartCluster(t)), all)})
	})
}

// TestOperations goes through all that a Remote does, with keys in many slots.
func TestOperations(t *testing.T) {
	onEach(t, func(t *testing.T, o one) {
		for i := range 20 {
			key := fmt.Sprint("key", i)
			require.Equal(t, tiered.Record{}, o.get(key))

			token := o.granted(key)
			require.True(t, o.fill(token, key, "filled", "red", "blue"))
			record := o.shows(key, "filled", false)
			require.NotZero(t, record.Version)
			require.InDelta(t, time.Hour, record.Remains, float64(time.Minute))
			require.False(t, o.fill(token, key, "again"), "a fill ends its lease")

			old := o.granted(key)
			written := o.write(key, "written", "red")
			require.Greater(t, written, record.Version)
			require.False(t, o.fill(old, key, "late"))
			o.shows(key, "written", false)

			expired := o.invalidate(key, tiered.Expired)
			require.Greater(t, expired, written)
			require.Equal(t, expired, o.shows(key, "written", true).Version)
			require.True(t, o.fill(o.granted(key), key, "fresh"))
			o.shows(key, "fresh", false)

			old = o.granted(key)
			removed := o.invalidate(key, tiered.Removed)
			require.Equal(t, removed, o.shows(key, "", false).Version)
			require.False(t, o.fill(old, key, "late"))
		}
	})
}

func TestTagsAndAll(t *testing.T) {
	onEach(t, func(t *testing.T, o one) {
		for i := range 10 {
			a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
			long := strings.Repeat("long", 100)
			o.write(a, "1", "red", long)
			o.write(b, "1", "blue")
			early := o.granted("c")
			o.invalidateTag("red")
			o.shows(a, "", false)
			o.shows(b, "1", false)
			require.NotZero(t, o.get(a).Version, "the number is kept")

			require.True(t, o.fill(early, "c", "early", "red"), "an invalidation of a tag ends no lease")
			o.shows("c", "", false)
			o.write("c", "2", "red", "red")
			o.shows("c", "2", false)
			o.write(a, "2", long)
			o.invalidateTag(long)
			o.shows(a, "", false)

			early = o.granted("d")
			require.NoError(t, o.InvalidateAll(ctx, tiered.Expired, nil).Err)
			o.shows(b, "1", true)
			o.shows("c", "2", true)
			require.True(t, o.fill(early, "d", "early"))
			o.shows("d", "early", true)
			o.write(b, "3")
			o.shows(b, "3", false)

			require.NoError(t, o.InvalidateAll(ctx, tiered.Removed, nil).Err)
			o.shows(b, "", false)
			o.shows("d", "", false)
			o.write(b, "4")
			o.shows(b, "4", false)
		}
	})
}

func TestLocks(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	require.Equal(t, tiered.LeaseGranted, o.lease("k", "first", true).State)
	held := o.lease("k", "second", true)
	require.Equal(t, tiered.LeaseHeld, held.State)
	require.InDelta(t, time.Minute, held.Wait, float64(10*time.Second))
	require.Equal(t, tiered.LeaseGranted, o.lease("k", "third", false).State, "who wants no lock does not wait")

	require.NoError(t, o.Release(ctx, []string{"k"}, "second"))
	require.Equal(t, tiered.LeaseHeld, o.lease("k", "second", true).State, "it was not its to release")
	require.NoError(t, o.Release(ctx, []string{"k"}, "first"))
	require.False(t, o.fill("first", "k", "released"))
	require.Equal(t, tiered.LeaseGranted, o.lease("k", "second", true).State)
	require.True(t, o.fill("second", "k", "v"))
	require.False(t, o.fill("third", "k", "late"), "a fill ends all leases")

	changed := o.Lease(ctx, []string{"k"}, []uint64{1}, tiered.Leasing{Token: "x", For: time.Minute})[0]
	require.Equal(t, tiered.Lease{State: tiered.LeaseChanged}, changed)
}

// TestHolderDies has the lock end by itself, and shows that the holder comes too late then.
func TestHolderDies(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	short := tiered.Leasing{Token: "dead", For: 20 * time.Millisecond, Lock: true}
	require.Equal(t, tiered.LeaseGranted, o.Lease(ctx, []string{"k"}, []uint64{0}, short)[0].State)
	require.Eventually(t, func() bool { return o.lease("k", "next", true).State == tiered.LeaseGranted },
		10*time.Second, time.Millisecond)
	require.False(t, o.fill("dead", "k", "late"))
	require.NoError(t, o.Extend(ctx, []string{"k"}, short), "no error, though it has ended")
	require.True(t, o.fill("next", "k", "v"))
}

// TestLeaseEnds has nobody else ask for a lease, which would sweep the one that is over.
func TestLeaseEnds(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	n := o.write("k", "v")
	l := tiered.Leasing{Token: "t", For: time.Millisecond}
	require.Equal(t, tiered.Lease{}, o.Lease(ctx, []string{"k"}, []uint64{n}, l)[0])
	now := func() any { return server.Do("TIME").([]any)[0] }
	then := now()
	require.Eventually(t, func() bool { return now() != then }, patience, tick, "the next second begins")
	require.NoError(t, o.Extend(ctx, []string{"k"}, tiered.Leasing{Token: "t", For: time.Hour}))
	require.False(t, o.fill("t", "k", "late"))
	o.shows("k", "v", false)
}

func TestExtend(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	l := tiered.Leasing{Token: "a", For: 10 * time.Second, Lock: true}
	require.Equal(t, tiered.LeaseGranted, o.Lease(ctx, []string{"k"}, []uint64{0}, l)[0].State)
	l.For = time.Hour
	require.NoError(t, o.Extend(ctx, []string{"k"}, l))
	require.Greater(t, o.lease("k", "b", true).Wait, 50*time.Minute)
}

func TestTwoFillsOfOneClient(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	first := o.granted("k")
	o.invalidate("k", tiered.Removed)
	second := o.granted("k")
	require.False(t, o.fill(first, "k", "loaded before"))
	require.True(t, o.fill(second, "k", "loaded after"))
	o.shows("k", "loaded after", false)
}

func TestManyLeases(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	var last string
	for range 130 {
		last = o.granted("k")
	}
	require.False(t, o.fill(last, "k", "v"), "there are 128 others")
	first := o.Lease(ctx, []string{"k"}, []uint64{0}, tiered.Leasing{Token: "1ms", For: time.Millisecond})[0]
	require.Equal(t, tiered.LeaseGranted, first.State)
}

func TestAge(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	aged := func(payload string, age time.Duration) tiered.Outcome {
		return o.Write(ctx, []tiered.Writing{{Filling: filling("k", payload, "red"), Age: age}})[0]
	}
	n := o.write("k", "new")
	require.Equal(t, tiered.Outcome{Version: n, Outdated: true}, aged("old", time.Hour))
	old := o.Invalidate(ctx, []tiered.Invalidation{{Key: "k", Age: time.Hour}})[0]
	require.Equal(t, tiered.Outcome{Version: n, Outdated: true}, old)
	o.shows("k", "new", false)

	n = o.invalidate("k", tiered.Removed)
	require.Equal(t, tiered.Outcome{Version: n, Outdated: true}, aged("old", time.Hour))
	o.shows("k", "", false)
	newer := aged("newer", time.Nanosecond)
	require.False(t, newer.Outdated)
	require.Greater(t, newer.Version, n)
	require.True(t, aged("ancient", larder.NoExpiry).Outdated)

	// It was meant to come before the invalidation of a tag, and comes after.
	o.invalidateTag("red")
	late := o.Write(ctx, []tiered.Writing{{Filling: filling("other", "late", "red"), Age: time.Minute}})[0]
	require.NoError(t, late.Err)
	require.False(t, late.Outdated)
	o.shows("other", "", false)
}

func TestKeep(t *testing.T) {
	server := redistest.Start(t)
	o := one{t, open(t, connect(t, server), redis.Options{Namespace: "test", MaxKeep: time.Hour, Tombstone: time.Minute})}
	f := filling("k", "v")
	f.Keep = larder.NoExpiry
	require.NoError(t, o.Write(ctx, []tiered.Writing{{Filling: f}})[0].Err)
	require.InDelta(t, time.Hour, o.get("k").Remains, float64(time.Minute))
	f.Keep = 5 * time.Millisecond
	require.NoError(t, o.Write(ctx, []tiered.Writing{{Filling: f}})[0].Err)
	require.Eventually(t, func() bool { return o.get("k").Payload == nil }, 10*time.Second, time.Millisecond)
	require.NotZero(t, o.get("k").Version, "the number is remembered")
	o.invalidate("k", tiered.Removed)
	require.InDelta(t, 60, server.Do("TTL", "test:v:k"), 10)
	require.NotZero(t, o.get("k").Version)
}

func TestEmptyPayload(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	require.NoError(t, o.Write(ctx, []tiered.Writing{{Filling: tiered.Filling{Key: "k", Keep: time.Hour}}})[0].Err)
	require.NotNil(t, o.get("k").Payload)
	require.Empty(t, o.get("k").Payload)
}

func TestManyKeys(t *testing.T) {
	o := newOne(t, redistest.Start(t))
	const n = 1234
	var keys []string
	var writings []tiered.Writing
	for i := range n {
		keys = append(keys, fmt.Sprint("k", i))
		writings = append(writings, tiered.Writing{Filling: filling(keys[i], fmt.Sprint(i), fmt.Sprint("tag", i), "one")})
	}
	for _, outcome := range o.Write(ctx, writings) {
		require.NoError(t, outcome.Err)
	}
	o.invalidateTag("tag7")
	for i, record := range o.Get(ctx, keys) {
		require.NoError(t, record.Err)
		if i == 7 {
			require.Nil(t, record.Payload)
			continue
		}
		require.Equal(t, fmt.Sprint(i), string(record.Payload))
	}
	require.Empty(t, o.Get(ctx, nil))
	require.Empty(t, o.Write(ctx, nil))
	require.Empty(t, o.Lease(ctx, nil, nil, tiered.Leasing{Token: "t", For: time.Second}))
}
