package flight_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/internal/flight"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type group = flight.Group[string, int]

// join is Join in a context that is no load's.
func join(t *testing.T, g *group, key string) (*flight.Call[string, int], bool) {
	t.Helper()
	call, leads, err := g.Join(nobody, key, nil)
	require.NoError(t, err)
	return call, leads
}

// nobody is an asker that is no load.
var nobody = flight.Ask(context.Background())

func TestInvalidateFencesAndForgets(t *testing.T) {
	for name, invalidate := range map[string]func(*group){
		"InvalidateAll": func(g *group) { require.Equal(t, []string{"a"}, g.InvalidateAll()) },
		"BeginWrite":    func(g *group) { g.BeginWrite("a", false); g.EndWrite("b", false) },
		"EndWrite":      func(g *group) { g.BeginWrite("b", false); g.EndWrite("a", false) },
	} {
		t.Run(name, func(t *testing.T) {
			g := flight.New[string, int](0)
			old, leads := join(t, g, "a")
			require.True(t, leads)
			invalidate(g)
			require.True(t, old.Fence.Raised())

			another, leads := join(t, g, "a")
			require.True(t, leads, "nobody joins what was invalidated")
			require.NotSame(t, old, another)

			// The old load ends: its waiters get the result, the other stays.
			require.True(t, g.Settle(old, 1, true))
			require.Equal(t, 1, old.Result())
			again, leads := join(t, g, "a")
			require.False(t, leads)
			require.Same(t, another, again)
		})
	}
}

func TestLoadBegunDuringWriteIsFenced(t *testing.T) {
	g := flight.New[string, int](0)
	g.BeginWrite("a", false)
	call, _ := join(t, g, "a")
	require.True(t, call.Fence.Raised())
	g.EndWrite("a", false)
	_, leads := join(t, g, "a")
	require.True(t, leads, "it began before the write ended")
	after, _ := join(t, g, "b")
	require.False(t, after.Fence.Raised())
}

// TestVersionedWriteLeavesItToTheLoadsVersion: the result may be stored if it has one.
func TestVersionedWriteLeavesItToTheLoadsVersion(t *testing.T) {
	g := flight.New[string, int](0)
	before, _ := join(t, g, "a")
	g.BeginWrite("a", true)
	require.True(t, before.Strict.Raised())
	require.False(t, before.Fence.Raised())
	g.EndWrite("a", true)

	after, leads := join(t, g, "a")
	require.True(t, leads, "nobody joins a load that began before the write")
	require.True(t, before.Fence.Raised(), "a newer one has begun")
	require.False(t, after.Strict.Raised())
	g.BeginWrite("a", false)
	require.True(t, after.Fence.Raised())
	require.True(t, after.Strict.Raised())
}

func TestLoadBegunDuringVersionedWriteIsStrictlyFenced(t *testing.T) {
	g := flight.New[string, int](0)
	g.BeginWrite("a", true)
	call, _ := join(t, g, "a")
	require.True(t, call.Strict.Raised())
	require.False(t, call.Fence.Raised())
	g.EndWrite("a", true)
}

func TestLastWaiterCancels(t *testing.T) {
	g := flight.New[string, int](0)
	call, _ := join(t, g, "a")
	_, _ = join(t, g, "a")
	g.Leave(nobody, call, false)
	require.NoError(t, call.Run.Context().Err())
	g.Leave(nobody, call, false)
	require.ErrorIs(t, call.Run.Context().Err(), context.Canceled)
	require.True(t, call.Run.Unwanted())

	_, leads := join(t, g, "a")
	require.True(t, leads, "nobody joins a load that was given up")
	require.True(t, call.Fence.Raised(), "a newer one has begun")
}

func TestKeptLoadGoesOn(t *testing.T) {
	g := flight.New[string, int](0)
	call, _ := join(t, g, "a")
	g.Leave(nobody, call, true)
	require.NoError(t, call.Run.Context().Err())

	started := g.Start(nobody, "b")
	require.NotNil(t, started)
	require.Nil(t, g.Start(nobody, "b"))
	joined, leads := join(t, g, "b")
	require.False(t, leads)
	g.Leave(nobody, joined, false)
	require.NoError(t, started.Run.Context().Err())
}

