package writebehind_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/writebehind"
)

func TestFailedBatchesAreTriedAgainEverLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		fail := failing(6)
		s := &store{before: func(ctx context.Context, batch []write) error {
			at = append(at, time.Now())
			return fail(ctx, batch)
		}}
		q := newQueue(t, s, options{Backoff: time.Second, MaxBackoff: 5 * time.Second})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Flush(t.Context()))
		require.Len(t, at, 7)
		for i, longest := range []time.Duration{1, 2, 4, 5, 5, 5} {
			wait := at[i+1].Sub(at[i])
			require.LessOrEqual(t, wait, longest*time.Second)
			require.GreaterOrEqual(t, wait, longest*time.Second/2)
		}
		s1 := q.Stats()
		require.Equal(t, writebehind.Stats{Puts: 1, Written: 1, Batches: 1, Attempts: 7, Failures: 6}, s1)
		require.NoError(t, q.Close(t.Context()))
	})
}

func TestBackOffIsJittered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := map[time.Duration]bool{}
		for range 20 {
			s := &store{before: failing(1)}
			q := newQueue(t, s, options{Backoff: time.Second})
			start := time.Now()
			require.NoError(t, q.Put("a", 1))
			require.NoError(t, q.Close(t.Context()))
			waits[time.Since(start)] = true
		}
		require.Greater(t, len(waits), 1)
	})
}

func TestARetryWritesTheNewestValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{before: failing(1)}
		q := newQueue(t, s, options{})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Put("b", 1))
		synctest.Wait()
		require.NoError(t, q.Put("a", 2))
		require.NoError(t, q.Delete("a"))
		require.NoError(t, q.Put("a", 3))
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, [][]write{{put("a", 1)}, {put("a", 3)}, {put("b", 1)}}, s.attempts())
		require.Equal(t, map[string]int{"a": 3, "b": 1}, s.content())
		require.EqualValues(t, 3, q.Stats().Coalesced)
	})
}

func TestOnlyWhatFailedIsTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		err   error
		again []write
	}{
		"Partial": {&partial{Failed: map[string]error{"b": errDown, "c": nil}}, []write{put("b", 1), put("c", 1)}},
		"Wrapped": {fmt.Errorf("insert: %w", &partial{Failed: map[string]error{"b": nil}}), []write{put("b", 1)}},
		"NoKey":   {&partial{Failed: map[string]error{}}, []write{put("a", 1), put("b", 1), put("c", 1)}},
		"Empty":   {&partial{}, []write{put("a", 1), put("b", 1), put("c", 1)}},
		"Foreign": {&partial{Failed: map[string]error{"b": nil, "x": nil}}, []write{put("a", 1), put("b", 1), put("c", 1)}},
		"Whole":   {errDown, []write{put("a", 1), put("b", 1), put("c", 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := true
				s := &store{before: func(context.Context, []write) error {
					if first {
						first = false
						return test.err
					}
					return nil
				}}
				q := newQueue(t, s, options{Delay: time.Second})
				for _, key := range []string{"a", "b", "c"} {
					require.NoError(t, q.Put(key, 1))
				}
				require.NoError(t, q.Close(t.Context()))
				require.Len(t, s.attempts(), 2)
				require.Equal(t, test.again, s.attempts()[1])
				require.Len(t, s.content(), 3)
				require.EqualValues(t, 3, q.Stats().Written)
			})
		})
	}
}

func TestPanicAndGoexitAreFailedAttempts(t *testing.T) {
	for name, test := range map[string]struct {
		do    func()
		check func(t *testing.T, why error)
	}{
		"Panic": {func() { panic("out of ink") }, func(t *testing.T, why error) {
			var p *writebehind.PanicError
			require.ErrorAs(t, why, &p)
			require.Equal(t, "out of ink", p.Value)
			require.Contains(t, string(p.Stack), "retry_test.go")
			require.EqualError(t, why, "writebehind: panic: out of ink")
		}},
		"PanicError": {func() { panic(errDown) }, func(t *testing.T, why error) { require.ErrorIs(t, why, errDown) }},
		"PanicNil": {func() { panic(nil) }, func(t *testing.T, why error) {
			var p *runtime.PanicNilError
			require.ErrorAs(t, why, &p)
		}},
		"Goexit": {runtime.Goexit, func(t *testing.T, why error) { require.ErrorIs(t, why, writebehind.ErrGoexit) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var lost losses
				left := 3
				s := &store{before: func(context.Context, []write) error {
					if left--; left >= 0 {
						test.do()
					}
					return nil
				}}
				q := newQueue(t, s, options{Attempts: 2, OnLost: lost.add})
				require.NoError(t, q.Put("a", 1))
				require.Error(t, q.Flush(t.Context()))
				require.Equal(t, []write{put("a", 1)}, lost.all)
				test.check(t, lost.whys[0])
				require.NoError(t, q.Put("a", 2))
				require.NoError(t, q.Flush(t.Context()), "the queue goes on")
				require.Equal(t, map[string]int{"a": 2}, s.content())
				require.Error(t, q.Close(t.Context()))
			})
		})
	}
}

func TestAttemptsHaveATimeout(t *testing.T) {
	hang := func(ctx context.Context, _ []write) error {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	t.Run("SystemClock", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var deadline time.Time
			s := &store{before: func(ctx context.Context, batch []write) error {
				deadline, _ = ctx.Deadline()
				return hang(ctx, batch)
			}}
			q := newQueue(t, s, options{Attempts: 1, Timeout: time.Minute})
			start := time.Now()
			require.NoError(t, q.Put("a", 1))
			require.ErrorIs(t, q.Flush(t.Context()), context.DeadlineExceeded)
			require.Equal(t, time.Minute, time.Since(start))
			require.Equal(t, time.Minute, deadline.Sub(start))
			require.Error(t, q.Close(t.Context()))
		})
	})
	t.Run("Injected", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			clock := fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
			s := &store{before: hang}
			q := newQueue(t, s, options{Attempts: 2, Timeout: time.Minute, Backoff: time.Hour, Clock: clock})
			require.NoError(t, q.Put("a", 1))
			for _, step := range []time.Duration{time.Minute, time.Hour} {
				synctest.Wait()
				require.Len(t, s.attempts(), 1)
				clock.Advance(step)
			}
			synctest.Wait()
			require.Len(t, s.attempts(), 2)
			clock.Advance(time.Minute)
			require.ErrorIs(t, q.Close(t.Context()), context.DeadlineExceeded)
			require.Zero(t, clock.Pending())
		})
	})
}
