package bench

import (
	"runtime"
	"sync/atomic"
	"time"
)

// operation is what an open loop does again and again.
type operation interface {
	// prepare is called before each call of do, at a time since the loop
	// began, and is not timed.
	prepare(now time.Duration)
	do() error
	// settle is called after it with the time that do took, and is not timed.
	settle(took time.Duration) error
}

// openLoop begins operations at times that do not depend on how long they
// take. A closed loop begins none while one is held up, and so counts one long
// time for what would have held up many.
type openLoop struct {
	arrivals schedule
	duration time.Duration
	slack    time.Duration        // beyond which an operation counts as late
	now      func() time.Duration // since the beginning; nil: since run is called

	latency histogram // from when an operation was due to its end
	calls   histogram // from its real beginning to its end
	due     int       // operations that were due in the duration
	begun   int       // those of them that were begun
	late    int       // those whose beginning the loop itself delayed, or prevented
	held    int       // those that were due while the loop was held up by others
	missed  int       // those that were not begun, for want of an end to others

	ideal time.Duration // when the last operation would have ended in an ideal loop
	ended time.Duration // when it did
}

// constantly returns what has rate operations a second due, from the beginning on.
func constantly(rate int) schedule { return Constant.schedule(rate, 0, 1, 0) }

// run runs the loop until its duration is over, do or settle fails or stop is set.
//
// If the time at which an operation is due is past it begins at
// once, so that a loop that is late catches up. What is due and not begun at the
// end counts as if it had ended then: no less can be said of it, and leaving it
// out would flatter the slowest.
func (l *openLoop) run(op operation, stop *atomic.Bool) error {
	l.latency.init()
	l.calls.init()
	if l.now == nil {
		begin := time.Now()
		l.now = func() time.Duration { return time.Since(begin) }
	}
	due := l.arrivals.next()
	for l.isDue(due) && !stop.Load() {
		op.prepare(l.now())
		start := l.now()
		// Timers wake goroutines up 50 µs and more too late, several times the
		// distance of the operations: so this goroutine waits awake. Each time
		// it looks at the clock it lets go of its processor, of which there may
		// be two, for what else wants to run: the collector, or who takes
		// snapshots. Without it they would run only when the scheduler takes
		// the processor away, and that is for 10 ms at a time.
		for start < due && !stop.Load() {
			runtime.Gosched()
			start = l.now()
		}
		if start < due || start >= l.duration && l.begun > 0 {
			break
		}
		if err := op.do(); err != nil {
			return err
		}
		end := l.now()
		l.due++
		l.begun++
		l.latency.record(end - due)
		l.calls.record(end - start)
		l.judge(due, start, end)
		if err := op.settle(end - start); err != nil {
			return err
		}
		due = l.arrivals.next()
	}
	for end := l.now(); l.isDue(due); due = l.arrivals.next() {
		l.due++
		l.latency.record(end - due)
		l.omit(due, end)
	}
	return nil
}

// isDue reports whether an operation is due within the duration. One is in any case.
func (l *openLoop) isDue(at time.Duration) bool { return at < l.duration || l.due == 0 }

// between is what an ideal loop takes from the end of an operation to the beginning
// of the next, if that is due: it reads the clock twice and counts.
const between = time.Microsecond

// judge tells what the loop is to blame for from what the operations are. An ideal
// loop begins an operation when it is due or, if the one before it lasts longer than
// that, right after it. What begins later than there was not waiting for another
// operation, but for the loop, from which the processor was taken away.
func (l *openLoop) judge(due, start, end time.Duration) {
	ideal := max(due, l.ideal+min(start-l.ended, between))
	if start-ideal > l.slack {
		l.late++
	}
	if ideal-due > l.slack {
		l.held++
	}
	l.ideal, l.ended = ideal+(end-start), end
}

// patience is the longest queue at the end that counts as none: with more slack than
// that, one that only grows would pass for a loop that is on time. For less than 10 ms
// the scheduler may have taken the processor away.
func (l *openLoop) patience() time.Duration {
	return min(l.slack, max(l.duration/100, 10*time.Millisecond))
}

// omit does the same for an operation that was not begun until the end.
func (l *openLoop) omit(due, end time.Duration) {
	ideal := max(due, l.ideal)
	switch {
	case ideal-due > l.patience():
		l.missed++
	case end-ideal > l.slack:
		l.late++
	}
}

// idle is an operation that does nothing: what a loop of it shows is the clock
// and the machine, such as the scheduler that gives the processor to others.
type idle struct{}

func (idle) prepare(time.Duration)      {}
func (idle) do() error                  { return nil }
func (idle) settle(time.Duration) error { return nil }
