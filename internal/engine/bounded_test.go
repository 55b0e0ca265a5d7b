package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/internal/policy"
	"github.com/stretchr/testify/require"
)

// limited is a bounded cache on a fake clock, and what its listener has heard.
type limited struct {
	*cache
	t     *testing.T
	clock *fakeclock.Clock
	left  *[]string
}

// newLimited makes one that evicts in the order of arrival, unless o has a policy.
func newLimited(t *testing.T, o larder.Options[string, int]) limited {
	l := limited{t: t, clock: fakeclock.New(time.Unix(1e9, 0)), left: new([]string)}
	if o.Policy == larder.PolicyAdaptive {
		o.Policy = larder.PolicyLRU
	}
	if o.Clock == nil {
		o.Clock = l.clock
	}
	if o.Sweeper == larder.SweepDefault {
		o.Sweeper = larder.SweepNone
	}
	if o.OnRemove == nil {
		o.OnRemove = func(key string, value int, cause larder.Cause) {
			*l.left = append(*l.left, fmt.Sprintf("%s=%d %v", key, value, cause))
		}
	}
	l.cache = newCache(t, o)
	return l
}

func (l limited) set(key string, value int, ttl time.Duration) {
	l.t.Helper()
	require.NoError(l.t, l.Set(key, value, ttl))
}

// heard wants the listener to have been called so since the last time.
func (l limited) heard(reports ...string) {
	l.t.Helper()
	require.ElementsMatch(l.t, reports, *l.left)
	*l.left = nil
}

// taken wants the policy to hold what is linked, and that to be so many.
func (l limited) taken(want int) {
	l.t.Helper()
	entries, _ := l.bound.policy.Entries()
	require.EqualValues(l.t, want, entries, "entries that the policy has room reserved for")
	require.Equal(l.t, want, l.s.Len(), "entries in the store")
	sum := int64(0)
	if l.bound.weigh != nil {
		for e := range l.s.Entries() {
			sum += l.bound.weigh(e.Key, e.Value)
		}
	}
	require.Equal(l.t, sum, l.bound.policy.Weight())
}

func value(_ string, value int) int64 { return int64(value) }

func TestEvictionAge(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 2})
	age := func() time.Duration { return c.Stats().EvictionAge }
	c.set("a", 1, larder.NoExpiry)
	c.clock.Advance(10 * time.Second)
	c.set("b", 1, time.Hour)
	c.clock.Advance(20 * time.Second)
	require.Zero(t, age(), "nothing was evicted")
	c.set("c", 1, larder.NoExpiry)
	c.heard("a=1 evicted")
	require.Equal(t, 30*time.Second, age())
	c.clock.Advance(30 * time.Second)
	c.set("d", 1, larder.NoExpiry)
	c.heard("b=1 evicted")
	require.Equal(t, 40*time.Second, age(), "the mean of 30 and 50")
	require.True(t, c.Delete("c"))
	c.clock.Advance(time.Hour)
	require.NoError(t, c.Resize(1))
	require.Equal(t, 40*time.Second, age(), "what was deleted was not evicted")
}

func TestTheAgeOfTheEvictedIsThatOfItsValue(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 1, Policy: larder.PolicySoonestExpiry})
	c.set("a", 1, larder.NoExpiry)
	c.clock.Advance(time.Hour)
	c.set("a", 2, larder.NoExpiry)
	c.clock.Advance(time.Second)
	c.set("b", 1, larder.NoExpiry)
	c.heard("a=1 replaced", "a=2 evicted")
	require.Equal(t, time.Second, c.Stats().EvictionAge)
}

func TestOnlyTheEvictedHaveAnAge(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 1, Policy: larder.PolicySoonestExpiry})
	c.set("a", 1, time.Hour)
	c.clock.Advance(time.Hour)
	c.set("b", 1, larder.NoExpiry)
	c.heard("a=1 expired")
	c.clock.Advance(10 * time.Second)
	c.set("c", 1, time.Hour)
	c.heard("c=1 rejected")
	require.Zero(t, c.Stats().EvictionAge)
	c.set("d", 1, larder.NoExpiry)
	c.heard("b=1 evicted")
	require.Equal(t, 10*time.Second, c.Stats().EvictionAge)
}

