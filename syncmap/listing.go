package syncmap

import (
	"sync"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/roster"
)

// listing is a roster of the entries that expire, for strategies that walk the
// cache in parts or sample it: a sync.Map can be neither. nil is one that is not
// needed.
type listing[K comparable, V any] struct {
	mu     sync.RWMutex
	roster roster.Roster[K, V] // guarded by mu, with the Tags of the entries
	over   bool                // guarded by mu: forget was called

	holds *engine.Holds // told of what sweepers hold; never changes
}

// change is called after old was unlinked and e was linked; either may be nil.
// Two writers may come here in another order than they wrote in: the roster
// does not take in what was taken out of it before.
func (l *listing[K, V]) change(old, e *engine.Entry[K, V]) {
	if l == nil || !old.Expires() && !e.Expires() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return // old may have been in what was forgotten
	}
	if old.Expires() {
		l.roster.Remove(old)
	}
	if e.Expires() {
		l.roster.Add(e)
	}
}

// forget empties the list for good.
func (l *listing[K, V]) forget() {
	if l != nil {
		l.mu.Lock()
		l.roster, l.over = roster.Roster[K, V]{}, true
		l.mu.Unlock()
	}
}

func (l *listing[K, V]) scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) engine.Round {
	l.mu.RLock()
	defer l.mu.RUnlock()
	start := l.holds.Begin()
	round := l.roster.Scan(limit, now, due, l.holds.Over)
	l.holds.End(start, round.Used)
	return round
}

func (l *listing[K, V]) sample(n int, due func(*engine.Entry[K, V]) bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.roster.Sample(n, due)
}

// perHold is how many entries overdue looks at under one hold of the lock.
const perHold = 1024

func (l *listing[K, V]) overdue(now int64, show func(*engine.Entry[K, V])) {
	for from := 0; l.overdueOnce(from, now, show); from += perHold {
	}
}

func (l *listing[K, V]) overdueOnce(from int, now int64, show func(*engine.Entry[K, V])) (more bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.roster.Overdue(from, perHold, now, show)
	return from+perHold < l.roster.Len()
}
