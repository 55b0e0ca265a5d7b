package writebehind_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/writebehind"
)

var errDuplicate = errors.New("duplicate row")

func TestWhatFailsAfterAllAttemptsIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		s := &store{before: func(context.Context, []write) error {
			return &partial{Failed: map[string]error{"b": errDuplicate}}
		}}
		q := newQueue(t, s, options{Delay: time.Second, Attempts: 3, OnLost: lost.add})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Put("b", 2))
		// The store names b in each attempt; when b is alone that is the whole batch.
		err := q.Flush(t.Context())
		var total *writebehind.LostError
		require.ErrorAs(t, err, &total)
		require.EqualValues(t, 1, total.Lost)
		require.ErrorIs(t, err, errDuplicate)
		require.Equal(t, []write{put("b", 2)}, lost.all)
		require.Equal(t, errDuplicate, lost.whys[0], "the key's own error")
		require.Equal(t, []int{2, 1, 1}, sizes(s.attempts()))
		require.Equal(t, map[string]int{"a": 1}, s.content())
		require.Equal(t, writebehind.Stats{Puts: 2, Written: 1, Lost: 1, Batches: 1, Attempts: 3, Failures: 3}, q.Stats())
		_, _, ok := q.Get("b")
		require.False(t, ok)
		require.Equal(t, err, q.Close(t.Context()), "nothing more was lost")
	})
}

func TestWithoutOnLostLossesAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, &store{before: failing(4)}, options{Delay: time.Second, Attempts: 2})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Put("b", 1))
		require.Error(t, q.Flush(t.Context()))
		require.NoError(t, q.Put("a", 1))
		var total *writebehind.LostError
		require.ErrorAs(t, q.Flush(t.Context()), &total)
		require.EqualValues(t, 1, total.Lost, "the first Flush has told of the others")
		require.ErrorAs(t, q.Close(t.Context()), &total)
		require.EqualValues(t, 3, total.Lost)
		require.EqualError(t, total, "writebehind: 3 writes were lost, the last one since: the store is down")
	})
}

func TestFlushTellsOfItsOwnLosses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &store{before: func(_ context.Context, batch []write) error {
			if batch[0].Key == "late" {
				return errDown
			}
			<-release
			return nil
		}}
		q := newQueue(t, s, options{Parallel: 2, Attempts: 1})
		require.NoError(t, q.Put("a", 1))
		flushed := make(chan error, 1)
		go func() { flushed <- q.Flush(t.Context()) }()
		synctest.Wait()
		require.NoError(t, q.Put("late", 1))
		synctest.Wait()
		require.EqualValues(t, 1, q.Stats().Lost)
		close(release)
		require.NoError(t, <-flushed)
		require.Error(t, q.Close(t.Context()))
	})
}

func TestANewerWriteIsNotLostWithTheOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		step := make(chan struct{})
		fail := failing(2)
		s := &store{before: func(ctx context.Context, batch []write) error { <-step; return fail(ctx, batch) }}
		q := newQueue(t, s, options{Attempts: 1, OnLost: lost.add})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.NoError(t, q.Put("a", 2)) // while the last attempt of 1 is under way
		step <- struct{}{}
		synctest.Wait()
		require.Empty(t, lost.all)
		require.Equal(t, 1, q.Pending())
		step <- struct{}{} // 2 fails as well
		synctest.Wait()
		require.Equal(t, []write{put("a", 2)}, lost.all)
		close(step)
		require.Error(t, q.Close(t.Context()))
		require.Equal(t, writebehind.Stats{Puts: 2, Coalesced: 1, Lost: 1, Batches: 2, Attempts: 2, Failures: 2}, q.Stats())
	})
}

// That the store's error names a, too, which goes on, is no reason to give c's as that.
func TestANewerWriteDoesNotHideWhyAnotherIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		var q *queue
		s := &store{before: func(_ context.Context, batch []write) error {
			if len(batch) == 1 {
				return nil
			}
			require.NoError(t, q.Put("a", 2))
			return &partial{Failed: map[string]error{"a": errDown, "c": errDuplicate}}
		}}
		q = newQueue(t, s, options{Attempts: 1, Delay: time.Second, OnLost: lost.add})
		for _, key := range []string{"a", "b", "c"} {
			require.NoError(t, q.Put(key, 1))
		}
		require.Error(t, q.Flush(t.Context()))
		require.Error(t, q.Close(t.Context()))
		require.Equal(t, []write{put("c", 1)}, lost.all)
		require.Equal(t, []error{errDuplicate}, lost.whys)
		require.Equal(t, map[string]int{"a": 2, "b": 1}, s.content())
	})
}

// A reader comes while OnLost runs, after it has deleted the key from the cache.
func TestALostWriteIsNotReadAgain(t *testing.T) {
	var q *queue
	cache, err := loader.New(cow.New[string, loader.Item[int]], loader.Options[string, int]{
		Load: func(_ context.Context, key string) (loader.Loaded[int], error) {
			if n, _, ok := q.Get(key); ok {
				return loader.Loaded[int]{Value: n}, nil
			}
			return loader.Loaded[int]{}, larder.ErrNotFound // the store has nothing
		},
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, cache.Close(context.Background())) }()
	q = newQueue(t, &store{before: failing(1)}, options{Attempts: 1, OnLost: func(lost write, _ error) {
		cache.Delete(lost.Key)
		_, err := cache.Get(t.Context(), lost.Key)
		require.ErrorIs(t, err, larder.ErrNotFound)
	}})
	require.NoError(t, q.Put("a", 1))
	require.ErrorIs(t, q.Close(t.Context()), errDown)
	_, err = cache.Get(t.Context(), "a")
	require.ErrorIs(t, err, larder.ErrNotFound, "the cache has for ever what was lost")
}

func TestOnLostMayPut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q *queue
		var results []error
		s := &store{before: failing(1)}
		q = newQueue(t, s, options{Limit: 1, Attempts: 1, OnLost: func(w write, _ error) {
			require.Equal(t, 1, q.Pending(), "it is pending still")
			_, _, ok := q.Get(w.Key)
			require.False(t, ok, "nobody is to read it any more")
			results = append(results, q.Put(w.Key, w.Value+100))
			value, _, ok := q.Get(w.Key)
			require.True(t, ok, "the newer one may still be stored")
			require.Equal(t, 101, value)
		}})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.Equal(t, []error{nil}, results, "its key has its place still")
		var total *writebehind.LostError
		require.ErrorAs(t, q.Close(t.Context()), &total)
		require.EqualValues(t, 1, total.Lost)
		require.Equal(t, map[string]int{"a": 101}, s.content())
	})
}

func TestOnLostThatPanics(t *testing.T) {
	for name, do := range map[string]func(){
		"Panic":  func() { panic(errDuplicate) },
		"Goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				q := newQueue(t, &store{before: failing(1)}, options{
					Attempts: 1, Delay: time.Second,
					OnLost: func(write, error) { calls++; do() },
				})
				require.NoError(t, q.Put("a", 1))
				require.NoError(t, q.Put("b", 1))
				err := q.Flush(t.Context())
				require.ErrorIs(t, err, errDown)
				if name == "Panic" {
					require.ErrorIs(t, err, errDuplicate)
				} else {
					require.ErrorIs(t, err, writebehind.ErrGoexit)
				}
				require.Equal(t, 2, calls, "the other one is told of all the same")
				require.NoError(t, q.Put("a", 2))
				require.NoError(t, q.Flush(t.Context()), "the queue goes on")
				require.Error(t, q.Close(t.Context()))
			})
		})
	}
}
