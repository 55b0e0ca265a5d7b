package loader_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
)

// newCache returns a cache over a map under a lock. Its caller closes it.
func newCache(t *testing.T, o loader.Options[string, int]) *loader.Cache[string, int] {
	t.Helper()
	c, err := loader.New(rwmutex.New[string, loader.Item[int]], o)
	require.NoError(t, err)
	return c
}

// always is a load function that returns v.
func always(v int) loader.Func[string, int] {
	return loader.Plain(func(context.Context, string) (int, error) { return v, nil })
}

// after is one that takes d, or until its context ends.
func after(d time.Duration, l loader.Loaded[int], err error) loader.Func[string, int] {
	return func(ctx context.Context, _ string) (loader.Loaded[int], error) {
		select {
		case <-ctx.Done():
			return loader.Loaded[int]{}, ctx.Err()
		case <-time.After(d):
			return l, err
		}
	}
}

// answer is what a call has returned.
type answer struct {
	value int
	err   error
}

// ask calls Get on a goroutine of its own.
func ask(ctx context.Context, c *loader.Cache[string, int], key string) <-chan answer {
	answers := make(chan answer, 1)
	go func() {
		v, err := c.Get(ctx, key)
		answers <- answer{v, err}
	}()
	return answers
}

// soon returns what comes within an hour, which is none to wait for in a bubble: what has not
// come by then never comes.
func soon[T any](t *testing.T, from <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(time.Hour):
		require.FailNow(t, "waits for ever", what)
	}
	return v
}

// watched is a backend that lets a test stop its readers and writers where nobody else could.
type watched struct {
	*rwmutex.Cache[string, loader.Item[int]]
	got      func(key string) // called after Get has looked; nil: nothing
	deleting func(key string) // called before Delete; nil: nothing
}

func (w *watched) Get(key string) (loader.Item[int], bool) {
	it, ok := w.Cache.Get(key)
	if w.got != nil {
		w.got(key)
	}
	return it, ok
}

func (w *watched) Delete(key string) bool {
	if w.deleting != nil {
		w.deleting(key)
	}
	return w.Cache.Delete(key)
}

// newWatched returns a cache and the backend of its values. The functions of that are to be
// set while nobody uses the cache.
func newWatched(t *testing.T, o loader.Options[string, int]) (*loader.Cache[string, int], *watched) {
	t.Helper()
	var made []*watched // for the values, and for what is remembered of failures
	c, err := loader.New(func(o larder.Options[string, loader.Item[int]]) (*watched, error) {
		inner, err := rwmutex.New(o)
		made = append(made, &watched{Cache: inner})
		return made[len(made)-1], err
	}, o)
	require.NoError(t, err)
	return c, made[0]
}
