package loader

import (
	"context"
	"errors"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/flight"
)

// call is a load in progress of one key.
type call[K comparable, V any] = flight.Call[K, outcome[V]]

// outcome is how a load of one key ended.
type outcome[V any] struct {
	value V
	err   error
	tags  []*tag // of the value
	since uint64 // the number of the last invalidation of a tag before the load began
}

// outdated reports whether the value may have been invalidated, by a tag of it, before
// the number was asked: then it may only be given to who had asked before that. Of
// several invalidations of a tag only the last is known. So where that came later, an
// earlier one may not have; who then asks again in vain gets a load that began after
// it had asked, and so not a third.
func (o *outcome[V]) outdated(asked uint64) bool {
	return asked > o.since && invalidated(o.tags, o.since)
}

// again reports whether the outcome is not for who asked when the number was asked.
func (o *outcome[V]) again(asked uint64) bool {
	return o.err == nil && o.outdated(asked) || errors.Is(o.err, errBusy)
}

// job is one execution of a load function, for one key or for many.
type job[K comparable, V any] struct {
	c     *Cache[K, V]
	run   *flight.Run
	calls []*call[K, V]
	load  BulkFunc[K, V]

	background bool  // nobody waits, or nobody did
	forced     bool  // whatever is there
	seen       int64 // until of the item that was due; of a background job that is not forced

	since  uint64         // see outcome
	before map[K]*Item[V] // what was there when the load began; nil if nothing was

	late atomic.Bool // Options.LoadTimeout has passed
}

// alone is a load function for one key as one for many.
func alone[K comparable, V any](load Func[K, V]) BulkFunc[K, V] {
	return func(ctx context.Context, keys []K) (map[K]Loaded[V], error) {
		l, err := load(ctx, keys[0])
		return map[K]Loaded[V]{keys[0]: l}, err
	}
}

// single is the other way round.
func single[K comparable, V any](load BulkFunc[K, V]) Func[K, V] {
	return func(ctx context.Context, key K) (l Loaded[V], err error) {
		values, err := load(ctx, []K{key})
		l, ok := values[key]
		if !ok && err == nil {
			err = larder.ErrNotFound
		}
		return l, err
	}
}

// begin starts a job, or ends its calls where the cache is closed.
func (c *Cache[K, V]) begin(j *job[K, V]) {
	j.c, j.run = c, j.calls[0].Run
	if !c.flights.Begin(j.run) {
		j.settleAll(larder.ErrClosed)
		j.run.Cancel(larder.ErrClosed)
		return
	}
	j.since = c.tags.number.Load()
	go j.do()
}

// refresh starts a load of an item that is due in the background, unless one is in
// progress or it is too early for another try.
func (c *Cache[K, V]) refresh(ctx context.Context, key K, load Func[K, V], it *Item[V]) {
	if load == nil {
		load = c.o.Load
	}
	if load == nil || c.resting(key) || c.slots != nil && len(c.slots) == cap(c.slots) {
		return
	}
	if ctx == nil {
		ctx = context.Background()
	}
	if lead := c.flights.Start(flight.Ask(ctx), key); lead != nil {
		c.begin(&job[K, V]{calls: []*call[K, V]{lead}, load: alone(load), background: true, seen: it.until})
	}
}

// do runs the job on a goroutine of its own. Whatever happens to the load function,
// and to the functions of the user's that are called as its values are stored, every
// call is settled, and the run is ended.
func (j *job[K, V]) do() {
	c := j.c
	defer c.flights.End(j.run)
	defer j.run.Cancel(context.Canceled)
	settled := false
	defer func() {
		if settled {
			return
		}
		err := ErrExited
		if p := recover(); p != nil {
			err = &PanicError{Value: p, Stack: debug.Stack()}
		}
		j.settleAll(err) // those that are not
	}()
	stop := j.limit()
	defer stop()
	if values, took, err, missing := j.call(stop); missing {
		j.settle(values, err, took)
	}
	settled = true
}

