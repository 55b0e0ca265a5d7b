package engine

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// lockedMap is the simplest store, with a hook into the middle of a Set.
type lockedMap struct {
	mu     sync.Mutex
	m      map[string]*Entry[string, int]
	linked func() // called by Swap when the entry is linked and the lock released
}

func (s *lockedMap) Swap(e *Entry[string, int]) *Entry[string, int] {
	s.mu.Lock()
	old := s.m[e.Key]
	s.m[e.Key] = e
	s.mu.Unlock()
	if s.linked != nil {
		s.linked()
	}
	return old
}

func (s *lockedMap) Take(key string) *Entry[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.m[key]
	delete(s.m, key)
	return old
}

func (s *lockedMap) Remove(es []*Entry[string, int]) []*Entry[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(es, func(e *Entry[string, int]) bool {
		if s.m[e.Key] != e {
			return true
		}
		delete(s.m, e.Key)
		return false
	})
}

func (s *lockedMap) Scan(_ int, due func(*Entry[string, int]) bool) {
	for e := range s.Entries() {
		due(e)
	}
}

func (s *lockedMap) Entries() iter.Seq[*Entry[string, int]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Values(slices.Collect(maps.Values(s.m)))
}

func (s *lockedMap) Drain() iter.Seq[*Entry[string, int]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Collect(maps.Values(s.m))
	clear(s.m)
	return slices.Values(all)
}

func (s *lockedMap) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

// cache is a backend over it.
type cache struct {
	Engine[string, int]
	s lockedMap
}

func newCache(t testing.TB, o larder.Options[string, int]) *cache {
	c := &cache{s: lockedMap{m: map[string]*Entry[string, int]{}}}
	require.NoError(t, c.Init(&c.s, o))
	t.Cleanup(func() { c.Close() })
	return c
}

func (c *cache) Get(key string) (int, bool) {
	e := c.s.m[key]
	if e == nil || !c.Live(e) {
		return c.Miss(e)
	}
	if c.Watched() {
		c.Hit()
	}
	return e.Value, true
}

func ExampleEngine() {
	var g Engine[string, int]
	store := &lockedMap{m: map[string]*Entry[string, int]{}}
	if err := g.Init(store, larder.Options[string, int]{}); err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	g.Set("a", 1, time.Minute)
	fmt.Println(g.Live(store.m["a"]), g.Len(), g.Stats().Sets)
	// Output: true 1 1
}

func TestASetThatMeetsCloseLeavesNothingBehind(t *testing.T) {
	c := newCache(t, larder.Options[string, int]{
		OnRemove: func(k string, v int, cause larder.Cause) { t.Error("reported", k, v, cause) },
	})
	require.NoError(t, c.Set("a", 1, time.Hour))
	c.s.linked = func() { c.Close() }
	require.ErrorIs(t, c.Set("a", 2, time.Hour), larder.ErrClosed)
	require.Zero(t, c.Len())

	// The same, but with the entries gone before the entry is linked.
	c = newCache(t, larder.Options[string, int]{})
	e, now, err := c.Prepare("a", 1, time.Hour)
	require.NoError(t, err)
	c.Close()
	require.ErrorIs(t, c.Publish(e, c.s.Swap(e), now), larder.ErrClosed)
	require.Zero(t, c.Len())
}

func TestARefreshThatMeetsCloseDoesNotReopen(t *testing.T) {
	c := newCache(t, larder.Options[string, int]{})
	require.NoError(t, c.Set("a", 1, larder.NoExpiry))
	e := c.s.m["a"]
	c.Close()
	require.Zero(t, c.time.refresh(true))
	require.False(t, c.Live(e))
}

func TestExactAtTheDeadlineWithTheSystemsClock(t *testing.T) {
	for _, ttl := range []time.Duration{1, time.Microsecond, time.Millisecond, 50 * time.Millisecond, time.Second, time.Minute, 26 * time.Hour} {
		t.Run(ttl.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, larder.Options[string, int]{})
				defer c.Close()
				require.NoError(t, c.Set("other", 1, ttl/3+time.Nanosecond))
				require.NoError(t, c.Set("key", 1, ttl))
				<-time.After(ttl - 1)
				_, ok := c.Get("key")
				require.True(t, ok, "1ns before the deadline")
				<-time.After(1)
				_, ok = c.Get("key")
				require.False(t, ok, "at the deadline")
			})
		})
	}
}

func TestFarFromTheDeadlineNobodyReadsTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, larder.Options[string, int]{})
		defer c.Close()
		require.NoError(t, c.Set("key", 1, time.Hour))
		<-time.After(time.Minute)
		synctest.Wait()
		horizon := time.Duration(atomic.LoadInt64(&c.time.horizon))
		require.Greater(t, horizon, time.Minute, "the horizon has not come yet")
		require.LessOrEqual(t, horizon, time.Minute+2*longestPeriod)
		require.Greater(t, time.Duration(c.s.m["key"].Deadline), horizon)
	})
}

func TestTimersRestWhileNothingExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, larder.Options[string, int]{})
		defer c.Close()
		awake := func() [2]bool { return [2]bool{c.time.refresher.Running(), c.sweeper.Running()} }
		require.NoError(t, c.Set("for ever", 1, larder.NoExpiry))
		require.Equal(t, [2]bool{false, false}, awake())

		require.NoError(t, c.Set("key", 1, time.Hour))
		require.Equal(t, [2]bool{true, true}, awake())
		<-time.After(30 * time.Minute)
		require.Equal(t, [2]bool{true, true}, awake())
		require.True(t, c.Delete("key"))
		<-time.After(time.Minute)
		require.Equal(t, [2]bool{false, false}, awake())
		require.Equal(t, int64(exact), atomic.LoadInt64(&c.time.horizon), "nobody refreshes it")

		require.NoError(t, c.Set("key", 1, time.Second))
		<-time.After(time.Minute)
		require.Equal(t, 1, c.Len(), "swept")
		require.Equal(t, [2]bool{false, false}, awake())
	})
}

func TestAClockThatStepsBackBringsNothingToLife(t *testing.T) {
	start := time.Unix(1e9, 0)
	clock := fakeclock.New(start)
	c := newCache(t, larder.Options[string, int]{Clock: clock, Sweeper: larder.SweepNone})
	require.NoError(t, c.Set("key", 1, time.Minute))
	e := c.s.m["key"]
	clock.Set(start.Add(time.Minute))
	require.False(t, c.Live(e))
	clock.Set(start.Add(-time.Hour))
	require.False(t, c.Live(e))
	require.NoError(t, c.Set("new", 2, time.Minute))
	_, ok := c.Get("new")
	require.True(t, ok, "what is set after the step is not born dead")
}

func TestAReaderRemovesWhatItFindsExpired(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	var causes []larder.Cause
	c := newCache(t, larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone,
		OnRemove: func(_ string, _ int, cause larder.Cause) { causes = append(causes, cause) },
	})
	require.NoError(t, c.Set("key", 1, time.Second))
	clock.Advance(time.Second)
	for range 2 {
		_, ok := c.Get("key")
		require.False(t, ok)
	}
	require.Zero(t, c.Len())
	require.Equal(t, []larder.Cause{larder.CauseExpired}, causes)
	require.Equal(t, larder.Stats{Misses: 2, ExpiredReads: 1, LazyDeletes: 1, Sets: 1}, c.Stats())
}

func TestDeadlinesSaturate(t *testing.T) {
	require.Equal(t, int64(exact), after(0, math.MaxInt64-1))
	require.Equal(t, int64(exact), after(1, math.MaxInt64-1))
	require.Equal(t, int64(exact), after(math.MaxInt64/2, math.MaxInt64/2+2))
	require.Equal(t, int64(math.MaxInt64-2), after(1, math.MaxInt64-3))
	require.Equal(t, int64(math.MinInt64+1), after(math.MinInt64, 1))
}

func TestAPanicOfTheListenerCostsNobodyAReport(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	reports := 0
	c := newCache(t, larder.Options[string, int]{Clock: clock, OnRemove: func(string, int, larder.Cause) {
		if reports++; reports%3 == 1 {
			panic("listener")
		}
	}})
	for i := range 10 {
		require.NoError(t, c.Set(fmt.Sprint(i), i, time.Second))
	}
	require.PanicsWithValue(t, "listener", func() { clock.Advance(time.Minute) })
	require.Equal(t, 10, reports)
	require.Zero(t, c.Len())
	require.NoError(t, c.Set("again", 1, time.Second))
	clock.Advance(time.Minute)
	require.Zero(t, c.Len(), "the sweeper goes on")
}

func TestKeysThatCannotBeLookedUp(t *testing.T) {
	type nested struct{ at [2]float32 }
	plain := []bool{
		ruleOf[string](), ruleOf[int](), ruleOf[[4]byte](), ruleOf[struct{ a, b string }](), ruleOf[*float64](), ruleOf[chan float64](),
	}
	require.NotContains(t, plain, false)
	special := []bool{
		ruleOf[float64](), ruleOf[complex64](), ruleOf[any](), ruleOf[error](), ruleOf[nested](), ruleOf[[1]any](),
	}
	require.NotContains(t, special, true)

	rule := keyRule[any]{}
	require.True(t, rule.ok("a"))
	require.False(t, rule.ok(math.NaN()))
	require.False(t, rule.ok(nested{at: [2]float32{0, float32(math.NaN())}}))
	require.Equal(t, panicOf(func() { _ = map[any]int{}[[]int{1}] }), panicOf(func() { rule.ok([]int{1}) }))
}

func panicOf(f func()) (message string) {
	defer func() { message = fmt.Sprint(recover()) }()
	f()
	return "none"
}

func ruleOf[K comparable]() bool {
	var rule keyRule[K]
	rule.init()
	return rule.plain
}

// What every entry costs, and where 32-bit platforms must find the horizon.
func TestLayout(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(Entry[string, []byte]{}), uintptr(64), "one cache line")
	var c struct {
		_ bool
		g Engine[string, []byte]
	}
	require.Zero(t, unsafe.Offsetof(c.g)%8)
	require.Zero(t, unsafe.Offsetof(c.g.time)+unsafe.Offsetof(c.g.time.horizon))
}
