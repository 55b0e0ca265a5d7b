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
	if load == nil || c.resting(key) {
		return
	}
	if ctx == nil {
		ctx = context.Background()
	}
	if lead := c.flights.Start(key, func() *flight.Run { return flight.NewRun(ctx) }); lead != nil {
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
	if release, err := j.slot(); err != nil {
		j.settleAll(err)
		return
	} else if release != nil {
		defer release()
	}
	if j.calls = j.stillMissing(); len(j.calls) == 0 {
		return
	}
	defer j.limit()()

	var (
		values   map[K]Loaded[V]
		err      error
		began    = c.time.now()
		returned bool
	)
	defer func() {
		c.counts.running.Add(-1)
		if !returned {
			err = ErrExited
			if p := recover(); p != nil {
				err = &PanicError{Value: p, Stack: debug.Stack()}
			}
		}
		j.settle(values, err, time.Duration(c.time.now()-began))
	}()
	c.counts.running.Add(1)
	c.counts.add(&c.counts.loads, 1)
	c.counts.add(&c.counts.loadedKeys, int64(len(j.calls)))
	for _, call := range j.calls {
		c.emit(EventLoadStarted, call.Key)
	}
	values, err = j.load(j.context(), keysOf(j.calls))
	returned = true
}

// slot waits for the load's turn. A load that another load asked for takes none.
func (j *job[K, V]) slot() (release func(), err error) {
	slots := j.c.slots
	if slots == nil || j.run.Nested() {
		return nil, nil
	}
	if j.background {
		select {
		case slots <- struct{}{}:
		default:
			return nil, errBusy
		}
	} else {
		select {
		case slots <- struct{}{}:
		case <-j.run.Context().Done():
			return nil, context.Cause(j.run.Context())
		}
	}
	return func() { <-slots }, nil
}

// errBusy ends a load in the background that found no room. Nobody waits for it, or
// else it would not be in the background; who joined it since asks again.
var errBusy = errors.New("loader: Options.MaxLoads loads are running")

// stillMissing settles the calls whose value has come since somebody looked, and
// returns the others: a load that was in progress then may have ended before the call
// came into being.
func (j *job[K, V]) stillMissing() (missing []*call[K, V]) {
	c := j.c
	for _, call := range j.calls {
		it, found := c.probe(call.Key)
		st := gone
		if found {
			st = c.stateOf(&it, c.time.now(), false)
		}
		if j.come(st, &it) {
			c.flights.Settle(call, outcome[V]{value: it.value}, true)
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
			c.remember(call, ErrTimeout, j.before[call.Key] != nil)
			c.emit(EventLoadTimedOut, call.Key)
			c.flights.Settle(call, outcome[V]{err: ErrTimeout}, false)
		}
	})
	return func() { stopTimer() }
}

func (j *job[K, V]) settleAll(err error) {
	for _, call := range j.calls {
		j.c.flights.Settle(call, outcome[V]{err: err}, true)
	}
}
