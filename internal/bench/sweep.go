package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"
)

// Sweep is what it costs that the entries of a cache expire: what those who write
// and read beside it feel, what the sweeper does, and what it leaves behind.
type Sweep struct {
	Get, Set, Late             Quantiles // Gets of a reader, Sets of the loop, and these from when they were due
	IdleGet, IdleSet, IdleLate Quantiles // the same on a cache of which nothing expires
	Pause                      Quantiles // as Late, of a loop that does nothing: what is in it is not the cache's
	Due, Begun                 int       // operations of the loop

	// Of larder's own backends alone: what the sweeper did.
	Watched bool
	// Tells tells whether its cache keeps statistics.
	Tells bool
	Busy  time.Duration // in ticks
	Holds int           // of locks
	Held  int           // entries that were looked at or removed meanwhile
	Hold  Quantiles
	Told  time.Duration // longest lag that Stats told

	Overdue    int       // the most entries past their deadline that were resident at once
	EntryBytes float64   // of the key and value of an entry, on average
	Lag        Quantiles // for how long the longest overdue entry is at least, by looks
	DeadGets   uint64    // Gets of entries that were certainly past their deadline; none may hit
}

const (
	// leastLead is the least time between the filling of a cache and the first
	// deadline, for the collector.
	leastLead = 100 * time.Millisecond

	// idleTTL is the time to live of entries that are not to expire.
	idleTTL = time.Hour

	// longestRun is what a sample may take at most for the deadlines in it to
	// be told apart.
	longestRun = 10 * time.Minute
)

// sweeps measures a loop and a reader twice: on a cache of which nothing expires,
// and on one whose entries do.
func (s *sampler[K]) sweeps(ctx context.Context) (o Outcome, err error) {
	o.Sweep.EntryBytes = s.material.entryBytes(s.work.Expiring.Entries)
	took, err := s.unswept(ctx, &o.Sweep)
	if err != nil {
		return o, err
	}
	for lead := 2*took + s.warm() + leastLead; ; lead *= 2 {
		inTime, err := s.swept(ctx, &o, lead)
		if err != nil || inTime {
			return o, err
		}
		if lead > longestRun/2 {
			return o, fmt.Errorf("%w: the cache cannot be filled within %v", ErrInvalid, lead)
		}
	}
}

// warm is for how long the loop runs before it is measured.
func (s *sampler[K]) warm() time.Duration { return s.plan.Duration / 10 }

// unswept measures what nothing expires beside, and what a loop that does nothing
// feels. It returns how long it took to fill the cache.
func (s *sampler[K]) unswept(ctx context.Context, w *Sweep) (time.Duration, error) {
	e, err := s.expiry(idleTTL)
	if err != nil {
		return 0, err
	}
	defer e.cache.Close()
	e.idle = true
	if err := e.fill(ctx, 0); err != nil {
		return 0, err
	}
	took := e.now()
	runtime.GC()
	pause := openLoop{arrivals: constantly(s.plan.Rate), duration: s.plan.Duration / 2}
	if err := e.run(ctx, &pause, idle{}, new(histogram), nil); err != nil {
		return 0, err
	}
	w.Pause = pause.latency.quantiles()
	op := &expiryLoop[K]{expiry: e}
	if err := e.run(ctx, s.loop(s.warm()), op, new(histogram), nil); err != nil {
		return 0, err
	}
	op.calls = histogram{}
	loop, reads := s.loop(s.plan.Duration), new(histogram)
	if err := e.run(ctx, loop, op, reads, &gauge[K]{expiry: e}); err != nil {
		return 0, err
	}
	w.IdleGet, w.IdleSet, w.IdleLate = reads.quantiles(), op.calls.quantiles(), loop.latency.quantiles()
	return took, nil
}

// swept measures what entries expire beside, the first of them lead after it is
// called. It returns false if filling the cache takes longer than that.
func (s *sampler[K]) swept(ctx context.Context, o *Outcome, lead time.Duration) (inTime bool, err error) {
	e, err := s.expiry(s.cell.setup.TTL)
	if err != nil {
		return false, err
	}
	defer e.cache.Close()
	if err := e.fill(ctx, lead); err != nil {
		return false, err
	}
	runtime.GC()
	warm := s.warm()
	if e.kind.Filled {
		if warm = lead - e.now(); warm < s.warm()/2 {
			return false, nil
		}
	}
	op := &expiryLoop[K]{expiry: e}
	if err := e.run(ctx, s.loop(warm), op, new(histogram), nil); err != nil {
		return false, err
	}
	op.calls, op.gets, op.hits, op.sets = histogram{}, 0, 0, 0
	loop, reads, g, seen := s.loop(s.plan.Duration), new(histogram), &gauge[K]{expiry: e}, new(sweepsSeen)
	stop := seen.watch()
	err = e.run(ctx, loop, op, reads, g)
	stop()
	if err != nil {
		return false, err
	}
	o.Elapsed, o.Sets, o.Gets, o.Hits = s.plan.Duration, op.sets, reads.total()+op.gets, reads.total()+op.hits
	w := &o.Sweep
	w.Get, w.Set, w.Late = reads.quantiles(), op.calls.quantiles(), loop.latency.quantiles()
	w.Due, w.Begun = loop.due, loop.begun
	w.Overdue, w.Lag, w.Told = g.most, g.lags.quantiles(), g.told
	w.DeadGets = e.deadGet.Load()
	w.Tells = !s.cell.setup.NoStats
	if w.Watched = s.cell.backend.Own; w.Watched {
		seen.into(w)
	}
	return true, e.check(s.work)
}

func (s *sampler[K]) loop(d time.Duration) *openLoop {
	return &openLoop{arrivals: constantly(s.plan.Rate), duration: d}
}

// expiry opens a cache whose usual time to live is ttl. Its time begins now.
func (s *sampler[K]) expiry(ttl time.Duration) (*expiry[K], error) {
	setup := s.cell.setup
	setup.TTL = ttl
	cache, err := s.open(setup)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	return &expiry[K]{
		material: s.material, cache: cache, kind: s.work.Expiring, ops: s.work.Stream.Ops, usual: ttl, rate: s.plan.Rate,
		random: rand.New(rand.NewPCG(s.work.Source.Seed, 1)),
		ledger: newLedger(len(s.material.stored), longestRun, s.plan.Slack),
		now:    func() time.Duration { return time.Since(begin) },
	}, nil
}

// entryBytes returns what the keys and values of the first entries have on average,
// without what a cache adds to them.
func (m *material[K]) entryBytes(entries int) float64 {
	total := 0
	for i := range entries {
		total += len(m.values[i])
		if text, ok := any(m.stored[i]).(string); ok {
			total += len(text)
		} else {
			total += 8
		}
	}
	return float64(total) / float64(max(entries, 1))
}
