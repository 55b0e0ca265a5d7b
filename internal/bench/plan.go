package bench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder"
)

// Plan says what to measure: all combinations of backends, workloads, numbers of
// goroutines, sweepers and numbers of shards.
type Plan struct {
	Backends   []Backend
	Works      []func() (Work, error) // called in turn, since streams are large
	Goroutines []int
	Sweepers   []larder.Sweeper
	Shards     []int // tried on backends in shards alone; empty: their default
	Samples    int   // of each combination

	// A sample of a synthetic workload lasts for Duration or, if that is 0,
	// for Ops operations, after a tenth of it that is not measured. A trace is
	// replayed once or, with a Duration, again and again on empty caches until
	// the replays have lasted that long.
	Duration time.Duration
	Ops      int

	IntKeys bool // integer keys instead of strings
	TTL     time.Duration
	NoStats bool
}

// Reporter is told how a plan goes on, from one goroutine. An error from it ends
// the plan.
type Reporter interface {
	// Work is called before the cells of a workload.
	Work(w *Work) error
	// Skip is called for each cell that is not measured, with the reason.
	Skip(c Cell, reason string) error
	// Begin is called before each sample, numbered from 0.
	Begin(c Cell, sample int)
	// Row is called after each sample.
	Row(r Row) error
}

// Run measures the plan. The error wraps ErrInvalid where a sample, or the whole,
// cannot be used, and is the context's where that has ended; the rows reported
// before stand.
func (p Plan) Run(ctx context.Context, to Reporter) error {
	var rows int
	var reasons []string
	for _, compute := range p.Works {
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
		var cells []Cell
		for _, c := range p.cells(&w) {
			if reason := c.skip(&w, p.IntKeys); reason != "" {
				if err := to.Skip(c, reason); err != nil {
					return err
				}
				reasons = append(reasons, reason)
				continue
			}
			cells = append(cells, c)
		}
		if len(cells) == 0 {
			continue
		}
		rows += len(cells)
		if p.IntKeys {
			err = samples(ctx, p, &w, cells, intKey, func(b Backend) func(Setup) (Cache[int], error) { return b.NewInt }, to)
		} else {
			err = samples(ctx, p, &w, cells, stringKey, func(b Backend) func(Setup) (Cache[string], error) { return b.NewString }, to)
		}
		if err != nil {
			return err
		}
	}
	if rows == 0 {
		return fmt.Errorf("%w: nothing was measured: %s", ErrInvalid, strings.Join(slices.Compact(reasons), "; "))
	}
	return nil
}

// Steps returns the number of samples, of skipped cells too.
func (p Plan) Steps() int { return len(p.Works) * len(p.cells(&Work{})) * p.Samples }

// Check makes and closes one cache of each kind, and returns the first error of a
// constructor: an option that it refuses. Combinations that would have one name
// are an error too, since their samples would be taken for those of one.
func (p Plan) Check() error {
	named := make(map[string]bool)
	for _, c := range p.cells(&Work{}) {
		if named[c.Name()] {
			return fmt.Errorf("bench: two combinations would be called %s: name each once", c.Name())
		}
		named[c.Name()] = true
		if err := c.try(p.IntKeys); err != nil {
			return fmt.Errorf("backend %s: %w", c.Backend, err)
		}
	}
	return nil
}

// samples takes all samples of one workload. The order is turned round from one
// round to the next, so that no backend always comes after the same other.
func samples[K comparable](ctx context.Context, p Plan, w *Work, cells []Cell, makeKey func(uint64) K,
	constructor func(Backend) func(Setup) (Cache[K], error), to Reporter,
) error {
	m, err := prepare(ctx, w.Stream, makeKey)
	if err != nil {
		return err
	}
	for i := range p.Samples {
		for _, c := range cells {
			to.Begin(c, i)
			s := sampler[K]{plan: p, work: w, cell: c, material: m, open: constructor(c.backend)}
			o, err := s.take(ctx)
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("backend %s on %s: %w", c.Backend, c.Work, err)
			}
			if err != nil {
				return ctx.Err()
			}
			if err := to.Row(Row{Cell: c, Sample: i, Outcome: o}); err != nil {
				return err
			}
		}
		slices.Reverse(cells)
	}
	return nil
}
