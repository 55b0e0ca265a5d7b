package writebehind

import (
	"context"
	"errors"
	"time"
)

// run is the goroutine of one batch: it tries until every write is done, lost, or has
// moved to another batch.
func (q *Queue[K, V]) run(batch []*entry[K, V]) {
	for try := 0; len(batch) > 0; try++ {
		if try == q.options.Attempts || !q.backOff(try) {
			q.lose(batch, context.Cause(q.base))
			break
		}
		var refused []*entry[K, V]
		batch, refused = q.unload(batch, q.attempt(q.load(batch)))
		if len(refused) > 0 {
			q.lose(refused, nil)
		}
	}
	q.change(func(time.Time) { q.running-- })
}

// load returns what the next attempt writes: the newest of each key.
func (q *Queue[K, V]) load(batch []*entry[K, V]) []Write[K, V] {
	q.mu.Lock()
	defer q.mu.Unlock()
	writes := make([]Write[K, V], len(batch))
	for i, e := range batch {
		if q.pending.renew(e) {
			q.counts.Coalesced++
		}
		writes[i] = e.flying.write
	}
	return writes
}

// unload settles what an attempt has written and returns the rest: what may be tried
// again, and what need not be.
func (q *Queue[K, V]) unload(batch []*entry[K, V], err error) (failed, refused []*entry[K, V]) {
	named, all := failures(batch, err), isPermanent[K](err)
	q.change(func(time.Time) {
		q.counts.Attempts++
		if err != nil {
			q.counts.Failures++
		}
		for _, e := range batch {
			own, isNamed := named[e.flying.write.Key]
			if err == nil || named != nil && !isNamed {
				q.counts.Written++
				q.settleLocked(e)
				continue
			}
			e.flying.why = err
			if own != nil && !all {
				e.flying.why = own
			}
			if all || isPermanent[K](own) {
				refused = append(refused, e)
			} else {
				failed = append(failed, e)
			}
		}
	})
	return failed, refused
}

// failures returns the keys that a credible *PartialError names, or nil.
func failures[K comparable, V any](batch []*entry[K, V], err error) map[K]error {
	var partial *PartialError[K]
	if !errors.As(err, &partial) || partial == nil || len(partial.Failed) == 0 {
		return nil
	}
	found := 0
	for _, e := range batch {
		if _, ok := partial.Failed[e.flying.write.Key]; ok {
			found++
		}
	}
	if found < len(partial.Failed) {
		return nil
	}
	return partial.Failed
}

// lose gives up what the last attempt failed to write; closing is why there is no other,
// or nil if there would be none anyway. What has a newer write is not lost: that goes in
// another batch, with attempts of its own.
func (q *Queue[K, V]) lose(batch []*entry[K, V], closing error) {
	var lost []*entry[K, V]
	q.change(func(time.Time) {
		for _, e := range batch {
			if q.pending.renew(e) {
				q.counts.Coalesced++
				q.pending.requeue(e)
			} else {
				e.flying.givenUp = true
				lost = append(lost, e)
			}
		}
	})
	whys := make([]error, len(lost))
	for i, e := range lost {
		why := e.flying.why
		if closing != nil {
			why = errors.Join(closing, why)
		}
		whys[i] = q.tell(e.flying.write, why)
	}
	q.change(func(time.Time) {
		for i, e := range lost {
			q.loseLocked(e, whys[i])
		}
	})
}

// tell hands a lost write to OnLost and returns why it was lost, with what went wrong
// in OnLost.
func (q *Queue[K, V]) tell(w Write[K, V], why error) error {
	if q.options.OnLost == nil {
		return why
	}
	err := <-guard(func() error { q.options.OnLost(w, why); return nil })
	if err != nil {
		return errors.Join(why, err)
	}
	return why
}

func (q *Queue[K, V]) loseLocked(e *entry[K, V], why error) {
	q.counts.Lost++
	q.lastWhy = why
	for _, f := range q.flushes {
		if f.until >= e.flying.number {
			f.lost++
			f.why = why
		}
	}
	q.settleLocked(e)
}

func (q *Queue[K, V]) settleLocked(e *entry[K, V]) {
	q.pending.settle(e)
	q.signalRoomLocked()
}
