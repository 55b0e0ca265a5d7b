package bench_test

import (
	"container/list"
	"context"
	"iter"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// lruCache is a correct bounded cache, which a test can break.
type lruCache struct {
	bench.Setup
	mu     sync.Mutex
	order  *list.List // of *lruEntry, the oldest first
	at     map[int]*list.Element
	weight int64
	waits  int

	hoards bool // never evicts
	late   bool // never expires
}

type lruEntry struct {
	key      int
	value    []byte
	deadline time.Time // zero: none
}

func (c *lruCache) weigh(v []byte) int64 {
	if c.Weigh == nil {
		return 0
	}
	return c.Weigh(v)
}

func (c *lruCache) remove(e *list.Element) {
	entry := c.order.Remove(e).(*lruEntry)
	delete(c.at, entry.key)
	c.weight -= c.weigh(entry.value)
}

func (c *lruCache) Get(key int) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[key]
	if e == nil {
		return nil, false
	}
	entry := e.Value.(*lruEntry)
	if !c.late && !entry.deadline.IsZero() && !c.Clock.Now().Before(entry.deadline) {
		c.remove(e)
		return nil, false
	}
	c.order.MoveToBack(e)
	return entry.value, true
}

func (c *lruCache) Set(key int, value []byte, ttl time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.at[key]; e != nil {
		c.remove(e)
	}
	if c.MaxWeight > 0 && c.weigh(value) > c.MaxWeight {
		return larder.ErrTooLarge
	}
	for !c.hoards && (c.Capacity > 0 && len(c.at) >= c.Capacity || c.MaxWeight > 0 && c.weight+c.weigh(value) > c.MaxWeight) {
		c.remove(c.order.Front())
	}
	entry := &lruEntry{key: key, value: value}
	if ttl > 0 {
		entry.deadline = c.Clock.Now().Add(ttl)
	}
	c.at[key] = c.order.PushBack(entry)
	c.weight += c.weigh(value)
	return nil
}

func (c *lruCache) Delete(key int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[key]
	if e != nil {
		c.remove(e)
	}
	return e != nil
}

func (c *lruCache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.at)
}

func (c *lruCache) All() iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for key, e := range c.at {
			if !yield(key, e.Value.(*lruEntry).value) {
				return
			}
		}
	}
}

func (c *lruCache) Wait()        { c.waits++ }
func (c *lruCache) Close() error { return nil }

// lruBackend returns a backend of lruCaches, and where to find the last.
func lruBackend(own bool, breakIt func(*lruCache)) (bench.Backend, **lruCache) {
	last := new(*lruCache)
	return bench.Backend{Name: "fake", Own: own, NewInt: func(s bench.Setup) (bench.Cache[int], error) {
		c := &lruCache{Setup: s, order: list.New(), at: map[int]*list.Element{}}
		if breakIt != nil {
			breakIt(c)
		}
		*last = c
		return c, nil
	}}, last
}

func popular(n, keys int) *workload.Stream {
	r := rand.New(rand.NewPCG(7, 7))
	s := &workload.Stream{Keys: keys}
	for range n {
		s.Ops = append(s.Ops, workload.Op{
			Key: uint32(min(r.IntN(keys), r.IntN(keys))), Size: uint32(r.IntN(50)),
			Kind: []workload.Kind{workload.Get, workload.Get, workload.Get, workload.Get, workload.Set, workload.Delete}[r.IntN(6)],
		})
	}
	return s
}

// TestACacheIsReplayedAsItsPolicy: a cache that is exactly LRU has exactly the
// result of the policy.
func TestACacheIsReplayedAsItsPolicy(t *testing.T) {
	s := popular(20_000, 500)
	r := newReplay(t, s)
	lru, err := replay.Named("lru")
	require.NoError(t, err)
	for _, l := range []replay.Limits{upTo(1), upTo(50), upTo(400), {MaxWeight: 1000}, {Capacity: 30, MaxWeight: 1000}, {MaxWeight: 30}} {
		b, cache := lruBackend(true, nil)
		want, err := r.Policy(lru, l)
		require.NoError(t, err)
		got, err := r.Cache(t.Context(), b, l, bench.Through{Goroutines: 1})
		require.NoError(t, err)
		require.Equal(t, want, got.Result, "%v", l)
		require.NotZero(t, (*cache).waits, "a Waiter is waited for")
		if l.Capacity > 0 {
			require.LessOrEqual(t, got.Most, l.Capacity)
		}

		got, err = r.Cache(t.Context(), b, l, bench.Through{Goroutines: 4})
		require.NoError(t, err)
		require.Equal(t, want.Requests, got.Requests)
		require.Equal(t, want.Warm.Bytes, got.Warm.Bytes)
		require.InDelta(t, want.Ratio(), got.Ratio(), 10)
		require.Equal(t, (len(s.Ops)+4*64-1)/(4*64), (*cache).waits, "between rounds alone")
	}
}

