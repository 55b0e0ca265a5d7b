package policy

import (
	"math"
	"sync"
	"sync/atomic"

	"github.com/puzpuzpuz/xsync/v3"
)

// tuner has a selector choose the mode of all shards of a cache.
type tuner struct {
	chosen atomic.Uint64 // mode and share: see publish
	rate   atomic.Uint32 // of the selector; 0 without one
	epoch  atomic.Uint32 // of the feed: a hit of a sampled entry is offered once in each, or after the hand has passed it

	feed *xsync.MPMCQueueOf[uint32] // fingerprints of sampled entries that were hit
	fed  atomic.Bool                // there may be some in it

	mu       sync.Mutex
	selector *selector // guarded by mu, as is what follows
	entries  int       // for how many it was made
	mode     int       // the last choice
}

const feedRoom = 64

func newTuner() *tuner {
	t := &tuner{feed: xsync.NewMPMCQueueOf[uint32](feedRoom)}
	t.publish(0, modes[0].window)
	return t
}

// publish is called with mu held, or before the tuner is shared.
func (t *tuner) publish(mode int, share float64) {
	t.mode = mode
	c := uint64(mode)<<32 | uint64(math.Float32bits(float32(share)))
	if c != t.chosen.Load() {
		t.chosen.Store(c)
	}
}

// steer has a shard follow the choice; it is called with the shard's lock.
func (t *tuner) steer(q *queues) {
	c := t.chosen.Load()
	q.mode, q.share = modes[c>>32], float64(math.Float32frombits(uint32(c)))
}

// samples reports whether a key is sampled.
func (t *tuner) samples(print uint32) bool {
	rate := t.rate.Load()
	return rate != 0 && print&(rate-1) == 0
}

// wants reports whether a hit of a sampled entry is to be offered, and returns what to
// store as its Hits.
func (t *tuner) wants(hits uint32) (store uint32, ok bool) {
	now := t.epoch.Load() << epochAt & epochMask
	if hits&Most == Most && hits&epochMask == now {
		return hits, false
	}
	return hits&^epochMask | now, true
}

func (t *tuner) offer(print uint32) {
	if t.feed.TryEnqueue(print) && !t.fed.Load() {
		t.fed.Store(true)
	}
}

// observe shows the selector a key that was missed, if it is sampled, and the hits that
// were offered. Where another does that just now, it is left out.
func (t *tuner) observe(g *group, print uint32, weight int64, full bool) {
	sampled := t.samples(print)
	if !sampled && !t.fed.Load() && (!full || t.rate.Load() != 0) {
		return
	}
	if !t.mu.TryLock() {
		return
	}
	defer t.mu.Unlock()
	entries := g.entries.taken.Load()
	if g.heavy && (full || t.selector != nil) {
		t.fitLocked(int(entries), g)
	}
	if t.selector == nil {
		return
	}
	usual := int64(0)
	if g.heavy {
		usual = g.weight.taken.Load() / max(entries, 1)
	}
	t.drainLocked(entries, usual)
	if sampled {
		t.selector.access(print, weight, true, entries)
	}
}

// drainLocked shows the selector the hits that were offered, of entries of that weight.
func (t *tuner) drainLocked(taken, weight int64) {
	if !t.fed.Load() {
		return
	}
	t.fed.Store(false) // before: what comes while the queue is emptied is seen later
	for print, ok := t.feed.TryDequeue(); ok; print, ok = t.feed.TryDequeue() {
		if t.samples(print) {
			t.selector.access(print, weight, false, taken)
		}
	}
}

// fitLocked has a selector for about so many entries.
func (t *tuner) fitLocked(entries int, g *group) {
	if t.selector != nil && entries <= 4*t.entries && t.entries <= 4*entries {
		return
	}
	limits := Credit{g.entries.limit.Load(), g.weight.limit.Load()}
	t.entries = max(entries, 1)
	t.selector = newSelector(t.entries, limits, g.heavy, t.mode, t.publish)
	t.rate.Store(t.selector.rate)
}

// passLocked counts a miss in the shard by which the feed's epochs go: a new one begins
// when half its entries may have been replaced.
func (t *tuner) passLocked(s *shard) {
	if s.misses++; 2*s.misses >= s.order.entries() {
		s.misses = 0
		t.epoch.Add(1)
	}
}

// forget is called with what was removed, but for room.
func (t *tuner) forget(print uint32) {
	if t.samples(print) && t.mu.TryLock() {
		defer t.mu.Unlock()
		if t.selector != nil {
			t.selector.forget(print)
		}
	}
}

// retune makes a selector for new limits; for one by weight alone, the next eviction
// does.
func (g *group) retune() {
	t := g.tuner
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.selector, t.entries = nil, 0
	t.rate.Store(0)
	if !g.heavy {
		t.fitLocked(int(g.entries.limit.Load()), g)
	}
}

// Hit is what a reader calls after a hit where there is something to note: it counts
// the hit, and of a sampled entry offers it now and then, for which it calls hash.
func (b *Bound) Hit(m *Mark, hits uint32, hash func() uint64) {
	store := hits
	if t := b.group.tuner; t != nil && hits&Sampled != 0 {
		var ok bool
		if store, ok = t.wants(hits); ok {
			t.offer(uint32(mix(hash())))
		}
	}
	if store&Most < Most {
		store++
	}
	if store != hits {
		m.Store(store)
	}
}
