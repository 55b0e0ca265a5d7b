package workload_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// valid is a Spec for tests to spoil.
func valid() workload.Spec {
	return workload.Spec{Keys: 10, Dist: workload.Zipf{Skew: 0.99}, Mix: workload.Mix{Get: 0.75, Set: 0.25}}
}

func TestBadSpecs(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	dist := func(d workload.Dist) func(*workload.Spec) { return func(s *workload.Spec) { s.Dist = d } }
	mix := func(get, set, del float64) func(*workload.Spec) {
		return func(s *workload.Spec) { s.Mix = workload.Mix{Get: get, Set: set, Delete: del} }
	}
	keys := func(n int) func(*workload.Spec) { return func(s *workload.Spec) { s.Keys = n } }
	type bad struct {
		name  string
		spoil func(*workload.Spec)
		want  string
	}
	cases := []bad{
		{"NoKeys", keys(0), "workload: Spec.Keys: 0 is not in [1, 4294967296]"},
		{"NegativeKeys", keys(-1), "workload: Spec.Keys: -1 is not in [1, 4294967296]"},
		{"NoDist", dist(nil), "workload: Spec.Dist: is missing"},
		{"NegativeSkew", dist(workload.Zipf{Skew: -0.1}), "workload: Spec.Dist: zipf:-0.1: the skew -0.1 is not a finite number from 0"},
		{"NaNSkew", dist(workload.Latest{Skew: nan}), "workload: Spec.Dist: latest:NaN: the skew NaN is not a finite number from 0"},
		{"InfiniteSkew", dist(workload.Zipf{Skew: inf}), "workload: Spec.Dist: zipf:+Inf: the skew +Inf is not a finite number from 0"},
		{"ShiftSkew", dist(workload.Shift{Skew: -1, Every: 1, Step: 1}), "workload: Spec.Dist: shift:-1:1:1: the skew -1 is not a finite number from 0"},
		{"ScanSkew", dist(workload.Scan{Skew: -1, Every: 1, Length: 1}), "workload: Spec.Dist: scan:-1:1:1: the skew -1 is not a finite number from 0"},
		{"NoHotKeys", dist(workload.Hotspot{Requests: 0.5}), "workload: Spec.Dist: hotspot:0:0.5: the share of hot keys, 0, is not in (0, 1)"},
		{"AllKeysHot", dist(workload.Hotspot{Keys: 1, Requests: 0.5}), "workload: Spec.Dist: hotspot:1:0.5: the share of hot keys, 1, is not in (0, 1)"},
		{"NaNHotKeys", dist(workload.Hotspot{Keys: nan, Requests: 0.5}), "workload: Spec.Dist: hotspot:NaN:0.5: the share of hot keys, NaN, is not in (0, 1)"},
		{"TooManyRequests", dist(workload.Hotspot{Keys: 0.5, Requests: 1.5}), "workload: Spec.Dist: hotspot:0.5:1.5: the share of requests, 1.5, is not in [0, 1]"},
		{"NegativeRequests", dist(workload.Hotspot{Keys: 0.5, Requests: -0.5}), "workload: Spec.Dist: hotspot:0.5:-0.5: the share of requests, -0.5, is not in [0, 1]"},
		{"NaNRequests", dist(workload.Hotspot{Keys: 0.5, Requests: nan}), "workload: Spec.Dist: hotspot:0.5:NaN: the share of requests, NaN, is not in [0, 1]"},
		{"HotspotOfOneKey", func(s *workload.Spec) { s.Keys, s.Dist = 1, workload.Hotspot{Keys: 0.5, Requests: 0.5} },
			"workload: Spec.Dist: hotspot:0.5:0.5: 1 key cannot be parted into hot and cold ones"},
		{"EmptyLoop", dist(workload.Loop{}), "workload: Spec.Dist: loop:0: the length in keys, 0, is not in [1, 10]"},
		{"LongLoop", dist(workload.Loop{Length: 11}), "workload: Spec.Dist: loop:11: the length in keys, 11, is not in [1, 10]"},
		{"ScanAlways", dist(workload.Scan{Length: 1}), "workload: Spec.Dist: scan:0:0:1: the number of operations between scans, 0, is not in [1, 268435456]"},
		{"LongScan", dist(workload.Scan{Every: 1, Length: 11}), "workload: Spec.Dist: scan:0:1:11: the length in keys, 11, is not in [1, 10]"},
		{"EmptyScan", dist(workload.Scan{Every: 1}), "workload: Spec.Dist: scan:0:1:0: the length in keys, 0, is not in [1, 10]"},
		{"ShiftBackwards", dist(workload.Shift{Every: -1, Step: 1}), "workload: Spec.Dist: shift:0:-1:1: the number of operations between changes, -1, is not in [1, 268435456]"},
		{"ShiftNever", dist(workload.Shift{Every: 1<<28 + 1, Step: 1}), "workload: Spec.Dist: shift:0:268435457:1: the number of operations between changes, 268435457, is not in [1, 268435456]"},
		{"ShiftByNone", dist(workload.Shift{Every: 1}), "workload: Spec.Dist: shift:0:1:0: the step in keys, 0, is not in [1, 10]"},
		{"ShiftByMoreThanAll", dist(workload.Shift{Every: 1, Step: 11}), "workload: Spec.Dist: shift:0:1:11: the step in keys, 11, is not in [1, 10]"},
		{"NoMix", mix(0, 0, 0), "workload: Spec.Mix: the shares sum to 0, not to 1"},
		{"MixOfPercents", mix(95, 5, 0), "workload: Spec.Mix: the share of get, 95, is not in [0, 1]"},
		{"MixBelowOne", mix(0.5, 0.4, 0), "workload: Spec.Mix: the shares sum to 0.9, not to 1"},
		{"MixAboveOne", mix(0.5, 0.25, 0.5), "workload: Spec.Mix: the shares sum to 1.25, not to 1"},
		{"NegativeShare", mix(1, -0.5, 0.5), "workload: Spec.Mix: the share of set, -0.5, is not in [0, 1]"},
		{"NaNShare", mix(1, 0, nan), "workload: Spec.Mix: the share of delete, NaN, is not in [0, 1]"},
		{"InfiniteShare", mix(inf, 0, 0), "workload: Spec.Mix: the share of get, +Inf, is not in [0, 1]"},
	}
	if strconv.IntSize == 64 {
		cases = append(cases, bad{"TooManyKeys", keys(math.MaxInt), "workload: Spec.Keys: 9223372036854775807 is not in [1, 4294967296]"})
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			c.spoil(&s)
			var field *workload.SpecError
			require.ErrorAs(t, s.Validate(), &field)
			require.EqualError(t, s.Validate(), c.want)
			got, err := s.Stream(1, 10)
			require.Nil(t, got)
			require.EqualError(t, err, c.want)
		})
	}
}

