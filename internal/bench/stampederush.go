package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/larder-go/larder/loader"
)

// rush takes one sample.
type rush struct {
	Stampede
	cell StampedeCell
	zero time.Time // of all times of the sample
}

func (r *rush) now() time.Duration { return time.Since(r.zero) }

// window is for how long a value may be served after its TTL.
func (r *rush) window() time.Duration {
	if r.Window > 0 {
		return r.Window
	}
	return r.TTL
}

// soft is for how long a caller waits where there is an old value.
func (r *rush) soft() time.Duration {
	if r.Soft > 0 {
		return r.Soft
	}
	return max(r.cell.Latency/5, 1)
}

func (r *rush) take(ctx context.Context) (o StampedeOutcome, err error) {
	o.Elapsed, o.TTL = r.Duration, r.TTL
	r.zero = time.Now()
	if err := r.cold(ctx, &o); err != nil {
		return o, err
	}
	return o, r.hot(ctx, &o)
}

// open returns a cache that is empty, and where it gets its values, without errors.
func (r *rush) open() (asker, *origin, error) {
	from := &origin{latency: r.cell.Latency, spread: r.Spread, seed: r.Seed, now: r.now}
	cache, err := r.cell.Protection.open(r, from)
	return cache, from, err
}

// cold has all goroutines ask at once for what is not there. No load fails.
func (r *rush) cold(ctx context.Context, o *StampedeOutcome) error {
	cache, from, err := r.open()
	if err != nil {
		return err
	}
	defer cache.Close()
	all, ctx := errgroup.WithContext(ctx)
	gate := make(chan struct{})
	for range r.cell.Goroutines {
		all.Go(func() error {
			<-gate
			start := r.now()
			g, err := cache.ask(ctx, hotKey)
			return r.check(hotKey, g, err, start)
		})
	}
	begin := r.now()
	close(gate)
	if err := all.Wait(); err != nil {
		return err
	}
	o.ColdWait, o.ColdLoads = r.now()-begin, int(from.hot.Load())
	return r.peak(from)
}

// hot has all goroutines ask again and again for what is there at first, and is
// gone, or old, after each TTL.
func (r *rush) hot(ctx context.Context, o *StampedeOutcome) error {
	cache, from, err := r.open()
	if err != nil {
		return err
	}
	defer cache.Close()
	if _, err := cache.ask(ctx, hotKey); err != nil {
		return err
	}
	from.errors.Store(&r.cell.Errors)
	from.most.Store(0)
	before, hotBefore := from.number.Load(), from.hot.Load()

	var counts tallies
	var begin atomic.Int64
	all, ctx := errgroup.WithContext(ctx)
	gate := make(chan struct{})
	for i := range r.cell.Goroutines {
		all.Go(func() error {
			<-gate
			return r.caller(ctx, cache, i, time.Duration(begin.Load()), counts.of(i))
		})
	}
	begin.Store(int64(r.now()))
	close(gate)
	if err := all.Wait(); err != nil {
		return err
	}
	counts.into(o)
	o.Loads, o.AllLoads, o.Peak = int(from.hot.Load()-hotBefore), int(from.number.Load()-before), int(from.most.Load())
	return r.peak(from)
}

// caller is one goroutine's open loop. Its calls are due a fixed time apart,
// whatever becomes of them, and those of all goroutines evenly spread: who spins
// would keep the loads from running, of which a thousand goroutines on two
// processors notice more than of any cache. What is due and not begun at the end
// counts as if it had ended then, as in openLoop.
func (r *rush) caller(ctx context.Context, cache asker, number int, begin time.Duration, count *callTally) error {
	random := rand.New(rand.NewPCG(r.Seed, uint64(number)))
	due := time.Duration(float64(r.Every) * float64(number) / float64(r.cell.Goroutines))
	for ; due < r.Duration; due += r.Every {
		if err := pause(ctx, begin+due-r.now()); err != nil {
			return err
		}
		start := r.now()
		if start-begin >= r.Duration {
			break
		}
		key := r.key(random)
		g, err := cache.ask(ctx, key)
		end := r.now()
		if err := r.check(key, g, err, start); err != nil {
			return err
		}
		var age time.Duration
		if g != nil {
			age = max(start-g.made, 0)
		}
		count.ended(end-begin-due, age, age >= r.TTL && !r.cell.Protection.Floor, err != nil)
	}
	for end := r.now(); due < r.Duration; due += r.Every {
		count.missed(end - begin - due)
	}
	return nil
}

// key returns what a call asks for.
func (r *rush) key(random *rand.Rand) int {
	if r.Keys == 0 || random.IntN(10) > 0 {
		return hotKey
	}
	return 1 + random.IntN(r.Keys)
}

// check returns an error that wraps ErrInvalid if a call that was begun at start may
// not have ended so. A value that is given while one waits may not be older than it
// was allowed to be when the wait began.
func (r *rush) check(key int, g *goods, err error, start time.Duration) error {
	p := r.cell.Protection
	most := r.TTL
	if p.serves {
		most += r.window()
	}
	switch {
	case errors.Is(err, errOrigin), errors.Is(err, loader.ErrTimeout):
		return nil // counted: the caller got an error
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return fmt.Errorf("%w: a call failed: %w", ErrInvalid, err)
	case g == nil || g.key != key:
		return fmt.Errorf("%w: wrong value of key %d: %+v", ErrInvalid, key, g)
	case !p.Floor && start-g.made > most+r.Slack:
		return fmt.Errorf("%w: a value was served %v after its load, and %v are allowed, with %v for a busy machine; give more of that (-slack) if nothing else is wrong",
			ErrInvalid, start-g.made, most, r.Slack)
	}
	return nil
}

// peak returns an error that wraps ErrInvalid if there were more loads at once than
// the protection promises.
func (r *rush) peak(from *origin) error {
	if most := from.most.Load(); r.cell.Protection.alone && most > 1 {
		return fmt.Errorf("%w: %d loads of one key at once", ErrInvalid, most)
	}
	return nil
}