func TestABoundedCacheWithoutStatistics(t *testing.T) {
	for _, p := range larder.Policies() {
		c := newLimited(t, larder.Options[string, int]{Capacity: 3, MaxWeight: 9, Weigh: value, NoStats: true, Policy: p})
		for i := range 100 {
			c.set(fmt.Sprint(i%10), 1+i%5, time.Minute)
			c.Get(fmt.Sprint(i % 7))
			s := c.Stats()
			require.Equal(t, larder.Stats{Size: s.Size, Weight: s.Weight}, s)
			require.LessOrEqual(t, s.Size, 3)
			require.LessOrEqual(t, s.Weight, int64(9))
			c.taken(s.Size)
		}
		require.NotEmpty(t, *c.left)
	}
	c := newLimited(t, larder.Options[string, int]{Capacity: 2, NoStats: true})
	c.set("a", 1, larder.NoExpiry)
	c.set("b", 1, larder.NoExpiry)
	c.Get("a")
	c.set("c", 1, larder.NoExpiry)
	c.heard("b=1 evicted") // the policy has heard of the hit
}

// countedClock counts how often it is read.
type countedClock struct {
	*fakeclock.Clock
	read int
}

func (c *countedClock) Now() time.Time {
	c.read++
	return c.Clock.Now()
}

func TestASetReadsTheClockOnce(t *testing.T) {
	for _, sweeper := range []larder.Sweeper{larder.SweepNone, larder.SweepAdaptive, larder.SweepSampled, larder.SweepHeap} {
		for _, p := range larder.Policies() {
			clock := &countedClock{Clock: fakeclock.New(time.Unix(1e9, 0))}
			c := newLimited(t, larder.Options[string, int]{Capacity: 3, MaxWeight: 9, Weigh: value, Policy: p, Sweeper: sweeper, Clock: clock})
			most := func(n int, set func()) {
				t.Helper()
				clock.read = 0
				set()
				require.LessOrEqual(t, clock.read, n)
			}
			for i := range 200 {
				ttl := []time.Duration{larder.NoExpiry, time.Second, time.Minute}[i%3]
				most(1, func() { c.set(fmt.Sprint(i%11), i%5, ttl) })
				most(1, func() { require.ErrorIs(t, c.Set(fmt.Sprint(i%7), 10, ttl), larder.ErrTooLarge) })
				clock.Advance(100 * time.Millisecond)
			}
			require.NotEmpty(t, *c.left)
		}
	}
	clock := &countedClock{Clock: fakeclock.New(time.Unix(1e9, 0))}
	c := newLimited(t, larder.Options[string, int]{Capacity: 3, NoStats: true, Clock: clock})
	clock.read = 0
	for i := range 20 {
		c.set(fmt.Sprint(i), i, larder.NoExpiry)
	}
	require.Zero(t, clock.read, "nobody asks for ages, and nothing expires")
}

// A Set that replaces a value by a heavier one has others leave, too.
func TestAPanicAtTheReplacedCostsTheEvictedNoReport(t *testing.T) {
	var left []string
	c := newLimited(t, larder.Options[string, int]{MaxWeight: 10, Weigh: value, OnRemove: func(key string, _ int, cause larder.Cause) {
		left = append(left, fmt.Sprint(key, " ", cause))
		panic(cause)
	}})
	for _, key := range []string{"a", "b", "c"} {
		c.set(key, 3, larder.NoExpiry)
	}
	c.Get("a")
	require.Panics(t, func() { _ = c.Set("a", 10, larder.NoExpiry) })
	require.ElementsMatch(t, []string{"a replaced", "b evicted", "c evicted"}, left)
	require.EqualValues(t, 2, c.Stats().Evictions)
	c.taken(1)
}

func TestCloseInTheMiddleOfASetLeavesNothingBehind(t *testing.T) {
	for name, hook := range map[string]func(c limited, f func()){
		"Linked":   func(c limited, f func()) { c.s.linked = f },
		"Evicting": func(c limited, f func()) { c.s.removing = f },
	} {
		t.Run(name, func(t *testing.T) {
			c := newLimited(t, larder.Options[string, int]{Capacity: 2, MaxWeight: 10, Weigh: value})
			c.set("a", 3, time.Hour)
			c.set("b", 3, larder.NoExpiry)
			hook(c, func() {
				c.s.linked, c.s.removing = nil, nil
				c.Close()
			})
			_ = c.Set("c", 9, time.Hour) // ErrClosed, or nil if it was done before
			c.taken(0)
			require.ErrorIs(t, c.Set("d", 1, larder.NoExpiry), larder.ErrClosed)
			require.ErrorIs(t, c.Resize(10), larder.ErrClosed)
			c.taken(0)
		})
	}
	var c limited
	c = newLimited(t, larder.Options[string, int]{Capacity: 1, OnRemove: func(string, int, larder.Cause) { c.Close() }})
	c.set("a", 1, larder.NoExpiry)
	c.set("b", 1, larder.NoExpiry) // a listener may close the cache, too
	c.taken(0)
}