func TestBadNumbersOfOperations(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, math.MinInt, workload.MaxOps + 1, math.MaxInt} {
		s, err := valid().Stream(1, n)
		require.Nil(t, s)
		require.EqualError(t, err, "workload: "+strconv.Itoa(n)+" operations: not in [0, "+strconv.Itoa(workload.MaxOps)+"]")
	}
	require.Empty(t, stream(t, valid(), 1, 0).Ops)
}

func TestStreamIsPureFunctionOfSpecAndSeed(t *testing.T) {
	t.Parallel()
	for _, name := range workload.Names() {
		spec, err := workload.Named(name)
		require.NoError(t, err)
		long, again := stream(t, spec, 7, 3000), stream(t, spec, 7, 3000)
		require.Equal(t, long, again, name)
		require.Equal(t, long.Ops[:1000], stream(t, spec, 7, 1000).Ops, "%s: a shorter stream is the beginning of a longer one", name)
		if name != "loop" { // in which nothing is random
			require.NotEqual(t, long.Hash(), stream(t, spec, 8, 3000).Hash(), name)
		}
	}
}

func TestMixLeavesKeysAlone(t *testing.T) {
	t.Parallel()
	reads, writes := valid(), valid()
	reads.Mix, writes.Mix = workload.Mix{Get: 1}, workload.Mix{Set: 0.5, Delete: 0.5}
	require.Equal(t, allKeys(stream(t, reads, 1, 1000)), allKeys(stream(t, writes, 1, 1000)))
}