// call waits for the job's turn, looks whether it is needed, and calls the load function.
// What becomes of that is its result. missing is false where the function was not needed, or
// has got no turn: then the calls are settled.
func (j *job[K, V]) call(stop func()) (values map[K]Loaded[V], took time.Duration, err error, missing bool) {
	c := j.c
	release, err := j.slot()
	if err != nil {
		j.settleAll(err)
		return nil, 0, nil, false
	}
	defer release()
	missed := j.stillMissing()
	if len(missed) == 0 {
		return nil, 0, nil, false
	}
	j.calls = missed
	c.counts.running.Add(1)
	c.counts.add(&c.counts.loads, 1)
	c.counts.add(&c.counts.loadedKeys, int64(len(j.calls)))
	for _, call := range j.calls {
		c.emit(EventLoadStarted, call.Key)
	}
	began, returned := c.time.now(), false
	defer func() {
		c.counts.running.Add(-1)
		stop() // storing the values is not part of the load
		took = time.Duration(c.time.now() - began)
		if returned {
			return
		}
		if p := recover(); p != nil {
			err, missing = &PanicError{Value: p, Stack: debug.Stack()}, true
			return
		}
		j.settle(nil, ErrExited, took) // the goroutine is ending
	}()
	values, err = j.load(j.context(), keysOf(j.calls))
	returned = true
	return values, took, err, true
}

// slot waits for the load's turn. A load that others wait for which have theirs takes none.
func (j *job[K, V]) slot() (release func(), err error) {
	slots := j.c.slots
	if slots == nil {
		return func() {}, nil
	}
	if j.background {
		select {
		case slots <- struct{}{}:
			return func() { <-slots }, nil
		default:
			return nil, errBusy
		}
	}
	select {
	case <-j.run.Urgent():
		return func() {}, nil
	default:
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-j.run.Urgent():
		return func() {}, nil
	case <-j.run.Context().Done():
		return nil, context.Cause(j.run.Context())
	}
}

// errBusy ends a load in the background that found no room. Nobody waits for it, or
// else it would not be in the background; who joined it since asks again.
var errBusy = errors.New("loader: Options.MaxLoads loads are running")

// limit ends the wait for the load, and its context, after Options.LoadTimeout. What
// it returns after that is stored if nothing newer has come.
func (j *job[K, V]) limit() (stop func()) {
	c := j.c
	if c.o.LoadTimeout == larder.NoExpiry {
		return func() {}
	}
	calls := j.calls
	stopTimer := c.time.afterFunc(c.o.LoadTimeout, func() {
		j.late.Store(true)
		j.run.Cancel(ErrTimeout)
		c.counts.add(&c.counts.spent, 1)
		for _, call := range calls {
			select {
			case <-call.Done():
				continue
			default:
			}
			c.counts.add(&c.counts.loadErrors, 1)
			c.remember(call, ErrTimeout, c.fallback(call.Key) != nil)
			c.emit(EventLoadTimedOut, call.Key)
			c.flights.Settle(call, outcome[V]{err: ErrTimeout}, false)
		}
	})
	return func() { stopTimer() }
}

// stillMissing settles the calls whose value has come since somebody looked, and
// returns the others: a load that was in progress then may have ended before the call
// came into being.
func (j *job[K, V]) stillMissing() (missing []*call[K, V]) {
	c := j.c
	c.reports.holdForJob()
	defer func() {
		if calls := c.reports.releaseForJob(); len(calls) > 0 {
			go quietly(func() { callAll(calls) }) // the job's keys are not settled: here they might wait for it
		}
	}()
	for _, call := range j.calls {
		it, found := c.probe(call.Key)
		st := gone
		if found {
			st = c.stateOf(&it, c.time.now(), false)
		}
		if j.come(st, &it) {
			c.flights.Settle(call, it.outcome(), true)
			continue
		}
		if st != gone {
			if j.before == nil {
				j.before = make(map[K]*Item[V])
			}
			j.before[call.Key] = &it
		}
		missing = append(missing, call)
	}
	return missing
}

// come reports whether an item makes the load needless.
func (j *job[K, V]) come(st state, it *Item[V]) bool {
	switch {
	case j.forced:
		return false
	case j.background:
		return st == fresh && it.until != j.seen
	}
	return st >= stale
}

func keysOf[K comparable, V any](calls []*call[K, V]) []K {
	keys := make([]K, len(calls))
	for i, call := range calls {
		keys[i] = call.Key
	}
	return keys
}

// settleAll settles the calls that are not.
func (j *job[K, V]) settleAll(err error) {
	for _, call := range j.calls {
		j.c.flights.Settle(call, outcome[V]{err: err}, true)
	}
}