// A hit of an entry whose count is at its highest stores nothing, so that the line of a
// hot entry stays shared between processors; Mark.Hits shows it.
func TestHitsAreCountedUpToThree(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 2})
	c.set("a", 1, larder.NoExpiry)
	e := c.s.Find("a")
	for want := range uint32(policy.Most) {
		require.Equal(t, want, markOf(e).Hits)
		require.True(t, c.Attends(e))
		c.Get("a")
	}
	require.EqualValues(t, policy.Most, markOf(e).Hits)
	require.False(t, c.Attends(e), "there is nothing to note any more")
	c.Get("a")
	require.EqualValues(t, policy.Most, markOf(e).Hits)
	require.EqualValues(t, 4, c.Stats().Hits)
}

// What leaves, however it does, gives its room back.
func TestWhatLeavesMakesRoom(t *testing.T) {
	for name, leave := range map[string]func(c limited){
		"Deleted":    func(c limited) { c.Delete("a"); c.Delete("b") },
		"Cleared":    func(c limited) { c.Clear() },
		"MetExpired": func(c limited) { c.clock.Advance(time.Minute); c.Get("a"); c.Get("b") },
		"Swept":      func(c limited) { c.clock.Advance(time.Minute); c.strategy.Tick(&c.Engine) },
		"TooLarge": func(c limited) {
			require.ErrorIs(c.t, c.Set("a", 11, larder.NoExpiry), larder.ErrTooLarge)
			require.ErrorIs(c.t, c.Set("b", 11, larder.NoExpiry), larder.ErrTooLarge)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newLimited(t, larder.Options[string, int]{Capacity: 2, MaxWeight: 10, Weigh: value, Sweeper: larder.SweepFull})
			c.set("a", 1, time.Minute)
			c.set("b", 9, time.Minute)
			leave(c)
			c.taken(0)
			*c.left = nil
			c.set("c", 2, larder.NoExpiry)
			c.set("d", 8, larder.NoExpiry)
			c.heard()
			c.taken(2)
			require.Zero(t, c.expiring.Value())
		})
	}
}

func TestAnEvictionLeavesNothingToExpire(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 10, Sweeper: larder.SweepHeap})
	for i := range 100 {
		c.set(fmt.Sprint(i), i, time.Minute)
	}
	for i := range 10 {
		c.set(fmt.Sprint("for ever ", i), i, larder.NoExpiry)
	}
	require.Zero(t, c.expiring.Value())
	require.Zero(t, c.index.live)
	require.False(t, c.isExpiring(), "timers may rest")
}

func TestCausesOfWhatMakesRoom(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 2, Weigh: value})
	c.set("dead", 0, time.Second) // pinned, but not after its deadline
	c.set("live", 1, larder.NoExpiry)
	c.set("pinned", 0, larder.NoExpiry)
	c.heard("live=1 evicted")
	c.set("none", 1, larder.NoExpiry)
	c.heard("none=1 rejected")
	c.clock.Advance(time.Second)
	c.set("new", 1, larder.NoExpiry)
	c.heard("dead=0 expired")
	s := c.Stats()
	require.Equal(t, []uint64{1, 1, 1}, []uint64{s.Evictions, s.Rejections, s.LazyDeletes})
	c.taken(2)
}

func TestWhatIsTooLargeReplacesAndIsNotStored(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{MaxWeight: 5, Weigh: value})
	c.set("a", 5, larder.NoExpiry)
	require.ErrorIs(t, c.Set("a", 6, larder.NoExpiry), larder.ErrTooLarge)
	c.heard("a=5 replaced")
	require.Zero(t, c.Stats().Deletes)
	require.ErrorIs(t, c.Set("a", -1, larder.NoExpiry), larder.ErrWeight)
	c.taken(0)
}

func TestWeighIsCalledOnceForASet(t *testing.T) {
	calls := 0
	c := newLimited(t, larder.Options[string, int]{MaxWeight: 5, Weigh: func(string, int) int64 { calls++; return 2 }})
	for i := range 10 {
		c.set(fmt.Sprint(i%4), i, larder.NoExpiry)
		require.Equal(t, i+1, calls)
	}
	require.NoError(t, c.ResizeWeight(2))
	c.Clear()
	require.Equal(t, 10, calls)
}
