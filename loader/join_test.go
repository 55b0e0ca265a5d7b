package loader_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/loader"
)

// TestInvalidateTagIsFinalForWhoComesUponTheOldValue: a job has found that the value has come
// meanwhile, and need not be loaded. Who joins it after InvalidateTag gets another.
func TestInvalidateTagIsFinalForWhoComesUponTheOldValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, below := newWatched(t, loader.Options[string, int]{Load: always(2)})
		defer c.Close(t.Context())
		goOn := make(chan struct{})
		var looks atomic.Int32
		below.got = func(string) {
			switch looks.Add(1) {
			case 1: // the first caller has found nothing
				require.NoError(t, c.Put("k", loader.Loaded[int]{Value: 1, Tags: []string{"t"}}))
			case 2: // its job has found 1
				<-goOn
			}
		}
		first := ask(t.Context(), c, "k")
		synctest.Wait()
		c.InvalidateTag("t")
		second := ask(t.Context(), c, "k")
		synctest.Wait()
		close(goOn)
		require.Equal(t, answer{value: 2}, <-second)
		require.NoError(t, (<-first).err)
	})
}

// TestDeleteIsFinalForWhoComesUponTheOldValue: the same with Delete, which was on its way
// when the job came into being.
func TestDeleteIsFinalForWhoComesUponTheOldValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, below := newWatched(t, loader.Options[string, int]{Load: always(2)})
		defer c.Close(t.Context())
		callerGoOn, jobGoOn, deleteGoOn := make(chan struct{}), make(chan struct{}), make(chan struct{})
		var looks atomic.Int32
		below.got = func(string) {
			switch looks.Add(1) {
			case 1: // the first caller has found nothing
				<-callerGoOn
			case 2: // its job has found 1
				<-jobGoOn
			}
		}
		below.deleting = func(string) { <-deleteGoOn }
		first := ask(t.Context(), c, "k")
		synctest.Wait()
		require.NoError(t, c.Set("k", 1, 0))
		deleted := make(chan bool, 1)
		go func() { deleted <- c.Delete("k") }()
		synctest.Wait()
		close(callerGoOn)
		synctest.Wait()
		close(deleteGoOn)
		require.True(t, <-deleted)
		second := ask(t.Context(), c, "k")
		synctest.Wait()
		close(jobGoOn)
		require.Equal(t, answer{value: 2}, <-second)
		require.NoError(t, (<-first).err)
	})
}

// calling is a context whose Value calls a function.
type calling struct {
	context.Context
	call func()
}

func (c calling) Value(key any) any {
	c.call()
	return c.Context.Value(key)
}

// TestContextMayCallTheCache: the methods of a caller's context are called outside of locks.
// Where they are not, this never ends.
func TestContextMayCallTheCache(t *testing.T) {
	c := newCache(t, loader.Options[string, int]{Load: always(1)})
	defer c.Close(t.Context())
	var calls atomic.Int32
	_, err := c.Get(calling{t.Context(), func() { calls.Add(1); c.Delete("k") }}, "k")
	require.NoError(t, err)
	require.Positive(t, calls.Load())
}
