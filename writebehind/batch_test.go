package writebehind_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/fakeclock"
)

func sizes(batches [][]write) []int {
	var all []int
	for _, b := range batches {
		all = append(all, len(b))
	}
	return all
}

func TestAFullBatchDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		q := newQueue(t, s, options{BatchSize: 10, Delay: time.Hour})
		for n := range 25 {
			require.NoError(t, q.Put(fmt.Sprint(n), n))
		}
		synctest.Wait()
		require.Equal(t, []int{10, 10}, sizes(s.attempts()))
		require.Equal(t, 5, q.Pending())
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, []int{10, 10, 5}, sizes(s.attempts()))
		require.Len(t, s.content(), 25)
	})
}

func TestTheFirstWriteOfABatchWaitsForDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		q := newQueue(t, s, options{Delay: time.Second})
		require.NoError(t, q.Put("a", 1))
		<-time.After(time.Second - 1)
		require.NoError(t, q.Put("b", 1))
		synctest.Wait()
		require.Empty(t, s.attempts())
		require.Equal(t, time.Second-1, q.Stats().Oldest)
		<-time.After(1)
		synctest.Wait()
		require.Equal(t, []int{2}, sizes(s.attempts()))

		require.NoError(t, q.Put("c", 1)) // a new batch, with a delay of its own
		<-time.After(time.Second - 1)
		synctest.Wait()
		require.Len(t, s.attempts(), 1)
		<-time.After(1)
		synctest.Wait()
		require.Len(t, s.attempts(), 2)
		require.NoError(t, q.Close(t.Context()))
	})
}

// The timer that a full batch leaves behind must neither be taken for that of the next
// nor keep that from having one.
func TestDelayAfterAFullBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{}
		q := newQueue(t, s, options{BatchSize: 2, Delay: time.Second})
		require.NoError(t, q.Put("a", 1))
		<-time.After(time.Second / 2)
		require.NoError(t, q.Put("b", 1))
		require.NoError(t, q.Put("c", 1))
		<-time.After(time.Second - 1)
		synctest.Wait()
		require.Equal(t, []int{2}, sizes(s.attempts()))
		<-time.After(1)
		synctest.Wait()
		require.Equal(t, []int{2, 1}, sizes(s.attempts()))
		require.NoError(t, q.Close(t.Context()))
	})
}

func TestAnInjectedClockRulesTheDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		s := &store{}
		q := newQueue(t, s, options{Delay: time.Minute, Clock: clock})
		require.Zero(t, clock.Pending(), "no timer before the first Put")
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Put("b", 1))
		require.Equal(t, 1, clock.Pending(), "one timer for all")
		<-time.After(time.Hour)
		require.Empty(t, s.attempts())
		clock.Advance(time.Minute)
		synctest.Wait()
		require.Len(t, s.attempts(), 1)
		require.Zero(t, clock.Pending(), "nothing waits")

		require.NoError(t, q.Put("d", 1))
		require.Equal(t, 1, clock.Pending())
		require.NoError(t, q.Close(t.Context()))
		require.Zero(t, clock.Pending(), "Close leaves no timer")
		require.Len(t, s.content(), 3)
	})
}

func TestAClockThatStepsBackBeginsTheDelayAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Delay: time.Minute, Clock: clock})
		require.NoError(t, q.Put("a", 1))
		clock.Advance(time.Minute)
		synctest.Wait()
		require.NoError(t, q.Put("a", 2)) // waits for the first
		clock.Set(clock.Now().Add(-24 * time.Hour))
		require.Zero(t, q.Stats().Oldest)
		close(release)
		synctest.Wait()
		clock.Advance(time.Minute - 1)
		synctest.Wait()
		require.Len(t, s.attempts(), 1)
		clock.Advance(1)
		synctest.Wait()
		require.Len(t, s.attempts(), 2)
		require.NoError(t, q.Close(t.Context()))
	})
}

func TestAFullQueueDoesNotWaitForDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Limit: 3, BatchSize: 2, Parallel: 2, Delay: time.Hour})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Put("b", 1))
		synctest.Wait()
		require.NoError(t, q.Put("c", 1)) // no second key can join it
		synctest.Wait()
		require.Equal(t, []int{2, 1}, sizes(s.attempts()))
		close(release)
		require.NoError(t, q.Close(t.Context()))
	})
}

// One key is never in two batches at a time, and what comes meanwhile goes in the next.
func TestAWriteWaitsForTheOlderOneOfItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Parallel: 3})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.NoError(t, q.Put("a", 2))
		require.NoError(t, q.Put("a", 3))
		require.NoError(t, q.Put("b", 1)) // may overtake
		synctest.Wait()
		require.Equal(t, [][]write{{put("a", 1)}, {put("b", 1)}}, s.attempts())
		close(release)
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, [][]write{{put("a", 1)}, {put("b", 1)}, {put("a", 3)}}, s.attempts())
	})
}

func TestParallelBoundsTheBatchesInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Parallel: 3, BatchSize: 1})
		for n := range 10 {
			require.NoError(t, q.Put(fmt.Sprint(n), n))
		}
		for ended := range 7 {
			synctest.Wait()
			require.Len(t, s.attempts(), 3+ended)
			release <- struct{}{}
		}
		close(release)
		require.NoError(t, q.Close(t.Context()))
		require.Len(t, s.content(), 10)
	})
}
