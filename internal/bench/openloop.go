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

// openLoop begins operations at a rate that does not depend on how long they
// take. A closed loop begins none while one is held up, and so counts one long
// time for what would have held up many.
type openLoop struct {
	rate     int // operations a second
	duration time.Duration

	latency histogram // from when an operation was due to its end
	calls   histogram // from its real beginning to its end
	due     int       // operations that were due in the duration
	begun   int       // those of them that were begun
}

// run runs the loop until its duration is over, do or settle fails or stop is set. One
// operation is begun in any case but the last.
//
// Operation i is due i/rate after the beginning. If that is past it begins at
// once, so that a loop that is late catches up. What is due and not begun at the
// end counts as if it had ended then: no less can be said of it, and leaving it
// out would flatter the slowest.
func (l *openLoop) run(op operation, stop *atomic.Bool) error {
	begin := time.Now()
	l.due = l.operations()
	for l.begun < l.due && !stop.Load() {
		op.prepare(time.Since(begin))
		due := l.dueAt(l.begun)
		start := time.Since(begin)
		// Timers wake goroutines up 50 µs and more too late, several times the
		// distance of the operations: so this goroutine waits awake. Each time
		// it looks at the clock it lets go of its processor, of which there may
		// be two, for what else wants to run: the collector, or who takes
		// snapshots. Without it they would run only when the scheduler takes
		// the processor away, and that is for 10 ms at a time.
		for start < due {
			runtime.Gosched()
			start = time.Since(begin)
		}
		if start >= l.duration && l.begun > 0 {
			break
		}
		if err := op.do(); err != nil {
			return err
		}
		end := time.Since(begin)
		l.begun++
		l.latency.record(end - due)
		l.calls.record(end - start)
		if err := op.settle(end - start); err != nil {
			return err
		}
	}
	end := time.Since(begin)
	for i := l.begun; i < l.due; i++ {
		l.latency.record(end - l.dueAt(i))
	}
	return nil
}

// operations returns how many are due before the end.
func (l *openLoop) operations() int { return max(int(l.duration.Seconds()*float64(l.rate)), 1) }

func (l *openLoop) dueAt(i int) time.Duration {
	second := int(time.Second)
	return time.Duration(i/l.rate*second + i%l.rate*second/l.rate)
}

// idle is an operation that does nothing: what a loop of it shows is the clock
// and the machine, such as the scheduler that gives the processor to others.
type idle struct{}

func (idle) prepare(time.Duration)      {}
func (idle) do() error                  { return nil }
func (idle) settle(time.Duration) error { return nil }
