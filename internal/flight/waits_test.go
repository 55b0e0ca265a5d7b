package flight_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/flight"
)

// waits has the loads of some keys ask for others, and returns the error of the last
// one to ask: each step is "ab" for: the load of a waits for b. "" is a caller.
func waits(t *testing.T, g *group, steps ...string) error {
	t.Helper()
	contexts := map[string]context.Context{"": t.Context()}
	for i, step := range steps {
		asker, key := step[:len(step)-1], step[len(step)-1:]
		ctx := contexts[asker]
		require.NotNil(t, ctx, "%s has not begun", asker)
		call, leads, err := g.Join(flight.Ask(ctx), key, nil)
		if err != nil {
			require.Equal(t, len(steps)-1, i, "step %s: %v", step, err)
			return err
		}
		if leads {
			contexts[key] = call.Run.Context()
		}
	}
	return nil
}

func TestCycles(t *testing.T) {
	for name, steps := range map[string][]string{
		"Itself":   {"a", "aa"},
		"Two":      {"a", "ab", "ba"},
		"Three":    {"a", "ab", "bc", "ca"},
		"Crossing": {"a", "b", "ab", "ba"},
		"Inner":    {"a", "ab", "bc", "cb"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, waits(t, flight.New[string, int](0), steps...), flight.ErrCycle)
		})
	}
}

func TestNoCycles(t *testing.T) {
	for name, steps := range map[string][]string{
		"Diamond": {"a", "ab", "ac", "bd", "cd"},
		"Shared":  {"a", "b", "ac", "bc"},
		"Through": {"a", "ab", "ac", "bd", "cd", "x", "xa"},
		"Again":   {"a", "ab", "ab"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, waits(t, flight.New[string, int](0), steps...))
		})
	}
}

// TestStartedLoadMayAskForItsStarter: nobody waits for what was started in the
// background.
func TestStartedLoadMayAskForItsStarter(t *testing.T) {
	g := flight.New[string, int](0)
	a, _ := join(t, g, "a")
	require.True(t, g.Begin(a.Run))
	b := g.Start(flight.Ask(a.Run.Context()), "b")
	require.True(t, g.Begin(b.Run))
	_, leads, err := g.Join(flight.Ask(b.Run.Context()), "a", nil)
	require.NoError(t, err)
	require.False(t, leads)
}

func TestEndedWaitIsNoEdge(t *testing.T) {
	g := flight.New[string, int](0)
	a, _ := join(t, g, "a")
	b, _, err := g.Join(flight.Ask(a.Run.Context()), "b", nil)
	require.NoError(t, err)
	g.Leave(flight.Ask(a.Run.Context()), b, true)
	_, _, err = g.Join(flight.Ask(b.Run.Context()), "a", nil)
	require.NoError(t, err, "a waits for b no longer")
}

// TestCyclesAcrossGroups: loads of different caches can wait for each other as well.
func TestCyclesAcrossGroups(t *testing.T) {
	one, other := flight.New[string, int](0), flight.New[int, string](0)
	a, _ := join(t, one, "a")
	b, _, err := other.Join(flight.Ask(a.Run.Context()), 1, nil)
	require.NoError(t, err)
	_, _, err = one.Join(flight.Ask(b.Run.Context()), "a", nil)
	require.ErrorIs(t, err, flight.ErrCycle)
}

func urgent(r *flight.Run) bool {
	select {
	case <-r.Urgent():
		return true
	default:
		return false
	}
}

func TestWhatALoadWaitsForIsUrgent(t *testing.T) {
	g := flight.New[string, int](0)
	a, _ := join(t, g, "a")
	b, _ := join(t, g, "b")
	require.False(t, urgent(b.Run), "only callers wait for it")
	_, _, err := g.Join(flight.Ask(a.Run.Context()), "b", nil)
	require.NoError(t, err)
	require.True(t, urgent(b.Run))
}

// TestUrgentThroughOtherGroups: a waits for x of another group, and that for b; whoever
// is the first to wait.
func TestUrgentThroughOtherGroups(t *testing.T) {
	for _, first := range []string{"a", "x"} {
		one, other := flight.New[string, int](0), flight.New[string, string](0)
		a, _ := join(t, one, "a")
		b, _ := join(t, one, "b")
		x, _, err := other.Join(nobody, "x", nil)
		require.NoError(t, err)
		waits := map[string]func() error{
			"a": func() error { _, _, err := other.Join(flight.Ask(a.Run.Context()), "x", nil); return err },
			"x": func() error { _, _, err := one.Join(flight.Ask(x.Run.Context()), "b", nil); return err },
		}
		require.NoError(t, waits[first]())
		require.False(t, urgent(b.Run), "no load of its group waits for it")
		delete(waits, first)
		for _, wait := range waits {
			require.NoError(t, wait())
		}
		require.True(t, urgent(b.Run))
	}
}

// TestCyclesAreFoundWhereTheyAre compares with a search through all edges.
func TestCyclesAreFoundWhereTheyAre(t *testing.T) {
	const n = 6
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		g := flight.New[int, int](0)
		var edges [n][n]bool
		contexts := make([]context.Context, n)
		for i := range n {
			call, _, err := g.Join(nobody, i, nil)
			require.NoError(t, err)
			contexts[i] = call.Run.Context()
		}
		for range 20 {
			from, to := rng.IntN(n), rng.IntN(n)
			_, _, err := g.Join(flight.Ask(contexts[from]), to, nil)
			require.Equal(t, reachable(edges, to, from), err != nil, "%v %d→%d", edges, from, to)
			edges[from][to] = edges[from][to] || err == nil
		}
	}
}

func reachable(edges [6][6]bool, from, to int) bool {
	for range len(edges) { // the transitive closure, slowly
		for a := range edges {
			for b := range edges {
				for c := range edges {
					edges[a][c] = edges[a][c] || edges[a][b] && edges[b][c]
				}
			}
		}
	}
	return from == to || edges[from][to]
}
