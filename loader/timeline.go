package loader

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/pulse"
)

// timeline is the loader's time: nanoseconds since it was made, and a coarse clock
// that tells for one load that an item need not be looked at closer.
//
// The horizon is a time that has not come yet: the last beat plus two periods, moved
// once a period. An item whose attend lies beyond it is fresh and not due. Every
// other item asks the clock. So an item is attended to late only while the scheduler
// holds the beat up for longer than a period, and by no more than that; what is
// served then is still in the cache below, which keeps exact time.
type timeline struct {
	horizon atomic.Int64 // moved by the beat; exact while there is none
	clock   larder.Clock // nil: the system's
	epoch   time.Time
	// shortest is the shortest time that an item had until it is to be attended to.
	// Lowered by whoever stores one.
	shortest atomic.Int64
	beats    *pulse.Pulse // nil with an injected clock
}

const exact = never - 1 // beyond it lies only never

const (
	shortestPeriod = 10 * time.Millisecond
	longestPeriod  = time.Second
	periods        = 128 // in the shortest time
)

func (t *timeline) init(clock larder.Clock) {
	t.clock = clock
	t.horizon.Store(exact)
	t.shortest.Store(never)
	if clock != nil {
		t.epoch = clock.Now()
	} else {
		t.epoch = time.Now()
	}
}

// beat starts the beats of owner when there are items that need attention.
func beat[K comparable, V any](c *Cache[K, V]) *pulse.Pulse {
	if c.time.clock != nil {
		return nil
	}
	return pulse.New(c, larder.SystemClock{}.AfterFunc,
		func(c *Cache[K, V]) { c.time.beat(c.cache.Len() > 0) },
		func(c *Cache[K, V]) time.Duration { return c.time.pause(c.cache.Len() > 0) })
}

func (t *timeline) now() int64 {
	if t.clock != nil {
		return int64(t.clock.Now().Sub(t.epoch))
	}
	return int64(time.Since(t.epoch))
}

// wall returns the wall-clock time of a time; the zero time for never.
func (t *timeline) wall(at int64) time.Time {
	if at == never {
		return time.Time{}
	}
	return t.epoch.Add(time.Duration(at))
}

// afterFunc calls f in d, by the clock.
func (t *timeline) afterFunc(d time.Duration, f func()) (stop func() bool) {
	if t.clock != nil {
		return t.clock.AfterFunc(d, f)
	}
	return time.AfterFunc(d, f).Stop
}

// expect takes note of an item that is to be attended to in d. It comes before the
// item is stored, and wake after it.
func (t *timeline) expect(d time.Duration) {
	for s := t.shortest.Load(); int64(d) < s; s = t.shortest.Load() {
		if t.shortest.CompareAndSwap(s, int64(d)) {
			return
		}
	}
}

// wake starts the beats if an item that was stored needs them.
func (t *timeline) wake(attend int64) {
	if attend != never && t.beats != nil && !t.beats.Running() {
		t.beats.Wake()
	}
}

func (t *timeline) period() time.Duration {
	return min(max(time.Duration(t.shortest.Load()/periods), shortestPeriod), longestPeriod)
}

// beat moves the horizon, or gives it up where there is nothing to attend to.
func (t *timeline) beat(inUse bool) {
	if !inUse {
		t.horizon.Store(exact)
		return
	}
	t.horizon.Store(after(t.now(), 2*t.period()))
}

// pause returns the time until the next beat: 0, for none, only while the horizon is
// given up, since it would fall behind the time.
func (t *timeline) pause(inUse bool) time.Duration {
	if t.horizon.Load() != exact {
		return t.period()
	}
	if inUse {
		return shortestPeriod
	}
	return 0
}
