package cachetest

import (
	"math"
	"time"

	"github.com/larder-go/larder"
)

// model is what a cache must contain, told from the operations on it alone. It
// is certain of everything but time: with a jitter, or after the clock has
// stepped back, it knows between which bounds a deadline lies, and whether
// the cache's idea of now is the clock's or an earlier, later one. What a cache
// shows narrows the bounds. Times are since the cache was made.
type model struct {
	ttl    time.Duration // of DefaultTTL
	jitter float64
	limits options // of which the limits count

	now, peak time.Duration // what the clock shows, and the latest it ever showed
	entries   map[string]*held
	values    map[int]*held // all that were ever stored
}

// held is a value in the model.
type held struct {
	key         string
	value       int
	first, last time.Duration // the deadline is not before first and not after last
	dead        bool          // the cache has shown it to be expired
	reported    bool          // the listener was told
}

// life is what the model knows of a value.
type life int

const (
	dead life = iota
	unsure
	alive
)

const endOfTime = math.MaxInt64 - 1

func newModel(o options) *model {
	m := &model{ttl: o.TTL, jitter: o.Jitter, limits: o, entries: make(map[string]*held), values: make(map[int]*held)}
	if m.ttl == larder.DefaultTTL {
		m.ttl = larder.NoExpiry
	}
	return m
}

func (m *model) life(h *held) life {
	switch {
	case h == nil || h.dead || h.reported:
		return dead
	case h.last == larder.NoExpiry || m.peak < h.first:
		return alive
	case m.now >= h.last:
		return dead
	}
	return unsure
}

// store has the model hold a new value, and returns the one it displaces, if
// that is still in the cache.
func (m *model) store(key string, value int, ttl time.Duration) (old *held) {
	if ttl == larder.DefaultTTL {
		ttl = m.ttl
	}
	h := &held{key: key, value: value, first: larder.NoExpiry, last: larder.NoExpiry}
	if ttl != larder.NoExpiry {
		shortest := ttl
		if m.jitter > 0 { // a little less, for the rounding of large ones
			shortest = max(ttl-time.Duration(m.jitter*float64(ttl))-ttl>>50-1, 1)
		}
		h.first, h.last = saturated(m.now, shortest), saturated(m.peak, ttl)
	}
	old = m.entries[key]
	m.entries[key], m.values[value] = h, h
	return old
}

func saturated(now, ttl time.Duration) time.Duration {
	if now > 0 && ttl > endOfTime-now {
		return endOfTime
	}
	return now + ttl
}

// weight returns what a value weighs.
func (m *model) weight(key string, value int) int64 {
	if m.limits.Weigh == nil {
		return 0
	}
	return m.limits.Weigh(key, value)
}

// tooLarge reports whether a value weighs more than the cache may.
func (m *model) tooLarge(key string, value int) bool {
	return m.limits.MaxWeight > 0 && m.weight(key, value) > m.limits.MaxWeight
}

// refuse has the model lose the value of a key, and returns it.
func (m *model) refuse(key string) (old *held) {
	old = m.entries[key]
	delete(m.entries, key)
	return old
}

// move has the clock show another time.
func (m *model) move(to time.Duration) {
	m.now, m.peak = to, max(m.peak, to)
}

// shownLive takes note that the cache has shown h, and reports whether it may.
func (m *model) shownLive(h *held) bool {
	if m.life(h) == dead {
		return false
	}
	if h.last != larder.NoExpiry {
		h.first = max(h.first, m.now+1)
	}
	return true
}

// shownDead takes note that the cache has shown h to be absent, and reports
// whether it may.
func (m *model) shownDead(h *held) bool {
	if m.life(h) == alive {
		return false
	}
	if h != nil {
		h.dead = true
	}
	return true
}

// gone takes note that h was reported: it is in the cache no more.
func (m *model) gone(h *held) {
	h.reported = true
	if m.entries[h.key] == h {
		delete(m.entries, h.key)
	}
}
