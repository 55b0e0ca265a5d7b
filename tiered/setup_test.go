package tiered_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options configure a node of a test.
type options = tiered.Options[string]

type cache = tiered.Cache[string]

type loaded = tiered.Loaded[string]

// newNode returns a cache of its own memory, which is closed with the test.
func newNode(t testing.TB, o options) *cache {
	t.Helper()
	o.L1 = tiered.Over[string](cow.New)
	c, err := tiered.New(o)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = c.Close(ctx) // what is pending may have nowhere to go
	})
	return c
}

// newMemory returns a remote that is a backplane, too.
func newMemory(t testing.TB) *tiered.Memory {
	t.Helper()
	m, err := tiered.NewMemory(tiered.MemoryOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	return m
}

// newNodes returns caches that share a remote and a backplane.
func newNodes(t testing.TB, n int, o options) []*cache {
	t.Helper()
	if o.Remote == nil {
		m := newMemory(t)
		o.Remote, o.Backplane = m, m
	}
	nodes := make([]*cache, n)
	for i := range nodes {
		nodes[i] = newNode(t, o)
	}
	for _, c := range nodes { // until they are connected, which begins another term
		for o.Backplane != nil && c.Trust() < 2 {
			<-time.After(time.Millisecond)
		}
	}
	return nodes
}

// origin is a database: it has a value for each key, and counts how often it was asked.
type origin struct {
	mu     sync.Mutex
	rows   map[string]string // guarded by mu
	asked  int               // guarded by mu
	broken error             // guarded by mu; returned while it is not nil
}

func newOrigin(pairs ...string) *origin {
	o := &origin{rows: make(map[string]string)}
	for i := 0; i < len(pairs); i += 2 {
		o.rows[pairs[i]] = pairs[i+1]
	}
	return o
}

func (o *origin) set(key, value string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rows[key] = value
}

func (o *origin) remove(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.rows, key)
}

func (o *origin) breaks(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = err
}

func (o *origin) loads() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked
}

func (o *origin) get(key string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked++
	v, ok := o.rows[key]
	switch {
	case o.broken != nil:
		return "", o.broken
	case !ok:
		return "", fmt.Errorf("row %s: %w", key, larder.ErrNotFound)
	}
	return v, nil
}

// load is a load function.
func (o *origin) load(_ context.Context, key string) (loaded, error) {
	v, err := o.get(key)
	return loaded{Value: v}, err
}

// tagged is one whose values have tags.
func (o *origin) tagged(tags ...string) tiered.Func[string] {
	return func(_ context.Context, key string) (loaded, error) {
		v, err := o.get(key)
		return loaded{Value: v, Tags: tags}, err
	}
}

// gets asserts that a node has a value for a key.
func gets(t testing.TB, c *cache, key, want string) {
	t.Helper()
	v, err := c.Get(context.Background(), key)
	require.NoError(t, err)
	require.Equal(t, want, v)
}

// getsNothing asserts that there is no value for a key.
func getsNothing(t testing.TB, c *cache, key string) {
	t.Helper()
	v, err := c.Get(context.Background(), key)
	require.ErrorIs(t, err, larder.ErrNotFound)
	require.Empty(t, v)
}

// passes lets time pass, in a bubble.
func passes(d time.Duration) { <-time.After(d) }

// soon returns what comes within an hour, which is none to wait for in a bubble.
func soon[T any](t testing.TB, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(time.Hour):
		require.FailNow(t, "nothing has come")
	}
	return v
}
