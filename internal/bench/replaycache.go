package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// CacheResult is what a replay through a cache counted.
type CacheResult struct {
	replay.Result
	// Most is the largest number of resident entries that was seen. It is never
	// more than the capacity for larder's own; those of others may evict late.
	Most int
	// Shards is the number of shards of a cache in shards, which may be smaller than
	// was asked for; 0 of others.
	Shards int
}

// Through is how a stream is replayed through a cache.
type Through struct {
	Goroutines int // 1 at least
	Shards     int // of a backend in shards; 0 means its default
}

// Cache replays the stream through a cache of the backend with larder's default
// policy: a Get that misses is followed by a Set. With one goroutine it is waited
// after each Set until it is done, if the cache is a Waiter, so that caches with
// queues are judged at their best (which takes 2 microseconds of the slowest of
// them); with several, rounds of operations are dealt to them that they carry out at
// once, and it is waited between two rounds alone: a cache that evicts late may hold
// more than its capacity within one, and hit more often for it.
//
// Where operations have times to live the cache goes by a clock that shows the
// operations' times. An error wraps ErrInvalid where the result is above the
// optimum, one of larder's own caches holds more than the limits allow, a value is
// another key's or, with one goroutine, past its deadline.
func (r *Replay) Cache(ctx context.Context, b Backend, l replay.Limits, how Through) (CacheResult, error) {
	if err := r.Fits(b, l); err != nil {
		return CacheResult{}, err
	}
	var result CacheResult
	var err error
	if b.NewInt != nil {
		result, err = replayCache(ctx, r, b, b.NewInt, intKey, l, how)
	} else {
		result, err = replayCache(ctx, r, b, b.NewString, stringKey, l, how)
	}
	if err != nil {
		return result, err
	}
	round := 0
	if how.Goroutines > 1 {
		round = how.Goroutines * replayChunk
	}
	return result, r.holdToOptimum(b.Name, result.Result, l, round)
}

// replayer is one replay through a cache.
type replayer[K comparable] struct {
	*Replay
	backend Backend
	limits  replay.Limits
	cache   Cache[K]
	key     func(uint64) K
	clock   *fakeclock.Clock // nil where nothing expires
	now     uint32           // what the clock shows, in seconds of the trace
	most    int
	each    int // of larder's own: how many Sets go before a look; Len adds up all shards
}

func replayCache[K comparable](
	ctx context.Context, r *Replay, b Backend, mk func(Setup) (Cache[K], error), key func(uint64) K, l replay.Limits, how Through,
) (result CacheResult, err error) {
	p := &replayer[K]{Replay: r, backend: b, limits: l, key: key}
	setup := r.setup(b, l, how)
	if r.expires {
		p.clock = fakeclock.New(time.Unix(0, 0).UTC())
		setup.Clock = p.clock
	}
	if p.cache, err = mk(setup); err != nil {
		return result, fmt.Errorf("bench: %s: %w", b.Name, err)
	}
	defer p.cache.Close()
	if c, ok := p.cache.(interface{ Shards() int }); ok {
		result.Shards = c.Shards()
	}
	p.each = max(1, result.Shards)
	if how.Goroutines == 1 {
		result.Result, err = p.sequential(ctx)
	} else {
		result.Result, err = p.concurrent(ctx, how.Goroutines)
	}
	result.Most = p.most
	return result, err
}

// looks is how often a sequential replay looks at a cache whose Len may take long,
// or at the weight.
const looks = 64

// sequential carries out one operation after the other.
func (p *replayer[K]) sequential(ctx context.Context) (replay.Result, error) {
	ops := p.stream.Ops
	count := replay.NewCounter(len(ops), p.warmup)
	waiter, _ := p.cache.(Waiter)
	deadlines := newDeadlines(p.stream, p.clock != nil)
	sets := 0
	for i, op := range ops {
		if i%1024 == 0 && ctx.Err() != nil {
			return replay.Result{}, ctx.Err()
		}
		p.moveTo(i)
		hit, stored, err := p.step(op)
		if err == nil && hit {
			err = deadlines.check(op.Key, p.now)
		}
		if err != nil {
			return replay.Result{}, err
		}
		count.Add(i, op, hit)
		if stored {
			sets++
			deadlines.set(op, p.now)
			if waiter != nil {
				waiter.Wait()
			}
		}
		if stored && p.backend.Own && sets%p.each == 0 {
			if err := p.look(false); err != nil {
				return replay.Result{}, fmt.Errorf("%w, after operation %d", err, i+1)
			}
		}
		if i%max(1, len(ops)/looks) == 0 || i == len(ops)-1 {
			if err := p.look(true); err != nil {
				return replay.Result{}, fmt.Errorf("%w, after operation %d", err, i+1)
			}
		}
	}
	return count.Result, nil
}

// step carries out one operation, and reports a hit and whether a value was given
// to the cache.
func (p *replayer[K]) step(op workload.Op) (hit, stored bool, err error) {
	key := p.key(uint64(op.Key))
	switch op.Kind {
	case workload.Delete:
		p.cache.Delete(key)
		return false, false, nil
	case workload.Get:
		if v, ok := p.cache.Get(key); ok {
			if !tells(v, op.Key) {
				return false, false, wrongValue("Get", key, v)
			}
			return true, false, nil
		}
	}
	ttl := larder.DefaultTTL
	if op.TTL > 0 {
		ttl = time.Duration(op.TTL) * time.Millisecond
	}
	err = p.cache.Set(key, standIn(op), ttl)
	if p.limits.MaxWeight > 0 && errors.Is(err, larder.ErrTooLarge) {
		return false, false, nil
	}
	if err != nil {
		return false, false, failedSet(key, err)
	}
	return false, true, nil
}

// look compares what the cache holds with the limits, with the weights too if all.
func (p *replayer[K]) look(all bool) error {
	n := p.cache.Len()
	p.most = max(p.most, n)
	if !p.backend.Own {
		return nil
	}
	if p.limits.Capacity > 0 && n > p.limits.Capacity {
		return fmt.Errorf("%w: %s holds %d entries with a capacity of %d", ErrInvalid, p.backend.Name, n, p.limits.Capacity)
	}
	if !all || p.limits.MaxWeight == 0 {
		return nil
	}
	weight := int64(0)
	if it, ok := p.cache.(Iterator[K]); ok {
		for _, v := range it.All() {
			weight += weightOf(v)
		}
	}
	if weight > p.limits.MaxWeight {
		return fmt.Errorf("%w: what %s holds weighs %d, and %d is the most", ErrInvalid, p.backend.Name, weight, p.limits.MaxWeight)
	}
	return nil
}

// moveTo has the clock show the time of an operation. It stays where the recorder's
// clock stepped back.
func (p *replayer[K]) moveTo(at int) {
	if p.clock == nil {
		return
	}
	if at == 0 {
		p.now = p.times[0]
	}
	if t := p.times[at]; t > p.now {
		p.clock.Advance(time.Duration(t-p.now) * time.Second)
		p.now = t
	}
}
