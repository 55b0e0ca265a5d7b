package tieredtest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
)

func nothingIsThere(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.Equal(t, tiered.Record{}, o.get("k"))
	require.Empty(t, o.Get(background, nil))
	require.Empty(t, o.Lease(background, nil, nil, tiered.Leasing{Token: "t", For: time.Second}))
	require.Empty(t, o.Fill(background, "t", nil))
	require.Empty(t, o.Write(background, nil))
	require.Empty(t, o.Invalidate(background, nil))
	require.NoError(t, o.Extend(background, nil, tiered.Leasing{Token: "t", For: time.Second}))
	require.NoError(t, o.Release(background, nil, "t"))
	require.NotEmpty(t, o.Name())
}

func whatIsWrittenIsThere(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	for _, payload := range []string{"v", "\x00\xff\n", strings.Repeat("large ", 20_000)} {
		version := o.write("k", payload)
		r := o.fresh("k", payload)
		require.Equal(t, version, r.Version)
		require.Zero(t, r.Overdue)
	}
	o.write("k", "")
	r := o.get("k")
	require.NotNil(t, r.Payload, "an empty payload is there")
	require.Empty(t, r.Payload)
}

func keysAreKeptApart(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	keys := []string{
		"k", "K", " k", "k ", "{k}", "k}", "{", "{}", "a:b", "a:b:c", ":", "*", "k\n", "k\r\nSET x y", "\x00", "ключ", "\xff\xfe",
		"lock", "tag", "v", "t", "c", strings.Repeat("k", 1024),
	}
	for i, key := range keys {
		o.write(key, fmt.Sprint("value ", i), key)
	}
	for i, key := range keys {
		o.fresh(key, fmt.Sprint("value ", i))
	}
	o.invalidate(keys[0], tiered.Removed)
	o.tag(keys[1])
	for i, key := range keys[2:] {
		o.fresh(key, fmt.Sprint("value ", i+2))
	}
}

func answersAreInTheirPlaces(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	var writings []tiered.Writing
	var keys []string
	for i := range 1500 {
		keys = append(keys, fmt.Sprint("k", i))
		writings = append(writings, tiered.Writing{Filling: filling(keys[i], fmt.Sprint("v", i))})
	}
	outcomes := o.Write(background, writings)
	require.Len(t, outcomes, len(writings))
	keys = append(keys, "missing", "k7", "k7")
	records := o.Get(background, keys)
	require.Len(t, records, len(keys))
	for i, out := range outcomes {
		require.NoError(t, out.Err)
		require.Equal(t, fmt.Sprint("v", i), string(records[i].Payload))
		require.Equal(t, out.Version, records[i].Version)
	}
	require.Nil(t, records[1500].Payload)
	require.Equal(t, "v7", string(records[1501].Payload))
	require.Equal(t, "v7", string(records[1502].Payload))
}

func numbersGrow(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	last := uint64(0)
	grows := func(number uint64) {
		require.Greater(t, number, last)
		last = number
	}
	for i := range 50 {
		grows(o.write("k", "v"))
		grows(o.invalidate("k", tiered.Expired))
		grows(o.invalidate("k", tiered.Removed))
		token := fmt.Sprint("t", i)
		o.leased("k", token)
		out := single(t, o.Fill(background, token, []tiered.Filling{filling("k", "v")}))
		require.NoError(t, out.Err)
		grows(out.Version)
		require.Equal(t, last, o.get("k").Version)
	}
	last = 0
	for range 50 {
		for _, out := range []tiered.Outcome{
			o.InvalidateTag(background, "t", nil), o.InvalidateAll(background, tiered.Removed, nil), o.InvalidateAll(background, tiered.Expired, nil),
		} {
			require.NoError(t, out.Err)
			grows(out.Version)
		}
	}
}

func remainsGoesDown(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("k", "v")
	first := o.get("k").Remains
	require.LessOrEqual(t, first, time.Hour)
	require.Greater(t, first, time.Hour-time.Minute)
	await(t, "what remains is less", func() bool { return o.get("k").Remains < first })
	o.writeAged(0, tiered.Filling{Key: "k", Payload: []byte("v"), Keep: larder.NoExpiry})
	require.Greater(t, o.get("k").Remains, 24*time.Hour, "without end, or as long as the remote can")
}

func valuesEnd(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	out := o.writeAged(0, tiered.Filling{Key: "k", Payload: []byte("v"), Keep: 100 * time.Millisecond})
	o.writeAged(0, tiered.Filling{Key: "tiny", Payload: []byte("v"), Keep: 1})
	began := time.Now()
	await(t, "the value ends", func() bool { return o.get("k").Payload == nil })
	require.GreaterOrEqual(t, time.Since(began), 50*time.Millisecond, "not before its time")
	require.Nil(t, o.get("tiny").Payload, "the shortest time is not none")
	require.Greater(t, o.write("k", "again"), out.Version)
	o.fresh("k", "again")
}

func callerKeeps(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	payload := []byte("value")
	o.writeAged(0, tiered.Filling{Key: "k", Payload: payload, Keep: time.Hour})
	payload[0] = 'X'
	got := o.fresh("k", "value").Payload
	got[0] = 'X'
	o.fresh("k", "value")
}

func removedIsGone(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("k", "v")
	n := o.invalidate("k", tiered.Removed)
	r := o.shows("k", "")
	require.Equal(t, n, r.Version)
	n = o.invalidate("absent", tiered.Removed)
	require.Equal(t, n, o.shows("absent", "").Version)
	n = o.invalidate("absent", tiered.Expired)
	require.Equal(t, n, o.shows("absent", "").Version, "what is not there does not come by expiring")
}

func expiredIsAFallback(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("k", "v")
	n := o.invalidate("k", tiered.Expired)
	r := o.shows("k", "v")
	require.True(t, r.Expired)
	require.Equal(t, n, r.Version)
	require.Less(t, r.Overdue, time.Minute)
	first := r.Overdue
	await(t, "it is overdue for longer", func() bool { return o.get("k").Overdue > first })
	o.write("k", "w")
	o.fresh("k", "w")
}

func endedContext(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	o.write("k", "v")
	ctx, cancel := context.WithCancel(background)
	cancel()
	require.Error(t, single(t, o.Get(ctx, []string{"k"})).Err)
	require.Error(t, single(t, o.Lease(ctx, []string{"k"}, []uint64{0}, tiered.Leasing{Token: "t", For: time.Second})).Err)
	require.Error(t, single(t, o.Fill(ctx, "t", []tiered.Filling{filling("k", "w")})).Err)
	require.Error(t, single(t, o.Write(ctx, []tiered.Writing{{Filling: filling("k", "w")}})).Err)
	require.Error(t, single(t, o.Invalidate(ctx, []tiered.Invalidation{{Key: "k"}})).Err)
	require.Error(t, o.InvalidateTag(ctx, "t", nil).Err)
	require.Error(t, o.InvalidateAll(ctx, tiered.Removed, nil).Err)
	require.Error(t, o.Extend(ctx, []string{"k"}, tiered.Leasing{Token: "t", For: time.Second}))
	require.Error(t, o.Release(ctx, []string{"k"}, "t"))
	require.True(t, bytes.Equal(o.get("k").Payload, []byte("v")))
}

func closeTwice(t *trial, s RemoteSuite) {
	o := newOne(t, s)
	require.NoError(t, o.Close())
	require.NoError(t, o.Close())
}
