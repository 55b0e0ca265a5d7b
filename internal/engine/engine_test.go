package engine

import (
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

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
	e := c.s.Find("a")
	c.Close()
	c.time.refresh(true)
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
		require.Greater(t, time.Duration(c.s.Find("key").Deadline), horizon)
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
		<-time.After(time.Minute + time.Millisecond)
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
	e := c.s.Find("key")
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

// hookedClock calls read whenever it is read.
type hookedClock struct {
	*fakeclock.Clock
	read func()
}

func (c *hookedClock) Now() time.Time {
	now := c.Clock.Now()
	c.read()
	return now
}

// A Delete that others overtake must not say that the entry had expired when
// it was live at the moment it was unlinked, nor the other way round.
func TestDeleteTakesEffectAtOneInstant(t *testing.T) {
	start := time.Unix(1e9, 0)
	for _, readerFirst := range []bool{false, true} {
		clock := &hookedClock{Clock: fakeclock.New(start), read: func() {}}
		var causes []larder.Cause
		c := newCache(t, larder.Options[string, int]{
			Clock: clock, Sweeper: larder.SweepNone,
			OnRemove: func(_ string, _ int, cause larder.Cause) { causes = append(causes, cause) },
		})
		require.NoError(t, c.Set("key", 1, 10*time.Second))
		clock.Set(start.Add(9 * time.Second))
		clock.read = func() { // once Delete has read the clock, it passes the deadline
			clock.read = func() {}
			clock.Set(start.Add(11 * time.Second))
			if readerFirst {
				require.False(t, c.Live(c.s.Find("key")))
			}
		}
		require.Equal(t, !readerFirst, c.Delete("key"))
		want := larder.CauseDeleted
		if readerFirst {
			want = larder.CauseExpired
		}
		require.Equal(t, []larder.Cause{want}, causes)
	}
}

// One entry that lived shortly must not have the sweeper hurry for ever.
func TestAShortTTLIsForgotten(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock})
	// Nobody sets anything for a while: it is of no importance for later.
	require.NoError(t, c.Set("keeps it going", 1, 50*time.Hour))
	clock.Advance(10 * time.Hour)
	require.True(t, c.Delete("keeps it going"))
	require.NoError(t, c.Set("short", 1, time.Millisecond))
	require.Equal(t, time.Millisecond, c.ShortestTTL())
	require.NoError(t, c.Set("long", 1, time.Hour))
	clock.Advance(time.Second)
	require.Equal(t, 1, c.Len())
	for range 20 {
		require.NoError(t, c.Set("long", 1, time.Hour))
		clock.Advance(10 * time.Minute)
	}
	require.Greater(t, c.ShortestTTL(), time.Minute)
	clock.Advance(100 * time.Hour)
	require.Zero(t, c.Len())
}

func TestManyPanicsOfTheListenerTakeNoStack(t *testing.T) {
	reports := 0
	c := newCache(t, larder.Options[string, int]{OnRemove: func(string, int, larder.Cause) {
		reports++
		panic(reports)
	}})
	const n = 100_000
	for i := range n {
		require.NoError(t, c.Set(fmt.Sprint(i), i, larder.NoExpiry))
	}
	require.PanicsWithValue(t, 1, c.Clear)
	require.Equal(t, n, reports)
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
