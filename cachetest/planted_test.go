package cachetest_test

import (
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
	"github.com/stretchr/testify/require"
)

type (
	options = larder.Options[string, int]
	plain   = reference[string, int]
)

// bug is a cache with one planted bug, the rules that must reject it, and what
// they say.
type bug struct {
	name  string
	suite cachetest.Suite
	rules string // names, separated by spaces
	says  string // part of what each of them says
}

// bugs are all caches with planted bugs.
func bugs() []bug {
	return slices.Concat(
		readBugs(), keyBugs(), optionBugs(), expiryBugs(), jitterBugs(), slidingBugs(), clockBugs(), removalBugs(), lazyBugs(),
		listenerBugs(), statsBugs(), overdueBugs(), sweepBugs(), sweeperBugs(), restBugs(), closeBugs(), bubbleBugs(), racyBugs(),
		snapshotBugs(), snapshotTimeBugs(), snapshotDropBugs(), cutBugs(),
		capacityBugs(), weightBugs(), evictionBugs(),
		conditionalBugs(), conditionalRaceBugs(),
	)
}

func TestThePlantedBugsAreFound(t *testing.T) {
	for _, b := range bugs() {
		rules := strings.Fields(b.rules)
		find := func() []cachetest.Violation { return cachetest.Violations(t, b.suite, rules...) }
		if b.says == "deadlock" {
			find = ahead(find)
		}
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			var broken []string
			for _, v := range find() {
				broken = append(broken, v.Rule)
				require.Contains(t, v.String(), b.says)
			}
			require.ElementsMatch(t, rules, broken, "rules that were to be broken, and rules that were")
		})
	}
}

// ahead starts f and returns a function that waits for what it returns: a
// deadlock takes long to be told, and nothing else meanwhile.
func ahead[T any](f func() T) func() T {
	result := make(chan T, 1)
	go func() { result <- f() }()
	return func() T { return <-result }
}

// An alarm that nobody has heard may be none.
func TestEveryRuleRejectsSomething(t *testing.T) {
	proven := make(map[string]bool)
	for _, b := range bugs() {
		for _, rule := range strings.Fields(b.rules) {
			proven[rule] = true
		}
	}
	for _, rule := range cachetest.Rules() {
		require.True(t, proven[rule], "no planted bug breaks the rule %s", rule)
	}
}

// wrapper is a reference with some methods replaced.
type wrapper struct {
	*plain
	get      func(string) (int, bool)
	set      func(string, int, time.Duration) error
	delete   func(string) bool
	length   func() int
	all      func() iter.Seq2[string, int]
	stats    func() larder.Stats
	clear    func()
	close    func() error
	snapshot func() larder.Snapshot[string, int]

	setIf    func(string, int, time.Duration, *larder.Fence, func(int, bool) bool) (bool, error)
	deleteIf func(string, *larder.Fence, func(int) bool) bool

	resize       func(int) error
	resizeWeight func(int64) error

	setting, deleting atomic.Int32 // Sets and Deletes in progress; only some bugs count them
}

func (w *wrapper) Get(key string) (int, bool) { return w.get(key) }
func (w *wrapper) Set(key string, value int, ttl time.Duration) error {
	return w.set(key, value, ttl)
}
func (w *wrapper) Delete(key string) bool      { return w.delete(key) }
func (w *wrapper) Len() int                    { return w.length() }
func (w *wrapper) All() iter.Seq2[string, int] { return w.all() }
func (w *wrapper) Stats() larder.Stats         { return w.stats() }
func (w *wrapper) Clear()                      { w.clear() }
func (w *wrapper) Close() error                { return w.close() }
func (w *wrapper) Resize(n int) error          { return w.resize(n) }
func (w *wrapper) ResizeWeight(n int64) error  { return w.resizeWeight(n) }
func (w *wrapper) SetIf(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
	return w.setIf(key, value, ttl, fence, allow)
}
func (w *wrapper) DeleteIf(key string, fence *larder.Fence, allow func(int) bool) bool {
	return w.deleteIf(key, fence, allow)
}
func (w *wrapper) Snapshot() larder.Snapshot[string, int] {
	return w.snapshot()
}

func wrap(o options) (*wrapper, error) {
	r, err := newReference(o)
	if err != nil {
		return nil, err
	}
	return &wrapper{
		plain: r, get: r.Get, set: r.Set, delete: r.Delete, length: r.Len,
		all: r.All, stats: r.Stats, clear: r.Clear, close: r.Close, snapshot: r.Snapshot,
		setIf: r.SetIf, deleteIf: r.DeleteIf, resize: r.Resize, resizeWeight: r.ResizeWeight,
	}, nil
}

// planted returns references in which plant has replaced methods.
func planted(plant func(*wrapper, options)) cachetest.Suite {
	return made(func(o options) (larder.Cache[string, int], error) {
		w, err := wrap(o)
		if err != nil {
			return nil, err
		}
		plant(w, o)
		return w, nil
	})
}

// altered returns references made with other options than they were given.
func altered(alter func(*options)) cachetest.Suite {
	return made(func(o options) (larder.Cache[string, int], error) {
		if err := o.Validate(); err != nil {
			return nil, err
		}
		alter(&o)
		return newReference(o)
	})
}

// relistened returns references whose listener is not the one they were given.
func relistened(listen func(key string, value int, cause larder.Cause, listener func(string, int, larder.Cause))) cachetest.Suite {
	return altered(func(o *options) {
		if listener := o.OnRemove; listener != nil {
			o.OnRemove = func(key string, value int, cause larder.Cause) { listen(key, value, cause, listener) }
		}
	})
}

// reclocked returns references whose clock is not the one they were given, nor
// the system's.
func reclocked(clock func(larder.Clock) larder.Clock) cachetest.Suite {
	return altered(func(o *options) {
		if o.Clock == nil {
			o.Clock = larder.SystemClock{}
		}
		o.Clock = clock(o.Clock)
	})
}

func made(mk cachetest.Factory[string, int]) cachetest.Suite {
	return cachetest.Suite{String: mk, PointInTime: true}
}

// clockOf is a clock put together of functions; those that are nil are the
// other clock's.
type clockOf struct {
	larder.Clock
	now   func() time.Time
	after func(time.Duration, func()) func() bool
}

func (c clockOf) Now() time.Time {
	if c.now != nil {
		return c.now()
	}
	return c.Clock.Now()
}

func (c clockOf) AfterFunc(d time.Duration, f func()) func() bool {
	if c.after != nil {
		return c.after(d, f)
	}
	return c.Clock.AfterFunc(d, f)
}
