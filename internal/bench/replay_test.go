package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// dishonest reports what it likes.
type dishonest struct {
	hit bool
	n   int
}

func (d dishonest) Step(workload.Op) bool { return d.hit }
func (d dishonest) Len() int              { return d.n }
func (d dishonest) Weight() int64         { return int64(d.n) }

func newReplay(t *testing.T, s *workload.Stream, times ...uint32) *bench.Replay {
	t.Helper()
	r, err := bench.NewReplay(s, times, 0.5)
	require.NoError(t, err)
	return r
}

// gets is a stream of Gets of these keys.
func gets(keys ...uint32) *workload.Stream {
	s := &workload.Stream{}
	for _, key := range keys {
		s.Ops = append(s.Ops, workload.Op{Key: key})
		s.Keys = max(s.Keys, int(key)+1)
	}
	return s
}

func upTo(n int) replay.Limits { return replay.Limits{Capacity: n} }

func TestOptimumRefusesWhatCannotBe(t *testing.T) {
	policy := func(d dishonest) replay.Policy {
		return replay.Policy{Name: "fake", Weighs: true, New: func(*workload.Stream, replay.Limits) replay.Cache { return d }}
	}
	r := newReplay(t, gets(0, 1, 0, 1))
	for _, name := range []string{"lru", "opt"} {
		p, err := replay.Named(name)
		require.NoError(t, err)
		result, err := r.Policy(p, upTo(2))
		require.NoError(t, err)
		require.Equal(t, replay.Result{
			Count: replay.Count{Hits: 2, Requests: 4}, Warm: replay.Count{Hits: 2, Requests: 2},
		}, result)
	}
	_, err := r.Policy(policy(dishonest{hit: true}), upTo(1))
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "fake hits 4 times with a capacity of 1, and the optimum is 1")
	_, err = r.Policy(policy(dishonest{n: 3}), upTo(2))
	require.ErrorIs(t, err, bench.ErrInvalid)
	result, err := r.Policy(policy(dishonest{}), upTo(1))
	require.NoError(t, err)
	require.Zero(t, result.Hits)

	// Under a weight there is no optimum, but the limit is held.
	_, err = r.Policy(policy(dishonest{hit: true, n: 3}), replay.Limits{MaxWeight: 3})
	require.NoError(t, err)
	_, err = r.Policy(policy(dishonest{n: 3}), replay.Limits{MaxWeight: 2})
	require.ErrorIs(t, err, bench.ErrInvalid)
}
