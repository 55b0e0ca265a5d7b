package engine

import (
	"slices"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/sweep"
	"github.com/larder-go/larder/internal/sweepwatch"
)

// Sweep looks at up to limit entries and removes those that have expired.
func (g *Engine[K, V]) Sweep(limit int) sweep.Progress {
	now := g.time.now()
	// Allocated here, not under a lock: an allocation may have to help the
	// garbage collector.
	due := g.due
	if due == nil {
		due = make([]*Entry[K, V], 0, dueRoom)
	}
	watching := sweepwatch.Current()
	var start time.Time
	if watching != nil {
		start = time.Now()
	}
	round, found, removed := g.sweep(limit, now, due)
	if watching != nil {
		watching.Work(time.Since(start), removed)
	}
	defer func() { // a listener may panic
		clear(found)
		if g.due = found[:0]; cap(found) > dueRoom {
			g.due = nil
		}
	}()
	if removed > 0 {
		g.swept(found[:removed])
	}
	return sweep.Progress{Used: round.Used, Done: round.Done}
}

// swept is called with what the sweeper removed.
func (g *Engine[K, V]) swept(es []*Entry[K, V]) {
	if g.counts != nil {
		g.counts.sweepDeletes.Add(uint64(len(es)))
	}
	g.expired(es)
}

const (
	// dueRoom is for how many due entries room is kept between ticks.
	dueRoom = 1024
	// perHold is how many entries are taken from an index under one hold of its
	// lock: each costs some cache misses, a microsecond in a large cache.
	perHold = 64
	// removals is how many entries are removed in one go.
	removals = 512
)

// sweep puts what it finds due in room. The first of them it has removed.
func (g *Engine[K, V]) sweep(limit int, now int64, room []*Entry[K, V]) (round Round, due []*Entry[K, V], removed int) {
	g.sweeping.Lock()
	defer g.sweeping.Unlock()
	due = room
	if g.time.closed() {
		return Round{Done: true}, due, 0
	}
	g.holds.on.Store(true)
	defer g.holds.on.Store(false)
	g.alarm.begin()
	round = g.collect(limit, now, func(e *Entry[K, V]) bool {
		if e.Deadline > now {
			return false
		}
		due = append(due, e)
		return true
	})
	removed = g.remove(due)
	if round.Done {
		g.tidy()
		g.alarm.end(round.Next)
	}
	return round, due, removed
}

// collect shows what may be due.
func (g *Engine[K, V]) collect(limit int, now int64, due func(*Entry[K, V]) bool) (round Round) {
	if g.index == nil {
		return g.store.Scan(limit, now, due)
	}
	for used := 0; ; {
		round = g.index.due(min(limit-used, perHold), now, due, &g.holds)
		used += round.Used
		round.Used = used
		if round.Done || used >= limit || g.time.closed() {
			return round
		}
	}
}

// remove unlinks those of es that are still linked, and puts them first. It
// stops when the engine is closed, which drops the others.
func (g *Engine[K, V]) remove(es []*Entry[K, V]) (removed int) {
	atOnce := removals
	if g.late.with != nil { // every write copies everything
		atOnce = max(len(es), 1)
	}
	for some := range slices.Chunk(es, atOnce) {
		if g.time.closed() {
			break
		}
		var start time.Time
		if !g.tells { // else it does so itself
			start = g.holds.Begin()
		}
		gone := g.store.Remove(some)
		g.holds.End(start, len(some))
		removed += copy(es[removed:], gone)
	}
	return removed
}

// tidy has the store give memory back that removals have left unused.
func (g *Engine[K, V]) tidy() {
	if store, ok := g.store.(Tidier); ok {
		for part := 0; store.Tidy(part); part++ {
		}
	}
}

// overdue counts the entries past their deadline, and says for how long the
// longest of them is. Where the sweeper knows that there are none, O(1).
func (g *Engine[K, V]) overdue() (n int, lag time.Duration) {
	if g.time.closed() || !g.isExpiring() {
		return 0, 0
	}
	now := g.time.now()
	if g.strategy != nil && g.alarm.surely(now) {
		return 0, 0
	}
	earliest := now
	count := func(e *Entry[K, V]) {
		if e.Deadline <= now {
			n, earliest = n+1, min(earliest, e.Deadline)
		}
	}
	if store, ok := g.store.(Overduer[K, V]); ok {
		store.Overdue(now, count)
	} else {
		for e := range g.store.Entries() {
			count(e)
		}
	}
	return n, time.Duration(now - earliest)
}

// exactUpTo is the number of entries up to which Counts looks at all of them, and
// beyond which at so many.
const exactUpTo = 1024

// Counts returns Stats for a bounded price: what is overdue is estimated where that
// takes a look at too many entries.
func (g *Engine[K, V]) Counts() larder.Stats {
	s := g.tallied()
	if g.counts != nil {
		s.Overdue, s.SweepLag = g.overdueOf(s.Size)
	}
	return s
}

// overdueOf is overdue, or an estimate of it for more entries than exactUpTo.
func (g *Engine[K, V]) overdueOf(size int) (n int, lag time.Duration) {
	if size <= exactUpTo {
		return g.overdue()
	}
	if g.time.closed() || !g.isExpiring() {
		return 0, 0
	}
	now := g.time.now()
	if g.strategy != nil && g.alarm.surely(now) {
		return 0, 0
	}
	earliest, seen := now, 0
	look := func(e *Entry[K, V]) bool {
		if seen++; e.Deadline <= now {
			n, earliest = n+1, min(earliest, e.Deadline)
		}
		return false
	}
	g.store.Sample(exactUpTo, look)
	if seen == 0 { // a store that keeps no order to sample by
		for e := range g.store.Entries() {
			if look(e); seen == exactUpTo {
				break
			}
		}
	}
	if seen == 0 {
		return 0, 0
	}
	return n * size / seen, time.Duration(now - earliest)
}