func TestStreamHasTheMixAskedFor(t *testing.T) {
	t.Parallel()
	for _, m := range []workload.Mix{
		{Get: 1}, {Set: 1}, {Delete: 1},
		{Get: 0.95, Set: 0.05}, {Get: 0.5, Delete: 0.5}, {Set: 0.5, Delete: 0.5},
		{Get: 1. / 3, Set: 1. / 3, Delete: 1. / 3}, {Get: 1 - 5e-10}, {Delete: 1 - 5e-10}, {Get: 0.3, Delete: 0.7 - 5e-10},
	} {
		s := valid()
		s.Mix = m
		const n = 100_000
		got := stream(t, s, 1, n).Mix()
		require.InDelta(t, m.Get, got.Get, 0.005, "%+v", m)
		require.InDelta(t, m.Set, got.Set, 0.005, "%+v", m)
		require.InDelta(t, m.Delete, got.Delete, 0.005, "%+v", m)
		if m.Set == 0 {
			require.Zero(t, got.Set, "%+v", m)
		}
	}
}

func TestDeleteStoresNothing(t *testing.T) {
	t.Parallel()
	spec, err := workload.Named("sessions")
	require.NoError(t, err)
	deletes := 0
	for _, op := range stream(t, spec, 1, 10_000).Ops {
		if op.Kind == workload.Delete {
			deletes++
			require.Zero(t, op.Size)
			require.Zero(t, op.TTL)
		} else {
			require.NotZero(t, op.Size)
			require.NotZero(t, op.TTL)
		}
	}
	require.Greater(t, deletes, 300)
}

func TestKeysStayInTheKeySpace(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 5, 1000, math.MaxInt32} {
		for _, d := range []workload.Dist{
			workload.Uniform{}, workload.Zipf{Skew: 0.99}, workload.Zipf{Skew: 3}, workload.Hotspot{Keys: 0.5, Requests: 0.9},
			workload.Latest{Skew: 0.99}, workload.Loop{Length: n}, workload.Scan{Skew: 0.5, Every: 3, Length: n},
			workload.Shift{Skew: 0.99, Every: 1, Step: n}, workload.Shift{Skew: 0.99, Every: 2, Step: 1},
		} {
			s := workload.Spec{Keys: n, Dist: d, Mix: workload.Mix{Get: 0.5, Set: 0.5}}
			if _, ok := d.(workload.Hotspot); ok && n == 1 {
				continue // refused, see TestBadSpecs
			}
			got := stream(t, s, 1, 5000)
			require.Equal(t, n, got.Keys)
			for _, key := range allKeys(got) {
				require.Less(t, int64(key), int64(n), "%v", d)
			}
		}
	}
}

func TestNamedWorkloads(t *testing.T) {
	t.Parallel()
	names := workload.Names()
	require.Subset(t, names, []string{"zipf99-rw100", "zipf99-rw95", "zipf99-rw50",
		"uniform-r100w1", "uniform-r1w1", "uniform-r1w100", "hotspot", "latest", "loop", "scan", "shifting"})
	for _, name := range names {
		s, err := workload.Named(name)
		require.NoError(t, err)
		require.NoError(t, s.Validate())
		require.Equal(t, name, s.Name)
		require.Equal(t, 100_000, s.Keys)
	}
	names[0] = "changed"
	require.NotEqual(t, "changed", workload.Names()[0])
}

func TestUnknownWorkload(t *testing.T) {
	t.Parallel()
	_, err := workload.Named("zipf98")
	var unknown *workload.UnknownError
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, &workload.UnknownError{What: "workload", Name: "zipf98", Known: workload.Names()}, unknown)
	require.ErrorContains(t, err, `workload: unknown workload "zipf98" (known: zipf99-rw100, zipf99-rw95, `)
}
