package engine

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/pulse"
	"github.com/larder-go/larder/internal/sweep"
	"github.com/larder-go/larder/internal/tally"
	"github.com/puzpuzpuz/xsync/v3"
)

// Engine does for a backend all that does not depend on how its entries are
// published. It must be initialised with Init and not be copied. Fields
// without a comment on who may touch them never change after Init.
type Engine[K comparable, V any] struct {
	_    [0]atomic.Int64 // has 32-bit platforms align time.horizon
	time timeline
	keys keyRule[K]

	counts   *counters    // nil without statistics, as is
	often    *tally.Tally // counts.often: one load less for a hit
	watched  bool         // Hit is to be called
	attends  bool         // Touch may be
	slides   bool         // and is, always
	onRemove func(K, V, larder.Cause)

	store  Store[K, V]
	ttl    time.Duration // of DefaultTTL, never 0
	queued bool          // all entries have one time to live
	oneTTL OneTTL        // which is this; not needed elsewhere
	jitter float64

	// tolerance is the fraction of its time to live by which a hit must be able
	// to prolong an entry's life, to do so; 0: no hit does.
	tolerance float64

	// expiring counts the linked entries with a deadline: while it is not 0,
	// the horizon is refreshed and the sweeper ticks.
	expiring *xsync.Counter

	strategy sweep.Strategy // nil: none that ticks
	sweeper  *pulse.Pulse   // nil where strategy is
	fixed    bool           // its ticks come at fixed intervals
	sweeping sync.Mutex     // held by the one Scan that runs, and by Close
	due      []*Entry[K, V] // room for what a Scan finds; touched by the tick that runs
	index    *index[K, V]   // nil: the store's own order
	samples  int            // entries that one Set in some looks at; 0: none
	sets     int            // of how many Sets one does so, on average
	alarm    alarm
	holds    Holds
	tells    bool // the store tells holds

	bound *bounded[K, V] // nil: nothing is limited

	late    lateQueue[K, V]
	closing sync.Once
}

// Init makes g the engine of store. It starts no goroutine and no timer.
func (g *Engine[K, V]) Init(store Store[K, V], o larder.Options[K, V]) error {
	if err := o.Validate(); err != nil {
		return err
	}
	g.time.init(o.Clock)
	g.keys.init()
	g.store, g.onRemove = store, o.OnRemove
	g.ttl, g.jitter = o.TTL, o.Jitter
	if g.ttl == 0 {
		g.ttl = larder.NoExpiry
	}
	g.tolerance = o.Sliding
	if !o.NoStats {
		g.counts = newCounters()
		g.often = g.counts.often
	}
	g.bound = newBounded(o)
	g.slides = g.tolerance > 0
	g.attends = g.bound != nil || g.slides
	g.watched = g.often != nil || g.attends
	g.expiring = xsync.NewCounter()
	if try, ok := store.(TryRemover[K, V]); ok {
		g.late.init(try)
	}

	callBack := larder.SystemClock{}.AfterFunc
	if o.Clock != nil {
		callBack = o.Clock.AfterFunc
	} else {
		g.time.refresher = pulse.New(g, callBack, (*Engine[K, V]).refresh, (*Engine[K, V]).refreshPause)
	}
	g.initSweep(o, callBack)
	return nil
}

// deadline returns when an entry set now for ttl expires, how long it lasts, and
// the reading of the clock it needed for that: unread if none.
func (g *Engine[K, V]) deadline(ttl time.Duration) (deadline int64, lasting time.Duration, now int64, err error) {
	if ttl == larder.DefaultTTL {
		ttl = g.ttl
	}
	if ttl < 0 {
		return 0, 0, unread, larder.ErrTTL
	}
	if ttl == larder.NoExpiry {
		return never, 0, unread, nil
	}
	if g.queued {
		if err := g.oneTTL.Take(ttl); err != nil {
			return 0, 0, unread, err
		}
	}
	if g.jitter > 0 {
		// Shortened to at least 1 ns: 0 would have another meaning.
		ttl = max(ttl-time.Duration(rand.Float64()*g.jitter*float64(ttl)), 1)
	}
	g.time.seen(ttl)
	now = g.time.shows()
	return after(now, ttl), ttl, now, nil
}

// unread stands for a reading of the clock that was not needed so far.
const unread int64 = math.MinInt64

// Len returns the number of linked entries, which is 0 after Close.
func (g *Engine[K, V]) Len() int {
	if g.time.closed() {
		return 0
	}
	n := g.store.Len()
	if g.bound != nil {
		// What the store says may be the sum of numbers of different instants.
		if most, alone := g.bound.policy.Entries(); alone {
			n = min(n, int(most))
		}
	}
	return n
}

// All iterates over the live entries.
func (g *Engine[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for e := range g.store.Entries() {
			if g.Live(e) && !yield(e.Key, e.Value) {
				return
			}
		}
	}
}

// Stats returns the counts and the size.
func (g *Engine[K, V]) Stats() larder.Stats {
	s := g.tallied()
	if g.counts != nil {
		s.Overdue, s.SweepLag = g.overdue()
	}
	return s
}

// tallied is Stats without what is overdue.
func (g *Engine[K, V]) tallied() (s larder.Stats) {
	if g.counts != nil {
		s = g.counts.stats()
	}
	s.Size = g.Len()
	if g.bound != nil {
		s.Weight = g.bound.policy.Weight()
	}
	return s
}

// Clear unlinks everything and reports it as cleared, or as expired where it
// was. It is as atomic as the store's Drain. Where nobody listens and the store
// can discard its entries, nobody looks at them either: what had expired is not
// counted as such.
func (g *Engine[K, V]) Clear() {
	if g.time.closed() {
		return
	}
	g.index.empty()
	if store, ok := g.store.(Discarder); ok && g.onRemove == nil && g.bound == nil {
		n := store.Discard()
		g.expiring.Add(-int64(n))
		g.index.left(n)
		return
	}
	now := g.time.now()
	cleared := slices.Collect(g.store.Drain())
	g.forget(cleared...)
	now = g.time.notBefore(now) // what somebody has seen expired since had expired
	g.report(cleared, func(e *Entry[K, V]) larder.Cause {
		if e.Expires() {
			g.expiring.Add(-1)
			g.index.left(1)
		}
		return g.judge(e, now, larder.CauseCleared)
	})
}

// Close ends time, the timers and the entries. Every call returns when that is
// done.
//
// A Set that runs meanwhile either sees the end after it has linked its entry,
// and unlinks it, or has linked it before, and then Drain does.
func (g *Engine[K, V]) Close() error {
	g.closing.Do(func() {
		g.time.close()
		if g.sweeper != nil {
			g.sweeper.Stop()
		}
		// A tick that is under way ends first; it holds the lock for no longer
		// than it looks at its entries, and not while it calls OnRemove, which
		// may have called Close.
		g.sweeping.Lock()
		defer g.sweeping.Unlock()
		if store, ok := g.store.(Forgetter); ok {
			store.Forget()
		} else {
			g.store.Drain()
		}
		g.index.empty() // which would keep them alive, as would the queue
		if g.late.try != nil {
			g.late.take()
		}
		if g.bound != nil {
			g.bound.policy.Close()
		}
	})
	return nil
}
