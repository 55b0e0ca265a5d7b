package bench

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/sweepwatch"
)

const (
	lookEvery = 5 * time.Millisecond  // between two looks at what is overdue
	tellEvery = 50 * time.Millisecond // between two questions for Stats
	probes    = 16                    // entries looked up with each look, if they are dead

	lastProbes = 1000 // entries at most that are looked up at the end, if they are dead

	// rarely is how much longer a gauge lets a cache alone than it asks it:
	// some count their entries one by one.
	rarely = 50
	// seldom is the same for Stats, which tell most while there is most to
	// count: asked too rarely they would tell nothing of a burst.
	seldom = 6
)

// teller is a Cache that tells of itself.
type teller interface{ Stats() larder.Stats }

// gauge looks at a cache every few milliseconds: how much of it is overdue.
type gauge[K comparable] struct {
	*expiry[K]
	most int           // entries that were overdue at once
	lags histogram     // of the looks
	told time.Duration // longest that Stats told
}

// watch looks until end is closed, and once more then.
func (g *gauge[K]) watch(end <-chan struct{}) {
	random := rand.New(rand.NewPCG(3, uint64(g.kind.Entries)))
	cache, tells := g.cache.(teller)
	look, tell := time.NewTimer(lookEvery), time.NewTimer(tellEvery)
	defer look.Stop()
	defer tell.Stop()
	for {
		select {
		case <-end:
			g.look()
			if tells {
				g.told = max(g.told, cache.Stats().SweepLag)
			}
			for key := 0; key < g.kind.Entries; key += g.kind.Entries/lastProbes + 1 {
				g.probe(key)
			}
			return
		case <-look.C:
			took := g.look()
			for range probes {
				g.probe(random.IntN(g.kind.Entries))
			}
			look.Reset(max(lookEvery, rarely*took))
		case <-tell.C:
			if !tells {
				continue
			}
			start := time.Now()
			g.told = max(g.told, cache.Stats().SweepLag)
			tell.Reset(max(tellEvery, seldom*time.Since(start)))
		}
	}
}

// look asks the cache how many entries it holds, and returns how long that took.
// The time is read before: what goes meanwhile is then not taken for overdue.
func (g *gauge[K]) look() time.Duration {
	now := g.now()
	resident := g.cache.Len()
	took := g.now() - now
	n, lag := g.ledger.overdue(now, resident)
	g.most = max(g.most, n)
	g.lags.record(lag)
	return took
}

// sweepsSeen is what the sweepers of this process do.
type sweepsSeen struct {
	mu      sync.Mutex
	busy    time.Duration // at work
	hold    histogram     // of locks
	entries int           // looked at or removed under them
}

// watch has s told until stop is called.
func (s *sweepsSeen) watch() (stop func()) {
	return sweepwatch.Watch(sweepwatch.Observer{
		Hold: func(took time.Duration, entries int) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.hold.record(took)
			s.entries += entries
		},
		Work: func(took time.Duration, _ int) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.busy += took
		},
	})
}

// into sums up. A tick that is under way may still tell of itself.
func (s *sweepsSeen) into(w *Sweep) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Busy, w.Holds, w.Held, w.Hold = s.busy, int(s.hold.total()), s.entries, s.hold.quantiles()
}
