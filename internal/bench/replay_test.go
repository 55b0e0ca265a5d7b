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

func TestOptimumRefusesWhatCannotBe(t *testing.T) {
	s := &workload.Stream{Ops: []workload.Op{{Key: 0}, {Key: 1}, {Key: 0}, {Key: 1}}, Keys: 2}
	policy := func(d dishonest) replay.Policy {
		return replay.Policy{Name: "fake", New: func(*workload.Stream, int) replay.Cache { return d }}
	}
	o, err := bench.NewOptimum(s)
	require.NoError(t, err)
	for _, name := range []string{"lru", "opt"} {
		p, err := replay.Named(name)
		require.NoError(t, err)
		r, err := o.Run(p, 2)
		require.NoError(t, err)
		require.Equal(t, replay.Result{Hits: 2, Requests: 4}, r)
	}
	_, err = o.Run(policy(dishonest{hit: true}), 1)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "fake hits 4 times with a capacity of 1, and the optimum is 1")
	_, err = o.Run(policy(dishonest{n: 3}), 2)
	require.ErrorIs(t, err, bench.ErrInvalid)
	r, err := o.Run(policy(dishonest{}), 1)
	require.NoError(t, err)
	require.Zero(t, r.Hits)
}
