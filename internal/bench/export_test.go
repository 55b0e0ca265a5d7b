package bench

import (
	"context"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/larder-go/larder/workload"
)

const (
	WorkerSize = unsafe.Sizeof(worker[string]{})
	CacheLines = cacheLines
)

// Deal returns the blocks that a dealer deals out.
func Deal(ops []workload.Op, limit uint64, goroutines int) (blocks [][]workload.Op) {
	d := newDealer(ops, limit, goroutines)
	for {
		block := d.next()
		if len(block) == 0 {
			return blocks
		}
		blocks = append(blocks, block)
	}
}

// OpenLoop is an open loop of one function.
type OpenLoop struct{ loop openLoop }

func NewOpenLoop(rate int, d time.Duration) *OpenLoop {
	return &OpenLoop{openLoop{arrivals: constantly(rate), duration: d}}
}

func (l *OpenLoop) Run(do func() error) error { return l.loop.run(doing(do), new(atomic.Bool)) }
func (l *OpenLoop) Due() int                  { return l.loop.due }
func (l *OpenLoop) Begun() int                { return l.loop.begun }
func (l *OpenLoop) Late() int                 { return l.loop.late }
func (l *OpenLoop) Held() int                 { return l.loop.held }
func (l *OpenLoop) Missed() int               { return l.loop.missed }

// With gives the loop a clock, arrivals and a slack.
func (l *OpenLoop) With(now func() time.Duration, slack time.Duration) *OpenLoop {
	l.loop.now, l.loop.slack = now, slack
	return l
}

// Over returns how many calls, and how many latencies, were longer than a time.
func (l *OpenLoop) Over(d time.Duration) (calls, latencies int) {
	for _, c := range []struct {
		h *histogram
		n *int
	}{{&l.loop.calls, &calls}, {&l.loop.latency, &latencies}} {
		for i := range c.h.total() {
			if c.h.quantile((i*1_000_000+500_000)/c.h.total()) > d {
				*c.n++
			}
		}
	}
	return calls, latencies
}

// Times returns when the first n operations of one goroutine of several are due.
func (a Arrivals) Times(n, rate, goroutine, goroutines int, seed uint64) (times []time.Duration) {
	s := a.schedule(rate, goroutine, goroutines, seed)
	for range n {
		times = append(times, s.next())
	}
	return times
}

// SpectrumOf returns a spectrum as a text.
func SpectrumOf(times ...time.Duration) string {
	var h histogram
	for _, d := range times {
		h.record(d)
	}
	return h.spectrum()
}

func (l *OpenLoop) Calls(share float64) time.Duration {
	return l.loop.calls.quantile(uint64(share * 1e6))
}

func (l *OpenLoop) Latency(share float64) time.Duration {
	return l.loop.latency.quantile(uint64(share * 1e6))
}

type doing func() error

func (doing) prepare(time.Duration)      {}
func (d doing) do() error                { return d() }
func (doing) settle(time.Duration) error { return nil }

// QuantilesOf sums times up.
func QuantilesOf(times ...time.Duration) Quantiles {
	var h histogram
	for _, d := range times {
		h.record(d)
	}
	return h.quantiles()
}

// Ledger is what the lab knows of what it has set.
type Ledger struct{ ledger *ledger }

func NewLedger(keys int, span, slack time.Duration) Ledger {
	return Ledger{newLedger(keys, span, slack)}
}

func (l Ledger) Begin(key int)                        { l.ledger.begin(key) }
func (l Ledger) End(key int, deadline time.Duration)  { l.ledger.end(key, deadline) }
func (l Ledger) Dead(key int, now time.Duration) bool { return l.ledger.dead(key, now) }
func (l Ledger) Overdue(now time.Duration, resident int) (int, time.Duration) {
	return l.ledger.overdue(now, resident)
}

// Askers are caches for protections of tests: a function that answers, and how a load
// begins.
type Askers func(load func(context.Context, int) (Goods, error)) func(context.Context, int) (Goods, error)

// Goods is a value of a stampede, nil for none.
type Goods = *goods

// Of returns the same value under another key.
func Of(key int, g Goods) Goods { return &goods{key: key, made: g.made} }

// NewProtection returns one that answers as a function does. It promises that there
// are no two loads at once if alone is set.
func NewProtection(name string, alone bool, with Askers) Protection {
	return Protection{Name: name, alone: alone, open: func(_ *rush, o *origin) (asker, error) {
		return asking(with(func(ctx context.Context, key int) (Goods, error) { return o.load(ctx, key) })), nil
	}}
}

type asking func(context.Context, int) (Goods, error)

func (a asking) ask(ctx context.Context, key int) (*goods, error) { return a(ctx, key) }
func (asking) Close() error                                       { return nil }

// Values returns what stands in the line of a row, by unit.
func (r StampedeRow) Values() map[string]float64 {
	values := make(map[string]float64)
	for _, v := range r.values() {
		values[v.Unit] = v.Value
	}
	return values
}
