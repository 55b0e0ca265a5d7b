package loader

import (
	"errors"
	"runtime/debug"
	"time"

	"github.com/larder-go/larder"
)

// settle stores what a load returned and gives it to who waits, key by key.
func (j *job[K, V]) settle(values map[K]Loaded[V], err error, took time.Duration) {
	c := j.c
	c.counts.took(took)
	c.reports.holdForJob()
	defer func() { j.report(c.reports.releaseForJob()) }()
	asked := 0
	for _, call := range j.calls {
		l, ok := values[call.Key]
		e := err
		if ok {
			asked++
		}
		if e == nil {
			if e = l.Err; !ok {
				e = larder.ErrNotFound
			}
		}
		j.settleOne(call, l, e, took)
	}
	if err == nil {
		c.counts.add(&c.counts.unasked, int64(len(values)-asked))
	}
}

// report calls the listener for what was removed, when the keys are settled. There is
// nobody to whom its panic could go.
func (j *job[K, V]) report(calls []func()) {
	defer func() {
		if p := recover(); p != nil {
			j.tell(j.calls[0].Key, &PanicError{Value: p, Stack: debug.Stack()}, 0)
		}
	}()
	callAll(calls)
}

// settleOne is settle for one key. Functions of the user's that are called as the
// value is stored may panic: then that is the result.
func (j *job[K, V]) settleOne(call *call[K, V], l Loaded[V], err error, took time.Duration) {
	c := j.c
	out := outcome[V]{err: err, since: j.since}
	returned := false
	defer func() {
		if !returned {
			out = outcome[V]{err: ErrExited}
			if p := recover(); p != nil {
				out.err = &PanicError{Value: p, Stack: debug.Stack()}
			}
		}
		j.tell(call.Key, out.err, took)
		c.flights.Settle(call, out, true)
	}()
	before := j.before[call.Key]
	if err == nil && l.NotModified {
		if l, err = unmodified(l, before); err == nil {
			c.counts.add(&c.counts.notModified, 1)
		}
	}
	if err == nil {
		out, err = j.keep(call, l, took)
	}
	if out.err = err; err != nil {
		j.fail(call, before, err)
	}
	returned = true
}

// unmodified returns what a load that said NotModified stands for.
func unmodified[V any](l Loaded[V], before *Item[V]) (Loaded[V], error) {
	if before == nil {
		return l, ErrNotModified
	}
	l.Value = before.value
	if m := before.more; m != nil {
		l.Version, l.Weight = orDefault(l.Version, m.version), orDefault(l.Weight, m.weight)
		if len(l.Tags) == 0 {
			for _, t := range m.tags {
				l.Tags = append(l.Tags, t.name)
			}
		}
	}
	return l, nil
}

// keep stores a value, unless its key was invalidated since the load began or a
// higher version is there.
func (j *job[K, V]) keep(call *call[K, V], l Loaded[V], took time.Duration) (out outcome[V], err error) {
	c := j.c
	if err := c.validate(&l); err != nil {
		return out, err
	}
	it, keep := c.item(&l, c.lifetime(l.TTL), took, j.since)
	out = outcome[V]{value: l.Value, since: j.since}
	if it.more != nil {
		out.tags = it.more.tags
	}
	fence := &call.Strict
	if it.version() > 0 {
		fence = &call.Fence
	}
	c.warmings.note(call.Key)
	var newer *Item[V]
	stored, err := c.write.SetIf(call.Key, it, keep, fence, func(old Item[V], live bool) bool {
		if newer = nil; live && old.version() > it.version() && it.version() > 0 && !old.invalid() {
			newer = &old
		}
		return newer == nil
	})
	switch {
	case errors.Is(err, larder.ErrTooLarge), errors.Is(err, larder.ErrClosed):
		err = nil // who waits gets the value all the same
	case err != nil:
		return outcome[V]{}, err
	}
	if newer != nil {
		out = newer.outcome()
		if c.stateOf(newer, c.time.now(), false) != fresh {
			c.remember(call, ErrVersion, true) // the origin lags behind: not to be asked at every call
		}
	}
	if !stored {
		c.counts.add(&c.counts.discarded, 1)
		return out, nil
	}
	c.time.wake(it.attend)
	c.judge.DeleteIf(call.Key, nil, nil)
	if j.background {
		c.counts.add(&c.counts.refreshes, 1)
		c.emit(EventRefreshed, call.Key)
	}
	return out, nil
}

// fail takes note of a load that failed. A value that does not exist any more is not
// served any longer.
func (j *job[K, V]) fail(call *call[K, V], before *Item[V], err error) {
	c := j.c
	if !errors.Is(err, larder.ErrNotFound) {
		// A timeout is remembered already, and a load that was cancelled says nothing
		// about the origin.
		if !j.late.Load() && !j.run.Unwanted() {
			c.remember(call, err, before != nil)
		}
		return
	}
	c.warmings.note(call.Key)
	c.remember(call, err, false)
	if before != nil {
		c.write.DeleteIf(call.Key, &call.Fence, nil)
	}
}

// tell counts and emits how the load of a key ended.
func (j *job[K, V]) tell(key K, err error, took time.Duration) {
	c := j.c
	kind := EventLoadSucceeded
	switch {
	case errors.Is(err, larder.ErrNotFound):
		kind = EventLoadFailed
		c.counts.add(&c.counts.notFound, 1)
	case err != nil && j.run.Unwanted():
		kind = EventLoadFailed
		c.counts.add(&c.counts.abandoned, 1)
	case err != nil && j.late.Load(): // it has been counted when it was too late
		kind = EventLoadFailed
	case err != nil:
		kind = EventLoadFailed
		c.counts.add(&c.counts.loadErrors, 1)
	}
	if c.events.Wanted() {
		c.events.Emit(Event[K]{Kind: kind, Key: key, Took: took, Err: err})
	}
}
