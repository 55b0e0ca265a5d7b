package replay_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

func TestLRUByWeightAgainstList(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	lru, err := replay.Named("lru")
	require.NoError(t, err)
	for range 400 {
		s := random(r, r.IntN(300), 1+r.IntN(40), r.IntN(2) == 0)
		for i := range s.Ops {
			s.Ops[i].Size = uint32(r.IntN(20))
		}
		for most := int64(1); most < 300; most += 1 + r.Int64N(50) {
			result, err := replay.Run(s, lru, replay.Limits{MaxWeight: most}, 0)
			require.NoError(t, err)
			require.Equal(t, naiveWeighed(s.Ops, most), result.Hits)
		}
	}
}

func TestBothLimitsHold(t *testing.T) {
	lru, err := replay.Named("lru")
	require.NoError(t, err)
	s := &workload.Stream{Keys: 3}
	for _, key := range []uint32{0, 1, 2, 1, 0} {
		s.Ops = append(s.Ops, workload.Op{Key: key, Size: 10})
	}
	for hits, l := range map[int]replay.Limits{
		0: {Capacity: 3, MaxWeight: 19},
		1: {Capacity: 2, MaxWeight: 30},
		2: {Capacity: 3, MaxWeight: math.MaxInt64},
	} {
		r, err := replay.Run(s, lru, l, 0)
		require.NoError(t, err)
		require.Equal(t, hits, r.Hits, "%v", l)
	}
}

func TestTheOptimumDoesNotWeigh(t *testing.T) {
	opt, err := replay.Named(replay.Optimum)
	require.NoError(t, err)
	_, err = replay.Run(&workload.Stream{}, opt, replay.Limits{MaxWeight: 1}, 0)
	require.ErrorIs(t, err, replay.ErrWeight)
	require.EqualError(t, err, "replay: the policy does not weigh objects: opt")
}

// TestBytesAndWarmUp counts by hand: of four Gets the last two hit, with 30 of 70
// bytes; the warm-up of half of five operations is two of them.
func TestBytesAndWarmUp(t *testing.T) {
	lru, err := replay.Named("lru")
	require.NoError(t, err)
	s := &workload.Stream{Keys: 2, Ops: []workload.Op{
		{Key: 0, Size: 10}, {Key: 1, Size: 30}, {Key: 1, Size: 20, Kind: workload.Set}, {Key: 0, Size: 10}, {Key: 1, Size: 20},
	}}
	require.True(t, replay.Sized(s))
	r, err := replay.Run(s, lru, replay.Limits{Capacity: 2}, 0.5)
	require.NoError(t, err)
	require.Equal(t, replay.Result{
		Count: replay.Count{Hits: 2, Requests: 4, HitBytes: 30, Bytes: 70},
		Warm:  replay.Count{Hits: 2, Requests: 2, HitBytes: 30, Bytes: 30},
	}, r)
	require.InDelta(t, 42.857, r.ByteRatio(), 0.001)
	require.Equal(t, 100.0, r.Warm.ByteRatio())
	require.Zero(t, replay.Count{}.ByteRatio())
	require.Equal(t, 8, r.Plus(r).Requests)
	require.Equal(t, uint64(60), r.Plus(r).Warm.Bytes)

	for i := range s.Ops {
		s.Ops[i].Size = 0
	}
	require.False(t, replay.Sized(s))
}

func TestLimitsHaveNames(t *testing.T) {
	require.Equal(t, "capacity=3", replay.Limits{Capacity: 3}.String())
	require.Equal(t, "max-weight=9", replay.Limits{MaxWeight: 9}.String())
	require.Equal(t, "capacity=3 max-weight=9", replay.Limits{Capacity: 3, MaxWeight: 9}.String())
}
