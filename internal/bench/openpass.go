package bench

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/larder-go/larder/workload"
)

// openPass is one run of several goroutines over one cache, each an open loop.
type openPass[K comparable] struct {
	pass[K]
	callers []*caller[K]
}

// queue is what became of an openPass: that of all its loops.
type queue struct {
	latency, calls          histogram
	tally                   Tally
	elapsed                 time.Duration // from the start to the end of the last operation, or of the duration if that is later
	due, late, held, missed int
}

// caller is one goroutine of an openPass: it takes operations as the goroutines of
// a pass do, and begins each when it is due.
type caller[K comparable] struct {
	worker[K]
	loop  openLoop
	block []workload.Op // dealt and not yet begun
	op    []workload.Op // the next
}

// openly returns a pass of the plan's operations for so long.
func (s *sampler[K]) openly(cache Cache[K], d time.Duration) *openPass[K] {
	p := &openPass[K]{pass: pass[K]{
		material: s.material,
		cache:    cache,
		deal:     newDealer(s.work.Stream.Ops, math.MaxUint64, s.cell.Goroutines),
		fill:     !s.cell.Floor,
	}}
	for i := range s.cell.Goroutines {
		c := &caller[K]{worker: worker[K]{pass: &p.pass}, loop: openLoop{
			arrivals: s.plan.Arrivals.schedule(s.cell.Rate, i, s.cell.Goroutines, s.work.Source.Seed),
			duration: d,
			slack:    s.plan.Slack,
		}}
		c.loop.latency.init()
		c.loop.calls.init()
		p.callers = append(p.callers, c)
	}
	return p
}

// run runs the loops, with operations or with nothing in their place. It returns the
// context's error if that ends first.
func (p *openPass[K]) run(ctx context.Context, operations bool) (q queue, err error) {
	defer context.AfterFunc(ctx, func() { p.stop.Store(true) })()
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	var begin time.Time // set before the gate opens
	for _, c := range p.callers {
		c.loop.now = func() time.Duration { return time.Since(begin) }
		var op operation = idle{}
		if operations {
			op = c
		}
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			c.run(op)
		})
	}
	ready.Wait()
	begin = time.Now()
	close(gate)
	done.Wait()
	for _, c := range p.callers {
		if c.err != nil {
			return q, c.err
		}
		q.add(c.tally, &c.loop)
	}
	return q, ctx.Err()
}

// run is worker.run with a loop that is open. A backend that panics ends it like one
// that returns a wrong value.
func (c *caller[K]) run(op operation) {
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("%w: it panicked: %v", ErrInvalid, p)
		}
		if c.err != nil {
			c.stop.Store(true)
		}
	}()
	c.err = c.loop.run(op, &c.stop)
}

func (c *caller[K]) prepare(time.Duration) {
	if len(c.block) == 0 {
		c.block = c.deal.next()
	}
	c.op, c.block = c.block[:1], c.block[1:]
}

func (c *caller[K]) do() error                  { return c.worker.do(c.op) }
func (c *caller[K]) settle(time.Duration) error { return nil }

func (q *queue) add(t Tally, l *openLoop) {
	q.tally.add(t)
	q.latency.add(&l.latency)
	q.calls.add(&l.calls)
	q.elapsed = max(q.elapsed, l.duration, l.ended)
	q.due += l.due
	q.late += l.late
	q.held += l.held
	q.missed += l.missed
}
