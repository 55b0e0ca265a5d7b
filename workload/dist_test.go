package workload_test

import (
	"slices"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

var readOnly = workload.Mix{Get: 1}

// stream computes a stream that must be right.
func stream(t testing.TB, s workload.Spec, seed uint64, n int) *workload.Stream {
	t.Helper()
	got, err := s.Stream(seed, n)
	require.NoError(t, err)
	return got
}

// keysOf returns the keys of a stream of Gets.
func keysOf(t testing.TB, keys int, d workload.Dist, n int) []uint32 {
	t.Helper()
	return allKeys(stream(t, workload.Spec{Keys: keys, Dist: d, Mix: readOnly}, 1, n))
}

func allKeys(s *workload.Stream) []uint32 {
	keys := make([]uint32, len(s.Ops))
	for i, op := range s.Ops {
		keys[i] = op.Key
	}
	return keys
}

func frequencies(space int, keys []uint32) []int {
	counts := make([]int, space)
	for _, k := range keys {
		counts[k]++
	}
	return counts
}

func equalShares(n int) []float64 { return slices.Repeat([]float64{1 / float64(n)}, n) }

func TestUniformAsksForAllKeysEqually(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 3, 100, 1000} {
		requireFit(t, frequencies(n, keysOf(t, n, workload.Uniform{}, 100_000)), equalShares(n))
	}
}

// The shares of the top key and of the top keys are those of Zipf's law, which
// they would not be if two ranks fell on one key.
func TestZipfKeepsItsSkewWhenScrambled(t *testing.T) {
	t.Parallel()
	const keys = 10_922
	s := stream(t, workload.Spec{Keys: keys, Dist: workload.Zipf{Skew: 0.99}, Mix: readOnly}, 1, 1_000_000)
	skew, total := s.Skew(), zipfWeight(0.99, 1, keys)
	require.InDelta(t, keys, skew.Distinct, 5)
	require.InDelta(t, 1/total, skew.TopKey, 0.002)
	require.InDelta(t, zipfWeight(0.99, 1, 110)/total, skew.Top1Pct, 0.003)
	require.InDelta(t, zipfWeight(0.99, 1, 1093)/total, skew.Top10Pct, 0.003)
}

func TestZipfRankingDependsOnSeed(t *testing.T) {
	t.Parallel()
	top := make(map[int]bool)
	for seed := range uint64(20) {
		s := stream(t, workload.Spec{Keys: 1000, Dist: workload.Zipf{Skew: 2}, Mix: readOnly}, seed, 200)
		counts := frequencies(1000, allKeys(s))
		top[slices.Index(counts, slices.Max(counts))] = true
	}
	require.Greater(t, len(top), 15)
}

func TestHotspotSharesRequests(t *testing.T) {
	t.Parallel()
	counts := frequencies(50, keysOf(t, 50, workload.Hotspot{Keys: 0.2, Requests: 0.8}, 200_000))
	requireFit(t, sortedDown(counts), append(slices.Repeat([]float64{0.8 / 10}, 10), slices.Repeat([]float64{0.2 / 40}, 40)...))
}

// sortedDown returns the counts from the largest. It puts hot keys before cold ones
// where their counts are far apart.
func sortedDown(counts []int) []int {
	sorted := slices.Clone(counts)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	return sorted
}

func TestHotspotAlwaysHasHotAndColdKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		dist workload.Hotspot
		want []int // the counts, from the top
	}{
		{"NearlyNoneHot", workload.Hotspot{Keys: 1e-9, Requests: 1}, []int{1000, 0, 0}},
		{"NearlyAllHot", workload.Hotspot{Keys: 1 - 1e-9, Requests: 0}, []int{1000, 0, 0}},
	} {
		require.Equal(t, c.want, sortedDown(frequencies(3, keysOf(t, 3, c.dist, 1000))), c.name)
	}
}

func TestLatestFollowsInserts(t *testing.T) {
	t.Parallel()
	const keys = 1000
	mix := workload.Mix{Get: 0.8, Set: 0.1, Delete: 0.1}
	s := stream(t, workload.Spec{Keys: keys, Dist: workload.Latest{Skew: 0.99}, Mix: mix}, 1, 200_000)
	newest, next := keys-1, 0
	age := func() uint64 {
		for ; ; next++ {
			op := s.Ops[next]
			if op.Kind != workload.Set {
				next++
				return uint64(newest+keys-int(op.Key)) % keys
			}
			newest = (newest + 1) % keys
			require.EqualValues(t, newest, op.Key, "a Set inserts the next key")
		}
	}
	counts, shares := rankCounts(age, 150_000, 0.99, keys)
	requireFit(t, counts, shares)
}

func TestLoopRepeats(t *testing.T) {
	t.Parallel()
	require.Equal(t, []uint32{0, 1, 2, 0, 1, 2, 0}, keysOf(t, 5, workload.Loop{Length: 3}, 7))
	require.Equal(t, []uint32{0, 0, 0}, keysOf(t, 5, workload.Loop{Length: 1}, 3))
}

func TestScanInterruptsTraffic(t *testing.T) {
	t.Parallel()
	const keys, every, length, n = 100, 7, 30, 37 * 400
	traffic := keysOf(t, keys, workload.Zipf{Skew: 0.9}, n)
	got := keysOf(t, keys, workload.Scan{Skew: 0.9, Every: every, Length: length}, n)
	starts := make([]int, keys)
	for len(got) > 0 {
		require.Equal(t, traffic[:every], got[:every], "traffic goes on where it was")
		traffic, got = traffic[every:], got[every:]
		start := got[0]
		starts[start]++
		for i, key := range got[:length] {
			require.Equal(t, (start+uint32(i))%keys, key)
		}
		got = got[length:]
	}
	requireFit(t, starts, equalShares(keys))
}

func TestShiftRotatesRanking(t *testing.T) {
	t.Parallel()
	const keys, every, step, n = 100, 500, 30, 200_000
	dist := workload.Shift{Skew: 0.99, Every: every, Step: step}
	got := keysOf(t, keys, dist, n)
	require.Equal(t, keysOf(t, keys, workload.Zipf{Skew: 0.99}, every), got[:every], "before the first change it is Zipf")

	place := make(map[uint32]int) // of each key in the ranking at the start
	p := workload.NewPermutation(keys, 1)
	for rank := range keys {
		place[uint32(p.At(uint64(rank)))] = rank
	}
	i := 0
	rank := func() uint64 {
		changes := i / every
		r := (place[got[i]] + changes*step) % keys // every key falls by step
		i++
		return uint64(r)
	}
	counts, shares := rankCounts(rank, n, 0.99, keys)
	requireFit(t, counts, shares)
}
