package cachetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// History is a concurrent history of Get, Set and Delete on a cache, of SetIf where
// the cache is a larder.Conditional and nothing expires, and of Clear and Snapshot
// if that is asked for: how it is made, and, with Check, whether the cache was
// linearizable in it. Its zero value is 4 clients that do nothing.
type History struct {
	Clients int    // goroutines; 0 means 4, and 3 with Whole
	Keys    int    // 0 means 16; with Whole it means 4, and 8 is the most
	Ops     int    // operations of all clients together
	KeySize int    // bytes; keys are padded to it. Looking up long ones takes long, which makes for collisions
	Expiry  bool   // entries expire meanwhile, and are swept; not with Whole
	Whole   bool   // Clear and Snapshot as well, where the cache has them, which are decided for all keys at once
	Bounds  bool   // caches have a capacity of half the keys, and all policies take turns; not with Whole or Churn
	Churn   bool   // other keys come and go meanwhile, so that the cache grows and shrinks
	Seed    uint64 // of the choice of operations; how they interleave is chance
}

// record is one operation of a history. It serves the checker as input, as
// output and, for a Set, as state.
type record struct {
	kind      opKind // opGet, opSet, opDelete, opSetIf; with History.Whole also opClear and opSnapshot
	key       int
	value     int           // set, or returned by Get
	found     bool          // by Get, Delete or SetIf
	old       int           // found by SetIf
	agree     bool          // what allow of SetIf returns, and SetIf is to return
	ttl       time.Duration // of a Set
	shown     contents      // by a Snapshot
	call, end int64         // real time, in nanoseconds since the history began
	// What the cache's clock showed before and after, since start.
	early, late time.Duration
}

func (r *record) String() string {
	var what string
	switch r.kind {
	case opSet:
		what = fmt.Sprintf("Set(%d, %v)", r.value, r.ttl)
	case opGet:
		what = fmt.Sprintf("Get() = %d, %t", r.value, r.found)
	case opSetIf:
		what = fmt.Sprintf("SetIf(%d) where there is %d, %t: %t", r.value, r.old, r.found, r.agree)
	case opClear:
		what = "Clear()"
	case opSnapshot:
		what = fmt.Sprintf("Snapshot() of %v", r.shown)
	default:
		what = fmt.Sprintf("Delete() = %t", r.found)
	}
	if r.kind != opClear && r.kind != opSnapshot {
		what = numbered(r.key) + " " + what
	}
	return fmt.Sprintf("from %d to %d ns, clock %v to %v: %s", r.call, r.end, r.early, r.late, what)
}

