package engine

import (
	"math"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/pulse"
)

// timeline is an engine's time: nanoseconds since the engine was made, and a
// coarse clock that is exact where it matters.
//
// The horizon is a time that has certainly not come yet: the last refresh plus
// a slack of two periods, refreshed once a period. A deadline beyond it is
// alive, for one atomic load. Every other deadline asks the exact clock. So an
// error needs a refresh that is late by more than a whole period, and lasts
// for the excess.
type timeline struct {
	// horizon is read by every Get through sync/atomic. It holds a refreshed
	// time, or exact where nobody refreshes it (an injected clock, or no
	// entries that expire), or closed, for good. All moves are by
	// compare-and-swap, so that a late refresh cannot undo a close.
	horizon int64

	epoch time.Time
	clock larder.Clock // nil: the system's, and a refreshed horizon

	// high is the latest deadline seen to have passed. No reading of the clock
	// is before it: a clock that steps back brings nothing to life.
	high atomic.Int64
	// shown is the last reading of an injected clock by an operation that may
	// need it once more, which no plain look-up is: users count its calls.
	shown atomic.Int64
	// shortest is the shortest time to live set in this term, before that of
	// the last term: one short one must not set the pace for ever. finite tells
	// that there ever was one. All of it is advice: a value that is lost to a
	// race costs readings of the clock, not exactness.
	shortest, before atomic.Int64
	termEnds         atomic.Int64
	finite           atomic.Bool

	refresher *pulse.Pulse // nil with an injected clock
}

const (
	exact  = never - 1 // beyond it lies only the deadline never
	closed = never     // beyond it lies nothing
)

const (
	shortestPeriod = 10 * time.Millisecond
	longestPeriod  = time.Second
	periodsPerTTL  = 128
	shortestTerm   = time.Second
	longestTerm    = time.Hour
)

func (t *timeline) init(clock larder.Clock) {
	t.horizon, t.clock = exact, clock
	t.shortest.Store(math.MaxInt64)
	t.before.Store(math.MaxInt64)
	if clock != nil {
		t.epoch = clock.Now()
	} else {
		t.epoch = time.Now()
	}
}

// now reads the clock.
func (t *timeline) now() int64 {
	var since time.Duration
	if t.clock != nil {
		since = t.clock.Now().Sub(t.epoch)
	} else {
		since = time.Since(t.epoch)
	}
	return t.notBefore(int64(since))
}

// shows is now for an operation that may call latest then.
func (t *timeline) shows() int64 {
	now := t.now()
	if t.clock != nil {
		t.shown.Store(now)
	}
	return now
}

// latest is now for an operation that has called shows before. Of several at
// the same time one may get another's reading, taken a moment before its own.
func (t *timeline) latest() int64 {
	if t.clock != nil {
		return t.notBefore(t.shown.Load())
	}
	return t.now()
}

// notBefore returns now, or the latest deadline seen to have passed if that is
// later.
func (t *timeline) notBefore(now int64) int64 { return max(now, t.high.Load()) }

// passed reports whether deadline has passed now.
func (t *timeline) passed(deadline, now int64) bool {
	if now < deadline {
		return false
	}
	raise(&t.high, deadline)
	return true
}

// after returns the deadline that lies ttl after now, or the end of time.
func after(now int64, ttl time.Duration) int64 {
	if now > 0 && int64(ttl) > exact-now {
		return exact
	}
	return min(now+int64(ttl), exact)
}

// seen takes note of a time to live.
func (t *timeline) seen(ttl time.Duration) {
	if !t.finite.Load() {
		t.finite.Store(true)
	}
	for s := t.shortest.Load(); int64(ttl) < s; s = t.shortest.Load() {
		if t.shortest.CompareAndSwap(s, int64(ttl)) {
			return
		}
	}
}

// shortestTTL returns the shortest time to live set lately.
func (t *timeline) shortestTTL() time.Duration {
	return time.Duration(min(t.shortest.Load(), t.before.Load()))
}

// age begins a new term if the last one is over. A term is long enough for the
// entries with the shortest time to live to expire in it, up to an hour.
func (t *timeline) age(now int64) {
	end := t.termEnds.Load()
	if now < end {
		return
	}
	shortest := min(t.shortestTTL(), longestTerm) // none was set lately, or a very long one
	next := after(after(now, max(shortest, shortestTerm)), shortest)
	if t.termEnds.CompareAndSwap(end, next) {
		t.before.Store(t.shortest.Swap(math.MaxInt64))
	}
}

func (t *timeline) period() time.Duration {
	return min(max(t.shortestTTL()/periodsPerTTL, shortestPeriod), longestPeriod)
}

// refresh moves the horizon ahead if expiring entries exist, and gives it up
// if not.
func (t *timeline) refresh(expiring bool) {
	to := int64(exact)
	if expiring {
		now := t.now()
		t.age(now)
		to = after(now, 2*t.period())
	}
	for {
		h := atomic.LoadInt64(&t.horizon)
		if h == closed || atomic.CompareAndSwapInt64(&t.horizon, h, to) {
			return
		}
	}
}

// pause returns the time until the next refresh. The first after a rest comes
// soon: until then every look at an entry that expires asks the clock.
func (t *timeline) pause() time.Duration {
	if atomic.LoadInt64(&t.horizon) == exact {
		return shortestPeriod
	}
	return t.period()
}

func (t *timeline) closed() bool { return atomic.LoadInt64(&t.horizon) == closed }

// close ends time.
func (t *timeline) close() {
	atomic.StoreInt64(&t.horizon, closed)
	if t.refresher != nil {
		t.refresher.Stop()
	}
}

// raise sets v to at least to.
func raise(v *atomic.Int64, to int64) {
	for old := v.Load(); old < to; old = v.Load() {
		if v.CompareAndSwap(old, to) {
			return
		}
	}
}