func TestACacheAboveItsLimitsIsInvalid(t *testing.T) {
	s := popular(2000, 500)
	hoard := func(c *lruCache) { c.hoards = true }
	var loop []uint32
	for i := range uint32(10_000) {
		loop = append(loop, i%2000)
	}
	for _, goroutines := range []int{1, 4} {
		own, _ := lruBackend(true, hoard)
		_, err := newReplay(t, s).Cache(t.Context(), own, upTo(50), bench.Through{Goroutines: goroutines})
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "entries with a capacity of 50")
		_, err = newReplay(t, s).Cache(t.Context(), own, replay.Limits{MaxWeight: 1000}, bench.Through{Goroutines: goroutines})
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "and 1000 is the most")

		// One of others may evict late, but not have more hits than there can be.
		other, _ := lruBackend(false, hoard)
		_, err = newReplay(t, gets(loop...)).Cache(t.Context(), other, upTo(10), bench.Through{Goroutines: goroutines})
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "and the optimum is")
		result, err := newReplay(t, gets(0, 1, 2)).Cache(t.Context(), other, upTo(2), bench.Through{Goroutines: goroutines})
		require.NoError(t, err)
		require.Equal(t, 3, result.Most)
	}
}

func TestAWrongValueIsFoundInAReplay(t *testing.T) {
	b, _ := lruBackend(true, nil)
	right := b.NewInt
	b.NewInt = func(s bench.Setup) (bench.Cache[int], error) {
		c, err := right(s)
		return swapped{c}, err
	}
	for _, goroutines := range []int{1, 2} {
		_, err := newReplay(t, gets(0, 1, 0)).Cache(t.Context(), b, upTo(2), bench.Through{Goroutines: goroutines})
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "wrong value")
	}
}

// swapped returns another value than was stored.
type swapped struct{ bench.Cache[int] }

func (s swapped) Get(key int) ([]byte, bool) {
	v, ok := s.Cache.Get(key)
	return make([]byte, len(v)), ok
}

// timed is a Get every second of one key; what is stored lives for the time to live.
func timed(ttl ...uint32) (*workload.Stream, []uint32) {
	s := gets(make([]uint32, len(ttl))...)
	times := make([]uint32, len(ttl))
	for i := range ttl {
		s.Ops[i].TTL, times[i] = ttl[i], 100+uint32(i)
	}
	return s, times
}

func TestEntriesExpireInTheTimeOfTheTrace(t *testing.T) {
	// Stored at 0 for 2 s; a hit at 1, expired at 2, and again at 4.
	s, times := timed(2000, 2000, 2000, 2000, 2000)
	b, _ := lruBackend(true, nil)
	r, err := newReplay(t, s, times...).Cache(t.Context(), b, upTo(1), bench.Through{Goroutines: 1})
	require.NoError(t, err)
	require.Equal(t, 2, r.Hits)

	// The recorder's clock steps back: nothing comes to life, and the time stands.
	times[3] = 100
	r, err = newReplay(t, s, times...).Cache(t.Context(), b, upTo(1), bench.Through{Goroutines: 1})
	require.NoError(t, err)
	require.Equal(t, 2, r.Hits)

	// The same with a real cache, which keeps to its clock.
	for _, own := range bench.Larder() {
		if own.Name != "cow" {
			continue
		}
		r, err := newReplay(t, s, times...).Cache(t.Context(), own, upTo(1), bench.Through{Goroutines: 1})
		require.NoError(t, err)
		require.Equal(t, 2, r.Hits)
	}
}

func TestAnEntryServedAfterItsDeadlineIsInvalid(t *testing.T) {
	s, times := timed(1500, 1500, 1500)
	b, _ := lruBackend(true, func(c *lruCache) { c.late = true })
	_, err := newReplay(t, s, times...).Cache(t.Context(), b, upTo(1), bench.Through{Goroutines: 1})
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "the entry of key 0 was served 500 ms after its deadline")
}

func TestWhatCannotBeReplayedIsRefused(t *testing.T) {
	s, times := timed(1000, 1000)
	own, _ := lruBackend(true, nil)
	other, _ := lruBackend(false, nil)
	small := own
	small.MaxKeys = 1
	for says, try := range map[string]func() error{
		"does not tell when its operations were": func() error {
			_, err := newReplay(t, s).Cache(t.Context(), own, upTo(1), bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrClock)
			return err
		},
		"fake: it goes by a clock of its own": func() error {
			_, err := newReplay(t, s, times...).Cache(t.Context(), other, upTo(1), bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrClock)
			return err
		},
		"fake: a largest weight is for larder's own, and it is none": func() error {
			_, err := newReplay(t, gets(1)).Cache(t.Context(), other, replay.Limits{MaxWeight: 1}, bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrUnbounded)
			return err
		},
		"at most 1 entries": func() error {
			_, err := newReplay(t, gets(0, 1)).Cache(t.Context(), small, upTo(2), bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrUnbounded)
			return err
		},
		"fake: it has no capacity": func() error {
			unbounded := other
			unbounded.Unbounded = true
			_, err := newReplay(t, gets(1)).Cache(t.Context(), unbounded, upTo(1), bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrUnbounded)
			return err
		},
		"noop: it is a floor": func() error {
			noop := bench.Larder()[len(bench.Larder())-2]
			_, err := newReplay(t, gets(1)).Cache(t.Context(), noop, upTo(1), bench.Through{Goroutines: 1})
			require.ErrorIs(t, err, bench.ErrUnbounded)
			return err
		},
	} {
		require.ErrorContains(t, try(), says)
	}
}

func TestAReplayCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b, _ := lruBackend(true, nil)
	for _, goroutines := range []int{1, 2} {
		_, err := newReplay(t, gets(0)).Cache(ctx, b, upTo(1), bench.Through{Goroutines: goroutines})
		require.ErrorIs(t, err, context.Canceled)
	}
}
