package cachetest_test

import (
	"math"
	"time"
	"weak"

	"github.com/larder-go/larder"
)

// sweeper is the timer of a reference, under its lock.
type sweeper struct {
	ticking bool               // a timer is set, or about to be
	timer   int                // counts the timers
	due     time.Duration      // the deadline that the timer is for
	soonest time.Duration      // no deadline is before it
	stop    func() (done bool) // stops the timer
}

// armLocked returns a function that sets a timer, if one is needed: where none
// is set, or the one that is would come too late for an entry just set.
func (r *reference[K, V]) armLocked() (wake func()) {
	if r.closed || !r.o.Sweeper.Ticks() || r.ticking && (r.o.SweepInterval > 0 || r.soonest >= r.due) {
		return func() {}
	}
	r.soonest = larder.NoExpiry
	for _, e := range r.entries {
		r.soonest = min(r.soonest, e.deadline)
	}
	if r.soonest == larder.NoExpiry {
		return func() {}
	}
	replaced := r.stop
	r.stop = nil
	r.ticking, r.due = true, r.soonest
	r.timer++
	number, interval := r.timer, r.intervalLocked()
	return func() {
		if replaced != nil {
			replaced()
		}
		r.wake(number, interval)
	}
}

func (r *reference[K, V]) intervalLocked() time.Duration {
	switch {
	case len(r.unseen) > 0 && r.budgeted():
		return time.Second / time.Duration(min(r.budget(), parts))
	case r.o.SweepInterval > 0:
		return r.o.SweepInterval
	case len(r.unseen) > 0:
		return 10 * time.Millisecond
	}
	grace := min(max(r.least/4, 10*time.Millisecond), 250*time.Millisecond)
	return min(max(r.soonest-r.latest, 0), time.Minute) + grace
}

// wake sets a timer that does not keep r from being collected.
func (r *reference[K, V]) wake(number int, interval time.Duration) {
	held := weak.Make(r)
	stop := r.clock.AfterFunc(interval, func() {
		if r := held.Value(); r != nil {
			r.tick(number)
		}
	})
	r.mu.Lock()
	current := !r.closed && r.timer == number
	if current {
		r.stop = stop
	}
	r.mu.Unlock()
	if !current {
		stop()
	}
}

func (r *reference[K, V]) tick(number int) {
	now := r.lock()
	if r.closed || number != r.timer {
		r.unlock()
		return
	}
	r.stats.SweepRuns++
	if len(r.unseen) == 0 {
		for k := range r.entries {
			r.unseen = append(r.unseen, k)
		}
	}
	look := r.unseen[:min(r.limit(), len(r.unseen))]
	r.unseen = r.unseen[len(look):]
	var left []removal[K, V]
	for _, k := range look {
		if e, there := r.entries[k]; there && !e.alive(now) {
			left = append(left, r.expireLocked(k, &r.stats.SweepDeletes)...)
		}
	}
	r.ticking = false
	r.unlock(left...)
}

// parts of a second spend a part of the budget each.
const parts = 100

// budgeted reports whether the sweeper has a budget.
func (r *reference[K, V]) budgeted() bool {
	return r.o.Sweeper != larder.SweepFull && r.o.Sweeper != larder.SweepCursor
}

func (r *reference[K, V]) budget() int {
	if r.o.SweepBudget == 0 {
		return 8_000_000
	}
	return r.o.SweepBudget
}

// limit returns how many entries a tick looks at.
func (r *reference[K, V]) limit() int {
	switch {
	case r.o.Sweeper == larder.SweepFull:
		return math.MaxInt
	case r.budgeted():
		return max(r.budget()/parts, 1)
	case r.o.SweepLimit > 0:
		return r.o.SweepLimit
	}
	return 1024
}

// sample is how SweepSampled works, in every 16th Set.
func (r *reference[K, V]) sample(now time.Duration) (left []removal[K, V]) {
	if r.o.Sweeper != larder.SweepSampled || r.stats.Sets%16 > 0 {
		return nil
	}
	limit := r.o.SweepLimit
	if limit == 0 {
		limit = 20
	}
	for range 16 {
		r.stats.SweepRuns++
		seen, found := 0, 0
		for k, e := range r.entries { // from a place chosen at random
			if !e.alive(now) {
				found++
				left = append(left, r.expireLocked(k, &r.stats.SweepDeletes)...)
			}
			if seen++; seen == limit {
				break
			}
		}
		if 4*found <= limit {
			break
		}
	}
	return left
}
