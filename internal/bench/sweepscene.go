package bench

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/workload"
)

// expiry is a cache of which entries expire, and what goes on beside that. Keys
// below kind.Entries are those of the entries, the others are the bystanders'.
type expiry[K comparable] struct {
	*material[K]
	cache  Cache[K]
	kind   Expiring
	ops    []workload.Op // tell the times to live, where they are mixed
	usual  time.Duration // time to live of what is set with larder.DefaultTTL
	rate   int           // of the loop's operations
	random *rand.Rand    // the loop's
	ledger *ledger
	now    func() time.Duration

	idle    bool // nothing is to expire: all have the usual time to live
	deadGet atomic.Uint64
	deadHit atomic.Uint64
}

// fill sets the bystanders and, where the workload begins with them, the entries,
// so that their lives begin at begin whenever they are set. The order is random: a
// sweeper that goes through a cache as it was filled must not meet all bystanders
// at first.
func (e *expiry[K]) fill(ctx context.Context, begin time.Duration) error {
	wait := func() {}
	if w, ok := e.cache.(Waiter); ok {
		wait = w.Wait
	}
	first := e.kind.Entries
	if e.kind.Filled {
		first = 0
	}
	for i, offset := range e.random.Perm(len(e.stored) - first) {
		if i%1024 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			wait()
		}
		key := first + offset
		if err := e.set(key, e.lifetime(key, begin)); err != nil {
			return err
		}
	}
	wait()
	return nil
}

// lifetime returns the time to live with which a key is set before begin.
func (e *expiry[K]) lifetime(key int, begin time.Duration) time.Duration {
	switch {
	case key >= e.kind.Entries:
		return larder.NoExpiry
	case !e.kind.Mixed || e.idle:
		return larder.DefaultTTL
	}
	drawn := time.Duration(e.ops[key%len(e.ops)].TTL) * time.Millisecond
	return max(begin-e.now(), 0) + drawn
}

// set sets an entry and writes down how long it lives.
func (e *expiry[K]) set(key int, ttl time.Duration) error {
	e.ledger.begin(key)
	if err := e.cache.Set(e.stored[key], e.values[key], ttl); err != nil {
		return failedSet(e.stored[key], err)
	}
	e.ledger.end(key, e.deadline(ttl))
	return nil
}

// deadline returns the latest one of an entry that was just set.
func (e *expiry[K]) deadline(ttl time.Duration) time.Duration {
	switch ttl {
	case larder.NoExpiry:
		return forever
	case larder.DefaultTTL:
		ttl = e.usual
	}
	return e.now() + ttl
}

// probe looks an entry up if it is dead, and counts it if it is served.
func (e *expiry[K]) probe(key int) {
	if e.ledger.dead(key, e.now()) {
		_, ok := e.cache.Get(e.read[key])
		e.judge(key, ok)
	}
}

// judge is told whether a Get found an entry that was dead before it.
func (e *expiry[K]) judge(key int, found bool) {
	e.deadGet.Add(1)
	if found && e.ledger.dead(key, e.now()) {
		e.deadHit.Add(1)
	}
}

// check returns an error if entries were served after their deadline, or the cache
// holds what it cannot.
func (e *expiry[K]) check(w *Work) error {
	if n := e.deadHit.Load(); n > 0 {
		return fmt.Errorf("%w: %d of %d Gets of entries that were more than %v past their deadline found them", ErrInvalid, n, e.deadGet.Load(), e.ledger.slack)
	}
	return w.checkResident(e.cache.Len())
}

// run runs a loop beside a reader, and beside a gauge unless that is nil.
func (e *expiry[K]) run(ctx context.Context, loop *openLoop, op operation, reads *histogram, g *gauge[K]) error {
	var stop atomic.Bool
	end := make(chan struct{})
	defer context.AfterFunc(ctx, func() { stop.Store(true) })()
	var others sync.WaitGroup
	var reader error
	reading := make(chan struct{})
	others.Go(func() {
		close(reading)
		if reader = e.look(reads, &stop); reader != nil {
			stop.Store(true)
		}
	})
	if g != nil {
		others.Go(func() { g.watch(end) })
	}
	<-reading
	err := loop.run(op, &stop)
	stop.Store(true)
	close(end)
	others.Wait()
	return cmp.Or(ctx.Err(), err, reader)
}

// look looks bystanders up, all alike, one at least, and times each Get.
func (e *expiry[K]) look(reads *histogram, stop *atomic.Bool) error {
	random := rand.New(rand.NewPCG(2, uint64(e.kind.Entries)))
	begin := time.Now()
	for i := 0; i == 0 || !stop.Load(); i++ {
		if i%breath == 0 {
			runtime.Gosched()
		}
		number := e.kind.Entries + random.IntN(len(e.stored)-e.kind.Entries)
		key := e.read[number]
		start := time.Since(begin)
		v, ok := e.cache.Get(key)
		end := time.Since(begin)
		switch {
		case !ok:
			return fmt.Errorf("%w: Get(%v) finds nothing, and the entry does not expire", ErrInvalid, key)
		case !tells(v, uint32(number)):
			return wrongValue("Get", key, v)
		}
		reads.record(end - start)
	}
	return nil
}
