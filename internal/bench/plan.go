package bench

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/workload"
)

// Plan says what to measure: all combinations of backends, workloads, numbers of
// processors and goroutines, sweepers, capacities, policies, numbers of shards and
// batches, rates, and settings of the collector.
type Plan struct {
	Backends   []Backend
	Works      []func() (Work, error) // called in turn, since streams are large
	Goroutines []int
	PerProc    []int // goroutines for each processor, beside those
	Procs      []int // GOMAXPROCS of a sample; empty: as it is
	Sweepers   []larder.Sweeper
	Shards     []int // tried on backends in shards alone; empty: their default
	Batches    []int // of keys that are looked up at once; empty: one
	Samples    int   // of each combination

	Capacities []Capacity      // with Speed and Memory; empty: no limit
	Policies   []larder.Policy // tried on larder's own backends with a capacity alone; empty: the default

	// A sample of a synthetic workload lasts for Duration or, if that is 0,
	// for Ops operations, after a tenth of it that is not measured; with a
	// capacity that is the whole stream, for ten times Duration at most. A trace is
	// replayed once or, with a Duration, again and again on empty caches until
	// the replays have lasted that long.
	Duration time.Duration
	Ops      int

	IntKeys bool // integer keys instead of strings
	TTL     time.Duration
	NoStats bool

	// Subject other than Speed wants synthetic workloads and, but for Latency and
	// Collections, one goroutine.
	Subject Subject
	Views   int // iterations of a sample, with Iterations

	// With Latency, which wants a Duration too.
	Rates    []int // operations of all goroutines that are due a second
	Arrivals Arrivals

	// With Collections.
	Collectors []Collector

	// With Snapshots and Sweeps, which want a Duration too.
	Rate  int           // operations that are due a second: Sets, but for Expiring.Reads
	Every time.Duration // between two snapshots

	// With Sweeps and SweepTimes, whose TTL is that of entries that all have
	// the same.
	SweepInterval time.Duration // 0: as the strategy chooses it
	SweepLimit    int           // 0: as the strategy chooses it
	SweepBudget   int           // 0: as the strategy chooses it
	Step          time.Duration // of virtual time
	Slack         time.Duration // by which a cache's clock may be late, in real time; with Latency, the loop

	// Elsewhere takes the samples, such as each in a process of its own that
	// calls Take; nil takes them here, in one process.
	Elsewhere func(ctx context.Context, work int, c Cell) (Single, error)
}

// Reporter is told how a plan goes on, from one goroutine. An error from it ends
// the plan.
type Reporter interface {
	// Work is called before the cells of a workload.
	Work(w *Work) error
	// Skip is called for each cell that cannot be measured, with the reason: before
	// its samples or, with Latency, in place of one that is invalid and those after it.
	Skip(c Cell, reason string) error
	// Note is called for each backend that is measured otherwise than was
	// asked for, with what is different.
	Note(c Cell, text string) error
	// Begin is called before each sample, numbered from 0.
	Begin(c Cell, sample int)
	// Row is called after each sample.
	Row(r Row) error
}

// Run measures the plan. The error wraps ErrInvalid where a sample, or the whole,
// cannot be used, and is the context's where that has ended; the rows reported
// before stand. It is an [UnfitError] where all that could be measured was.
func (p Plan) Run(ctx context.Context, to Reporter) error {
	var rows int
	var reasons []string
	var unfit UnfitError
	for number, compute := range p.Works {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := compute()
		if err != nil {
			return err
		}
		if err := to.Work(&w); err != nil {
			return err
		}
		all := p.cells(&w)
		if err := unique(all); err != nil {
			return err
		}
		var cells []Cell
		for _, c := range all {
			if reason := c.skip(&w, p.IntKeys); reason != "" {
				if err := to.Skip(c, reason); err != nil {
					return err
				}
				reasons = append(reasons, c.Backend+": "+reason)
				continue
			}
			cells = append(cells, c)
		}
		if len(cells) == 0 {
			continue
		}
		rows += len(cells)
		if err := tellNotes(cells, to); err != nil {
			return err
		}
		if p.Elsewhere != nil {
			// Who takes the samples makes the operations anew: this process
			// is to hold no memory meanwhile, nor to be busy with returning it.
			w.Stream = &workload.Stream{Keys: w.Stream.Keys}
			debug.FreeOSMemory()
		}
		if err := p.samples(ctx, number, &w, cells, &unfit, to); err != nil {
			return err
		}
	}
	if rows == 0 {
		return fmt.Errorf("%w: nothing was measured: %s", ErrInvalid, strings.Join(slices.Compact(reasons), "; "))
	}
	return unfit.orNil()
}

// tellNotes tells what is to be known of the backends of these cells, each once.
func tellNotes(cells []Cell, to Reporter) error {
	told := make(map[string]bool)
	for _, c := range cells {
		for _, text := range c.notes() {
			if told[text] {
				continue
			}
			told[text] = true
			if err := to.Note(c, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// Steps returns the number of samples, of skipped cells too.
func (p Plan) Steps() int { return len(p.Works) * len(p.cells(&Work{})) * p.Samples }

// Check makes and closes one cache of each kind, and returns the first error of a
// constructor: an option that it refuses. Combinations that would have one name
// are an error too, since their samples would be taken for those of one.
func (p Plan) Check() error {
	cells := p.cells(&Work{})
	if err := unique(cells); err != nil {
		return err
	}
	for _, c := range cells {
		if err := c.try(p.IntKeys); err != nil {
			return fmt.Errorf("backend %s: %w", c.Backend, err)
		}
	}
	return nil
}

// unique returns an error where two cells have one name. That may show only when
// the number of keys is known, of which a capacity can be a share.
func unique(cells []Cell) error {
	named := make(map[string]bool)
	for _, c := range cells {
		if named[c.Name()] {
			return fmt.Errorf("bench: two combinations would be called %s: name each once", c.Name())
		}
		named[c.Name()] = true
	}
	return nil
}
