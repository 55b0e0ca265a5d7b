package writebehind_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/writebehind"
)

func TestNewestWriteOfAKeyWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &store{rows: map[string]int{"b": 9}}
		q := newQueue(t, s, options{Delay: time.Second})
		for n := range 100 {
			require.NoError(t, q.Put("a", n))
		}
		require.NoError(t, q.Put("b", 1))
		require.NoError(t, q.Delete("b"))
		require.Equal(t, 2, q.Pending())
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, [][]write{{put("a", 99), {Key: "b", Deleted: true}}}, s.attempts())
		require.Equal(t, map[string]int{"a": 99}, s.content())
		require.Equal(t, writebehind.Stats{Puts: 102, Coalesced: 100, Written: 2, Batches: 1, Attempts: 1}, q.Stats())
	})
}

func TestGetReturnsTheNewestPendingWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Delay: time.Second})
		is := func(key string, value int, deleted, ok bool) {
			t.Helper()
			v, d, o := q.Get(key)
			require.Equal(t, []any{value, deleted, ok}, []any{v, d, o})
		}
		is("a", 0, false, false)
		require.NoError(t, q.Put("a", 1))
		is("a", 1, false, true)
		<-time.After(time.Second)
		synctest.Wait()
		require.Len(t, s.attempts(), 1)
		is("a", 1, false, true) // in flight
		require.NoError(t, q.Delete("a"))
		is("a", 0, true, true)
		require.NoError(t, q.Put("a", 3))
		is("a", 3, false, true)
		release <- struct{}{}
		synctest.Wait()
		is("a", 3, false, true) // 1 is written, 3 is not
		close(release)
		require.NoError(t, q.Close(t.Context()))
		is("a", 0, false, false)
		require.Equal(t, map[string]int{"a": 3}, s.content())
	})
}

func TestPutRefusesBeyondTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Limit: 2})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait() // in flight, it still counts
		require.NoError(t, q.Put("b", 1))
		require.ErrorIs(t, q.Put("c", 1), writebehind.ErrFull)
		require.ErrorIs(t, q.Delete("c"), writebehind.ErrFull)
		require.NoError(t, q.Put("a", 2), "a newer write of a pending key takes no room")
		require.EqualValues(t, 3, q.Stats().Puts)
		_, _, ok := q.Get("c")
		require.False(t, ok)
		close(release)
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, map[string]int{"a": 2, "b": 1}, s.content())
	})
}

func TestPutWaitWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Limit: 1})
		require.NoError(t, q.PutWait(ended(), "a", 1), "there is room, nothing to wait for")
		err := q.PutWait(ended(), "b", 1)
		require.ErrorIs(t, err, writebehind.ErrFull)
		require.ErrorIs(t, err, errShutdown)

		results := make(chan error, 2)
		go func() { results <- q.PutWait(t.Context(), "b", 2) }()
		go func() { results <- q.DeleteWait(t.Context(), "c") }()
		synctest.Wait()
		require.Empty(t, results)
		release <- struct{}{}
		synctest.Wait()
		require.Len(t, results, 1, "there was room for one of them")
		close(release)
		require.NoError(t, <-results)
		require.NoError(t, <-results)
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, map[string]int{"a": 1, "b": 2}, s.content())
	})
}

func TestCloseRefusesWritesWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(context.Context, []write) error { <-release; return nil }}
		q := newQueue(t, s, options{Limit: 1})
		require.NoError(t, q.Put("a", 1))
		waiting, closing := make(chan error, 1), make(chan error, 1)
		go func() { waiting <- q.PutWait(t.Context(), "b", 2) }()
		synctest.Wait()
		go func() { closing <- q.Close(t.Context()) }()
		synctest.Wait()
		require.Len(t, waiting, 1, "who waits for room is told at once")
		require.ErrorIs(t, <-waiting, larder.ErrClosed)
		require.ErrorIs(t, q.Put("a", 2), larder.ErrClosed)
		require.Empty(t, closing)
		close(release)
		require.NoError(t, <-closing)
		require.Equal(t, map[string]int{"a": 1}, s.content())
	})
}

// A bubble does not end while a goroutine is left in it.
func TestAnIdleQueueHasNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { newQueue(t, &store{}, options{}) })
	synctest.Test(t, func(t *testing.T) {
		s := &store{before: failing(1)}
		q := newQueue(t, s, options{Delay: time.Second})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Flush(t.Context()))
	})
}

func TestRefusedWrites(t *testing.T) {
	q, err := writebehind.New(func(context.Context, []writebehind.Write[any, int]) error { return nil },
		writebehind.Options[any, int]{})
	require.NoError(t, err)
	require.ErrorIs(t, q.Put(math.NaN(), 1), larder.ErrKey)
	require.Panics(t, func() { _ = q.Put([]byte("unhashable"), 1) })
	require.Panics(t, func() { q.Get([]byte("unhashable")) })
	require.NoError(t, q.Put("usable", 1), "after the panics")
	require.NoError(t, q.Close(t.Context()))
	require.ErrorIs(t, q.Put("late", 1), larder.ErrClosed)
	require.ErrorIs(t, q.Delete("late"), larder.ErrClosed)
	require.ErrorIs(t, q.PutWait(t.Context(), "late", 1), larder.ErrClosed)
	require.EqualValues(t, 1, q.Stats().Puts)
}