func TestRunOfManyIsCancelledAfterTheLast(t *testing.T) {
	g := flight.New[string, int](0)
	run := nobody.NewRun()
	var calls []*flight.Call[string, int]
	for _, key := range []string{"a", "b"} {
		call, _, err := g.Join(nobody, key, run)
		require.NoError(t, err)
		calls = append(calls, call)
	}
	g.Leave(nobody, calls[0], false)
	require.NoError(t, run.Context().Err())
	g.Leave(nobody, calls[1], false)
	require.Error(t, run.Context().Err())
}

func TestRunOutlivesItsCaller(t *testing.T) {
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
	run := flight.Ask(ctx).NewRun()
	cancel()
	require.NoError(t, run.Context().Err())
	require.Equal(t, "value", run.Context().Value(key{}))
	run.Cancel(nil)
	require.Error(t, run.Context().Err())
}

func TestTimedOutLoadMayStoreUntilTheNextBegins(t *testing.T) {
	g := flight.New[string, int](0)
	call, _ := join(t, g, "a")
	require.True(t, g.Settle(call, 1, false), "who waits is told")
	require.False(t, call.Fence.Raised())
	_, leads := join(t, g, "a")
	require.True(t, leads)
	require.True(t, call.Fence.Raised())
	require.False(t, g.Settle(call, 2, true))
	require.Equal(t, 1, call.Result())
}

func TestTooMany(t *testing.T) {
	g := flight.New[string, int](2)
	call, _ := join(t, g, "a")
	join(t, g, "a")
	_, _, err := g.Join(nobody, "a", nil)
	require.ErrorIs(t, err, flight.ErrTooMany)
	g.Leave(nobody, call, false)
	join(t, g, "a")
}

func TestCloseWaitsForRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := flight.New[string, int](0)
		run := nobody.NewRun()
		require.True(t, g.Begin(run))
		closed := make(chan int, 1)
		go func() { closed <- g.Close(t.Context(), nil) }()
		synctest.Wait()
		require.Empty(t, closed)
		require.False(t, g.Begin(nobody.NewRun()))
		g.End(run)
		require.Zero(t, <-closed)
		require.Zero(t, g.Close(t.Context(), nil))
		run.Cancel(nil)
	})
}

func TestCloseAborts(t *testing.T) {
	g := flight.New[string, int](0)
	run := nobody.NewRun()
	require.True(t, g.Begin(run))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended := errors.New("ended")
	require.Equal(t, 1, g.Close(ctx, ended))
	require.ErrorIs(t, context.Cause(run.Context()), ended)
	<-g.Aborted()
	g.End(run)
	require.Zero(t, g.Close(ctx, ended))
}

func TestUnhashableKeyLeavesTheGroupUsable(t *testing.T) {
	g := flight.New[any, int](0)
	require.Panics(t, func() { g.BeginWrite([]int{1}, false) })
	g.BeginWrite("a", false)
}

// TestFenceUnderLoad has loads and invalidations collide: a load that began before an
// invalidation and settles after it must find its fence raised.
func TestFenceUnderLoad(t *testing.T) {
	g := flight.New[int, uint64](0)
	var mu sync.Mutex // guards what follows, and stands for the cache's lock
	version, stored := uint64(1), uint64(0)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)

	var all sync.WaitGroup
	all.Go(func() {
		for range 20_000 {
			mu.Lock()
			version++ // the origin changes
			mu.Unlock()
			g.BeginWrite(0, false)
			mu.Lock()
			stored = 0
			mu.Unlock()
			g.EndWrite(0, false)
			mu.Lock()
			if stored != 0 && stored < version {
				t.Errorf("%d is there after version %d was invalidated", stored, version)
			}
			mu.Unlock()
		}
	})
	for i := range 4 {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		all.Go(func() {
			for range 20_000 {
				call, leads, err := g.Join(nobody, 0, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if leads {
					mu.Lock()
					read := version
					mu.Unlock()
					for range rng.IntN(3) {
						runtime.Gosched()
					}
					mu.Lock()
					if !call.Fence.Raised() {
						stored = read
					}
					mu.Unlock()
					g.Settle(call, read, true)
				}
				<-call.Done()
				g.Leave(nobody, call, false)
			}
		})
	}
	all.Wait()
}