// recording returns what n operations on a new cache did: the batch-th.
func (h History) recording(new Factory[string, int], n, batch int) ([][]record, error) {
	clock := newClock(start)
	clock.restless = true
	o := options{Clock: clock}
	switch {
	case h.Expiry:
		o.SweepInterval = time.Millisecond
	case batch%2 == 1: // a cache reads the system's clock seldom: other ways through it
		o.Clock = nil
	}
	if h.Bounds {
		policies := larder.Policies()
		o.Capacity, o.Policy = max(h.Keys/2, 1), policies[batch/2%len(policies)] // with either clock
	}
	cache, err := new(o)
	if err != nil {
		return nil, fmt.Errorf("the constructor refuses %+v: %w", o, err)
	}
	if cache == nil {
		return nil, errors.New("the constructor returned neither a cache nor an error")
	}
	defer cache.Close()

	records := make([][]record, h.Clients)
	for client := range records {
		random := rand.New(rand.NewPCG(h.Seed+uint64(batch), uint64(client)))
		if h.Whole {
			records[client] = h.planWhole(random, client, n/h.Clients, batch, offered(cache))
		} else {
			_, conditional := cache.(larder.Conditional[string, int])
			records[client] = h.plan(random, client, n/h.Clients, conditional && !h.Expiry)
		}
	}
	var clients, others sync.WaitGroup
	var over atomic.Bool
	defer others.Wait()
	defer over.Store(true)
	if h.Churn {
		var sets atomic.Int64
		others.Go(func() { churn(cache, &sets, over.Load) })
		awaitChurn(&sets, batch)
	}
	var failure atomic.Pointer[error]
	var waiting atomic.Int64
	begin := time.Now()
	for client := range records {
		clients.Go(func() {
			for waiting.Add(1); waiting.Load() < int64(h.Clients); { // all begin at once
				runtime.Gosched()
			}
			if err := perform(cache, clock, begin, h.keys(), records[client]); err != nil {
				failure.Store(&err)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		clients.Wait()
		close(done)
	}()
	if h.Expiry {
		advance(clock, done)
	}
	<-done
	if err := failure.Load(); err != nil {
		return nil, *err
	}
	return records, nil
}

// plan chooses the operations of one client. Values are unique in a history.
//
// An entry that SetIf has found to be live may have expired to another before SetIf
// replaces it: so where entries expire, there is none.
func (h History) plan(random *rand.Rand, client, n int, conditional bool) []record {
	records := make([]record, n)
	for i := range records {
		r := &records[i]
		r.key = random.IntN(h.Keys)
		switch draw := random.IntN(10); {
		case draw < 5:
			r.kind = opGet
		case draw < 8:
			r.kind = opSet
			r.value = i*h.Clients + client + 1
			r.ttl = hour // finite, for the clock to be read
			if h.Expiry && draw < 7 {
				r.ttl = time.Duration(random.IntN(4*longestStep) + 1)
			}
			if conditional && random.IntN(2) == 0 {
				r.kind, r.agree = opSetIf, random.IntN(3) > 0
			}
		default:
			r.kind = opDelete
		}
	}
	return records
}

// keys returns the keys, as copies of their own.
func (h History) keys() []string {
	keys := make([]string, h.Keys)
	for i := range keys {
		keys[i] = fmt.Sprintf("%-*s", h.KeySize, numbered(i))
	}
	return keys
}

// perform does what was planned and completes the records.
func perform(cache larder.Cache[string, int], clock *clock, begin time.Time, keys []string, records []record) error {
	for i := range records {
		r := &records[i]
		key := keys[r.key]
		if rand.IntN(8) == 0 {
			runtime.Gosched() // where cores are few, clients would take turns of milliseconds
		}
		var snapshot larder.Snapshot[string, int]
		r.early = clock.Clock.Now().Sub(start)
		r.call = int64(time.Since(begin))
		switch r.kind {
		case opGet:
			r.value, r.found = cache.Get(key)
		case opSet:
			if err := cache.Set(key, r.value, r.ttl); err != nil {
				return fmt.Errorf("Set(%s, %d, %v) = %w", brief(key), r.value, r.ttl, err)
			}
		case opSetIf:
			if err := r.setIf(cache.(larder.Conditional[string, int]), key); err != nil {
				return err
			}
		case opDelete:
			r.found = cache.Delete(key)
		case opClear:
			cache.(larder.Clearer).Clear()
		case opSnapshot:
			snapshot = cache.(larder.Snapshotter[string, int]).Snapshot()
		}
		r.end = int64(time.Since(begin))
		r.late = clock.Clock.Now().Sub(start)
		if snapshot != nil {
			if err := r.read(snapshot, keys); err != nil {
				return err
			}
		}
	}
	return nil
}

// setIf performs a SetIf.
func (r *record) setIf(cache larder.Conditional[string, int], key string) error {
	stored, err := cache.SetIf(key, r.value, r.ttl, nil, func(old int, live bool) bool {
		r.old, r.found = old, live
		if rand.IntN(4) == 0 {
			runtime.Gosched()
		}
		return r.agree
	})
	if stored != r.agree || err != nil {
		return fmt.Errorf("SetIf(%s, %d, %v) = %t, %w, and allow returned %t", brief(key), r.value, r.ttl, stored, err, r.agree)
	}
	return nil
}

// longestStep is by how much, in nanoseconds, the clock of a history with
// expiry moves at most in one go: times to live are a few steps, as a key is
// written every few operations.
const longestStep = 50_000

// advance moves the clock on until done.
func advance(clock *clock, done <-chan struct{}) {
	random := rand.New(rand.NewPCG(0, 0))
	for {
		select {
		case <-done:
			return
		default:
			clock.Advance(time.Duration(random.IntN(longestStep)))
			runtime.Gosched()
		}
	}
}
