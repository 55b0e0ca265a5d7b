package redis

import (
	"context"
	"time"
)

// floors is what is read of the namespace: see floors.lua.
type floors struct {
	counter uint64
	removed uint64 // what is older is gone
	expired uint64 // what is older is expired
	time    uint64 // of their server
}

// overdue is for how long all has been expired that is below that floor. Right after a server was
// lost the floor lies in the future, see slack, and it is none.
func (f *floors) overdue() time.Duration {
	if f.time < f.expired {
		return 0
	}
	return time.Duration(f.time-f.expired) * time.Microsecond
}

func (r *Remote) counterCall() call {
	return call{script: r.scripts.counter, keys: []string{r.space()}, args: []any{slack.Microseconds()}, last: true}
}

// floorsOf understands the answer to counterCall, and notes the counter.
func (r *Remote) floorsOf(a answer) (floors, error) {
	n, err := a.numbers(4)
	if err != nil {
		return floors{}, err
	}
	r.known.Store(uint64(n[0]))
	r.clock.hear(uint64(n[3]))
	return floors{counter: uint64(n[0]), removed: uint64(n[1]), expired: uint64(n[2]), time: uint64(n[3])}, nil
}

// withSince runs scripts that note the counter as since, without a round trip for
// reading it first. make makes the calls with the counter that it is given; the counter
// is read beside them. It returns the counter that was noted, and the one that should
// have been: where they differ the caller corrects what was noted before it returns.
//
// What is noted as since must not be higher than the counter when the call is executed:
// an invalidation that comes later raises the counter, and so is above. And it must
// not be lower than the counter was when the operation began: else an invalidation that
// was over by then makes an end of it.
//
//  1. Some operation has read the counter: known = 7.
//  2. This operation begins.
//  3. The calls are executed with 7, on some server. The counter was 7 at 1, and never
//     sinks: 7 is not too high.
//  4. The counter is read, on some server, before 3 or after: the pipeline is spread
//     over the nodes of a cluster, and others come in between even on one server.
//     If it is 7, it was 7 from 1 to 4, and so at 2: 7 is not too low.
//  5. If it is 9, it was raised at some time between 1 and 4. 7 may be too low, and so the
//     caller puts 9 in its place. 9 is what the counter was at 4, which is after 2 and
//     before the end of this operation: not too low. What was invalidated between
//     3 and 4 was so while this operation ran, and counts as before it.
//
// A counter that was lost with its server, and is lower than known, is corrected alike.
func (r *Remote) withSince(ctx context.Context, make func(since uint64) []call) (noted, right uint64, answers []answer, err error) {
	noted = r.known.Load()
	if noted == 0 {
		first, err := r.floorsOf(r.run(ctx, []call{r.counterCall()})[0])
		if err != nil {
			return 0, 0, nil, err
		}
		noted = first.counter
	}
	answers = r.run(ctx, append(make(noted), r.counterCall()))
	last := len(answers) - 1
	read, err := r.floorsOf(answers[last])
	return noted, read.counter, answers[:last], err
}
