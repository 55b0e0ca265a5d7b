package writebehind_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/writebehind"
)

func TestFlushWaitsForWhatIsPendingAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		step := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-step; return nil }}
		q := newQueue(t, s, options{Delay: time.Hour, BatchSize: 2})
		require.NoError(t, q.Flush(t.Context()), "nothing is pending")
		require.NoError(t, q.Put("a", 1))
		flushed := make(chan error, 1)
		go func() { flushed <- q.Flush(t.Context()) }()
		synctest.Wait()
		require.Len(t, s.attempts(), 1, "it does not wait for Delay")
		require.NoError(t, q.Put("a", 2))
		require.NoError(t, q.Put("b", 1))
		synctest.Wait()
		require.Empty(t, flushed)
		step <- struct{}{}
		require.NoError(t, <-flushed)
		require.Equal(t, map[string]int{"a": 1}, s.content(), "2 was put later")
		close(step)
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, map[string]int{"a": 2, "b": 1}, s.content())
	})
}

func TestFlushWaitsForTheWriteThatReplacedAFailedOne(t *testing.T) {
	for _, attempts := range []int{1, 2} { // in another batch, and in the next attempt
		t.Run(fmt.Sprint("attempts=", attempts), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				step := make(chan error)
				s := &store{before: func(context.Context, []write) error { return <-step }}
				q := newQueue(t, s, options{Attempts: attempts})
				require.NoError(t, q.Put("a", 1))
				flushed := make(chan error, 1)
				go func() { flushed <- q.Flush(t.Context()) }()
				synctest.Wait()
				require.NoError(t, q.Put("a", 2))
				step <- errDown
				<-time.After(time.Second)
				synctest.Wait()
				require.Empty(t, flushed)
				step <- nil
				require.NoError(t, <-flushed)
				require.Equal(t, map[string]int{"a": 2}, s.content())
				require.NoError(t, q.Close(t.Context()))
			})
		})
	}
}

func TestFlushEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{before: failing(3)}
		q := newQueue(t, s, options{Delay: time.Hour})
		require.NoError(t, q.Put("a", 1))
		require.ErrorIs(t, q.Flush(ended()), errShutdown)
		require.NoError(t, q.Flush(t.Context()))
		require.NoError(t, q.Put("b", 1))
		synctest.Wait()
		require.Equal(t, 1, q.Pending(), "no Flush is left that would hasten it")
		require.NoError(t, q.Close(t.Context()))
		require.NoError(t, q.Flush(ended()), "nothing is pending in a closed queue")
	})
}

func TestCloseOfAnUnusedQueue(t *testing.T) {
	q := newQueue(t, &store{}, options{})
	require.NoError(t, q.Close(ended()))
	require.NoError(t, q.Close(t.Context()))
}

func TestCloseThatRunsOutOfTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		s := &store{before: func(ctx context.Context, batch []write) error {
			if batch[0].Key == "0" {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		}}
		q := newQueue(t, s, options{BatchSize: 2, Parallel: 2, Attempts: 1000, Timeout: 100 * time.Hour, OnLost: lost.add})
		require.NoError(t, q.Put("0", 0))
		synctest.Wait()
		for n := range 9 {
			require.NoError(t, q.Put(fmt.Sprint(n+1), 1))
		}
		synctest.Wait()
		require.NoError(t, q.Put("1", 2)) // newer than the one in flight
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errShutdown)
		defer cancel()
		start := time.Now()
		err := q.Close(ctx)
		require.Equal(t, time.Minute, time.Since(start))
		var total *writebehind.LostError
		require.ErrorAs(t, err, &total)
		require.EqualValues(t, 9, total.Lost)
		require.ErrorIs(t, err, writebehind.ErrGivenUp)
		require.ErrorIs(t, err, errShutdown)
		require.Len(t, lost.all, 9)
		require.Contains(t, lost.all, put("1", 2))
		require.NotContains(t, lost.all, put("1", 1), "the newer write has replaced it")
		for _, why := range lost.whys {
			require.ErrorIs(t, why, errShutdown)
		}
		require.Equal(t, map[string]int{"0": 0}, s.content())
		require.Equal(t, err, q.Close(ended()), "again")
		require.Zero(t, q.Pending())
	})
}

func TestCloseCutsBackOffShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		var lost losses
		q := newQueue(t, &store{before: failing(1)}, options{OnLost: lost.add, Clock: clock})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.Equal(t, 1, clock.Pending())
		require.Error(t, q.Close(ended()))
		require.ErrorIs(t, lost.whys[0], errDown, "why the last attempt failed")
		require.ErrorIs(t, lost.whys[0], errShutdown)
		require.Zero(t, clock.Pending(), "no timer is left")
	})
}

// What an attempt has written although it was cancelled is not lost.
func TestCloseBelievesAnAttemptThatSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{before: func(ctx context.Context, _ []write) error { <-ctx.Done(); return nil }}
		q := newQueue(t, s, options{})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.NoError(t, q.Close(ended()))
		require.Equal(t, map[string]int{"a": 1}, s.content())
	})
}

func TestCloseDoesNotWaitForeverForAWriteThatIgnoresItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		var lost losses
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Timeout: time.Minute, OnLost: lost.add, Clock: clock})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.NoError(t, q.Put("b", 1))
		closed := make(chan error, 1)
		go func() { closed <- q.Close(ended()) }()
		synctest.Wait()
		require.Empty(t, closed)
		clock.Advance(time.Minute)
		require.Error(t, <-closed)
		require.Equal(t, []write{put("a", 1), put("b", 1)}, lost.all)
		require.ErrorIs(t, lost.whys[0], writebehind.ErrStuck)
		require.NotErrorIs(t, lost.whys[1], writebehind.ErrStuck, "its attempt never began")
		require.Zero(t, clock.Pending())
		stats := q.Stats()
		close(release)
		synctest.Wait()
		require.Equal(t, stats, q.Stats(), "nothing is counted afterwards")
	})
}

func TestSeveralClosesWaitForTheSameEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{before: func(ctx context.Context, _ []write) error { <-ctx.Done(); return ctx.Err() }}
		q := newQueue(t, s, options{Timeout: time.Hour})
		require.NoError(t, q.Put("a", 1))
		patient, stop := context.WithCancel(context.Background())
		defer stop()
		var all sync.WaitGroup
		results := make([]error, 3)
		for i := range results {
			all.Go(func() { results[i] = q.Close(patient) })
		}
		synctest.Wait()
		err := q.Close(ended())
		all.Wait()
		require.ErrorIs(t, err, errShutdown)
		require.Equal(t, []error{err, err, err}, results)
	})
}
