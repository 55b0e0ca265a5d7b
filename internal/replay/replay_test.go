package replay_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
	"github.com/larder-go/larder/workload/trace"
)

func hits(t *testing.T, s *workload.Stream, policy string, capacity int) int {
	t.Helper()
	p, err := replay.Named(policy)
	require.NoError(t, err)
	r, err := replay.Run(s, p, replay.Limits{Capacity: capacity}, 0)
	require.NoError(t, err)
	gets := 0
	for _, op := range s.Ops {
		if op.Kind == workload.Get {
			gets++
		}
	}
	require.Equal(t, gets, r.Requests)
	return r.Hits
}

// TestSyntheticTraces holds hits counted by hand (textbook and anomaly are
// reference strings of text books on operating systems) or by an independent
// program (mixed).
func TestSyntheticTraces(t *testing.T) {
	for _, c := range []struct {
		file               string
		capacity, lru, opt int
	}{
		{"textbook.lirs", 1, 0, 5},
		{"textbook.lirs", 2, 3, 9},
		{"textbook.lirs", 3, 8, 12},
		{"textbook.lirs", 4, 12, 13},
		{"textbook.lirs", 6, 14, 14},
		{"anomaly.lirs", 1, 0, 2},
		{"anomaly.lirs", 3, 2, 5},
		{"anomaly.lirs", 4, 4, 6},
		{"anomaly.lirs", 5, 7, 7},
		{"mixed.lis", 1, 9, 27},
		{"mixed.lirs.gz", 5, 42, 64},
		{"mixed.be32.xz", 10, 51, 86},
		{"mixed.le64", 19, 51, 122},
		{"mixed.oracle.zst", 20, 111, 126},
		{"mixed.csv", 40, 116, 138},
		{"mixed.lis.zst", 100, 138, 138},
		// a 2 GETs, b GET, a SET, a GET, b SET, b 3 GETs, a DELETE, a GET, c SET, c GET
		{"writes.csv", 1, 6, 6},
		{"writes.csv", 2, 6, 6},
		{"writes-reordered.csv", 3, 6, 6},
	} {
		tr, err := trace.Open(filepath.Join("..", "..", "workload", "trace", "testdata", c.file), "")
		require.NoError(t, err)
		s := tr.Stream()
		require.Equal(t, c.lru, hits(t, s, "lru", c.capacity), "lru %s at %d", c.file, c.capacity)
		require.Equal(t, c.opt, hits(t, s, "opt", c.capacity), "opt %s at %d", c.file, c.capacity)
		require.Equal(t, c.lru, naiveLRU(s.Ops, c.capacity))
	}
}

func TestLRUAgainstList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 400 {
		s := random(r, r.IntN(300), 1+r.IntN(40), r.IntN(2) == 0)
		for capacity := 1; capacity <= s.Keys+1; capacity += 1 + r.IntN(5) {
			require.Equal(t, naiveLRU(s.Ops, capacity), hits(t, s, "lru", capacity))
		}
	}
}

func TestOptimumAgainstLookingAhead(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 100 {
		s := random(r, r.IntN(200), 1+r.IntN(30), false)
		for capacity := 1; capacity <= s.Keys+1; capacity += 1 + r.IntN(5) {
			require.Equal(t, naiveOptimum(s.Ops, capacity), hits(t, s, "opt", capacity))
		}
	}
}

func TestOptimumIsTheBestOfAll(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 1000 {
		s := random(r, 1+r.IntN(20), 1+r.IntN(5), i%2 == 0)
		for capacity := 1; capacity <= s.Keys; capacity++ {
			require.Equal(t, bestOfAll(s.Ops, s.Keys, capacity), hits(t, s, "opt", capacity), "%v", s.Ops)
		}
	}
}

// Both policies are stack algorithms: a larger cache never has fewer hits
// (Mattson and others, 1970); and none is above the optimum. The stream is long
// enough for three levels of the set of positions.
func TestMoreCapacityNeverHurtsAndNothingBeatsTheOptimum(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	s := random(r, 20_000, 500, true)
	lru, opt := 0, 0
	for capacity := 1; capacity <= 600; capacity += 37 {
		l, o := hits(t, s, "lru", capacity), hits(t, s, "opt", capacity)
		require.GreaterOrEqual(t, l, lru)
		require.GreaterOrEqual(t, o, opt)
		require.GreaterOrEqual(t, o, l)
		lru, opt = l, o
	}
	require.Equal(t, lru, opt, "everything fits")
}

func TestLimits(t *testing.T) {
	s := &workload.Stream{Ops: []workload.Op{{}, {}}, Keys: 1}
	for _, p := range replay.Policies() {
		for _, l := range []replay.Limits{{}, {Capacity: -1}, {Capacity: math.MinInt}, {MaxWeight: -1}, {Capacity: 1, MaxWeight: -1}} {
			_, err := replay.Run(s, p, l, 0)
			require.ErrorIs(t, err, replay.ErrLimits)
		}
		r, err := replay.Run(s, p, replay.Limits{Capacity: math.MaxInt}, 0)
		require.NoError(t, err)
		require.Equal(t, replay.Count{Hits: 1, Requests: 2}, r.Count)
		require.Equal(t, 50.0, r.Ratio())

		r, err = replay.Run(&workload.Stream{}, p, replay.Limits{Capacity: 1}, 0)
		require.NoError(t, err)
		require.Zero(t, r)
		require.Zero(t, r.Ratio())
	}
}

func TestUnknownPolicy(t *testing.T) {
	_, err := replay.Named("fifo")
	require.ErrorIs(t, err, replay.ErrPolicy)
	require.EqualError(t, err, `replay: unknown policy: "fifo" is none of adaptive, tinylfu, s3fifo, clock, lru, opt`)
}

// greedy never lets go of anything.
type greedy map[uint32]bool

func (g greedy) Len() int { return len(g) }

func (g greedy) Weight() int64 { return 2 * int64(len(g)) }

func (g greedy) Step(op workload.Op) bool {
	hit := g[op.Key]
	g[op.Key] = true
	return hit
}

func TestACacheAboveItsLimitsIsInvalid(t *testing.T) {
	p := replay.Policy{Name: "greedy", Weighs: true, New: func(*workload.Stream, replay.Limits) replay.Cache { return greedy{} }}
	s := random(rand.New(rand.NewPCG(5, 5)), 100, 10, false)
	_, err := replay.Run(s, p, replay.Limits{Capacity: 10, MaxWeight: 20}, 0)
	require.NoError(t, err)
	for says, l := range map[string]replay.Limits{
		"it holds 10 objects, its capacity is 9":      {Capacity: 9},
		"what it holds weighs 20, and 19 is the most": {Capacity: 10, MaxWeight: 19},
	} {
		_, err = replay.Run(s, p, l, 0)
		require.ErrorIs(t, err, replay.ErrInvalid)
		require.ErrorContains(t, err, "greedy after operation ")
		require.ErrorContains(t, err, says)
	}
}
