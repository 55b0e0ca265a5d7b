package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// memory fills a cache and tells what it takes beyond the keys and values, which
// are made beforehand and stay alive: the heap after the collector has run, minus
// the heap before the cache was made and, of one that keeps copies, minus those; and
// the same of the memory that the system has given. Then it overwrites every entry,
// once to let
// the cache settle and once to count what that allocates.
//
// A bounded cache gets as many keys more as it has room for: what a policy keeps of
// keys that are not resident is there only after some had to leave.
func (s *sampler[K]) memory(ctx context.Context) (o Outcome, err error) {
	limited := s.cell.setup.Capacity > 0
	s.material = s.material.first(s.work.Stream.Keys + s.cell.setup.Capacity)
	before, residentBefore := heap(), resident()
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	if limited {
		o.Entries = cache.Len()
		o.Bound.Resident = o.Entries
		err = s.cell.checkBound(o.Bound)
	} else {
		o.Entries = s.work.Stream.Keys
		err = s.complete(ctx, cache)
	}
	if err != nil {
		return o, err
	}
	o.HeapBytes = heap() - before
	o.Resident = resident().since(residentBefore)

	if limited {
		if s.material, err = s.resident(ctx, cache, o.Entries); err != nil {
			return o, err
		}
	}
	if s.cell.backend.Copies {
		copies := s.material.bytes()
		o.HeapBytes -= copies
		o.Resident.Bytes -= copies
	}
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	var first, last runtime.MemStats
	runtime.ReadMemStats(&first)
	start := time.Now()
	err = s.fill(ctx, cache)
	o.Elapsed = time.Since(start)
	runtime.ReadMemStats(&last)
	o.Sets = uint64(len(s.material.stored))
	o.Bytes, o.Allocs = last.TotalAlloc-first.TotalAlloc, last.Mallocs-first.Mallocs
	return o, err
}

// heap returns the bytes of all objects that are alive. The second collection
// frees what the first found to be cached (sync.Pool) or had finalizers.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// rounds is how often what is missing is stored again before a cache is said to
// lose entries.
const rounds = 10

// complete stores again what is missing: caches that store in the background may
// drop what comes too fast, and a figure by entry needs them all.
func (s *sampler[K]) complete(ctx context.Context, cache Cache[K]) error {
	m, ops := s.material, s.work.Stream.Ops
	missing := 0
	for range rounds {
		missing = 0
		for i, key := range m.read {
			if i%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			v, ok := cache.Get(key)
			if ok && !tells(v, uint32(i)) {
				return wrongValue("Get", key, v)
			}
			if ok {
				continue
			}
			missing++
			ttl := time.Duration(ops[i%len(ops)].TTL) * time.Millisecond
			if err := cache.Set(m.stored[i], m.values[i], ttl); err != nil {
				return failedSet(key, err)
			}
		}
		if w, ok := cache.(Waiter); ok {
			w.Wait()
		}
		if missing == 0 {
			return s.work.checkResident(cache.Len())
		}
	}
	return fmt.Errorf("%w: of %d entries %d are missing after they were stored %d times", ErrInvalid, len(m.stored), missing, rounds)
}

// Overhead returns the bytes by entry that the cache takes beyond those of the
// keys and values.
func (o Outcome) Overhead() float64 { return float64(o.HeapBytes) / float64(max(o.Entries, 1)) }
