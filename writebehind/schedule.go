package writebehind

import "time"

// change calls f under the lock, and then does all that may follow from it. Every
// change of what the lock guards goes this way, so that no signal is forgotten.
func (q *Queue[K, V]) change(f func(now time.Time)) {
	now := q.options.Clock.Now()
	q.arm(q.changeLocked(now, f))
}

func (q *Queue[K, V]) changeLocked(now time.Time, f func(now time.Time)) alarm {
	q.mu.Lock()
	defer q.mu.Unlock() // also if f panics: a key may be unhashable
	f(now)
	q.signalFlushesLocked()
	next := q.beginLocked(now)
	if q.closed && !q.ended && q.running == 0 && len(q.pending.keys) == 0 {
		q.ended = true
		close(q.idle)
	}
	return next
}

// beginLocked begins the batches that may begin, and returns when to look again. With
// all batches in flight, the end of one of them looks again.
func (q *Queue[K, V]) beginLocked(now time.Time) alarm {
	for q.running < q.options.Parallel && len(q.pending.ready) > 0 {
		if wait := q.waitLocked(now); wait > 0 {
			if q.timer.armed {
				break
			}
			q.timer.armed = true
			q.timer.number++
			return alarm{number: q.timer.number, in: wait}
		}
		q.running++
		q.counts.Batches++
		go q.run(q.pending.take(q.options.BatchSize))
	}
	return alarm{}
}

// waitLocked returns for how long a batch is to wait for more than what is ready, 0 or
// less if it is not to.
//
// The first that is ready decides, though one behind it may have been put earlier,
// while an older write of its key was in flight. That was not ready before the first
// was, so it does not wait longer than Delay from when it was.
func (q *Queue[K, V]) waitLocked(now time.Time) time.Duration {
	first := q.pending.ready[0].waiting
	switch {
	case len(q.pending.ready) >= q.options.BatchSize, q.closed, len(q.flushes) > 0:
		return 0
	case len(q.pending.keys) >= q.options.Limit:
		return 0 // no other key can join
	case now.Before(first.since):
		first.since = now // the clock has stepped back: the delay begins anew
	}
	return q.options.Delay - now.Sub(first.since)
}

// timer is the state of the one timer of a queue, which its mutex guards.
type timer struct {
	armed  bool        // it is set or about to be, and has not called
	number uint64      // of the last that was set
	stop   func() bool // cancels it; nil while it is being set
}

// alarm says that a timer is to be set, once the lock is released; the zero value says
// that none is.
type alarm struct {
	number uint64
	in     time.Duration
}

func (q *Queue[K, V]) arm(a alarm) {
	if a.number == 0 {
		return
	}
	stop := q.options.Clock.AfterFunc(a.in, q.tick)
	q.mu.Lock()
	closed := q.closed
	if q.timer.armed && q.timer.number == a.number { // else it has called already
		q.timer.stop = stop
	}
	q.mu.Unlock()
	if closed {
		stop() // Close may have been too early to find it
	}
}

// tick is what the timer calls. It may find nothing due, where a full batch has taken
// what it was set for.
func (q *Queue[K, V]) tick() {
	q.change(func(time.Time) { q.timer.armed, q.timer.stop = false, nil })
}
