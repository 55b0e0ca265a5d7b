package bench_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// TestWhatRoundsCanGain holds the limit of a concurrent replay, an optimum for a
// larger capacity, to the optimum of streams that were shuffled in rounds: it is
// never exceeded, and the plain optimum is.
func TestWhatRoundsCanGain(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	opt, err := replay.Named(replay.Optimum)
	require.NoError(t, err)
	hits := func(s *workload.Stream, capacity int) int {
		result, err := replay.Run(s, opt, upTo(capacity), 0)
		require.NoError(t, err)
		return result.Hits
	}
	gained := false
	for range 2000 {
		s := popular(100, 1+r.IntN(30))
		round, deletes := 1+r.IntN(12), 0
		shuffled := &workload.Stream{Keys: s.Keys, Ops: append([]workload.Op(nil), s.Ops...)}
		for i := range s.Ops {
			s.Ops[i].Key = uint32(r.IntN(s.Keys))
			shuffled.Ops[i] = s.Ops[i]
			if s.Ops[i].Kind == workload.Delete {
				deletes++
			}
		}
		for from := 0; from < len(s.Ops); from += round {
			part := shuffled.Ops[from:min(from+round, len(s.Ops))]
			r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
		}
		capacity := 1 + r.IntN(8)
		got := hits(shuffled, capacity)
		require.LessOrEqual(t, got, hits(s, capacity+round)+deletes)
		gained = gained || got > hits(s, capacity)
	}
	require.True(t, gained, "order matters")
}
