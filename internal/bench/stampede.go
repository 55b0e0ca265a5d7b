package bench

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"
)

// Stampede says what to measure where many goroutines ask for one key whose value
// expires, and a load of it takes long: all combinations of protections, numbers of
// goroutines, latencies and shares of errors.
type Stampede struct {
	Protections []Protection
	Goroutines  []int
	Latencies   []time.Duration // of a load
	Errors      []float64       // share of the loads that fail, from 0 to 1
	Samples     int             // of each combination

	TTL      time.Duration // of the value
	Every    time.Duration // between two calls of a goroutine
	Duration time.Duration // of a sample
	Window   time.Duration // for which swr and sie serve a value after its TTL; 0: as long as that
	Soft     time.Duration // that a caller waits with sie; 0: a fifth of the latency
	Spread   float64       // latencies are uniform between 1 - Spread and 1 + Spread times theirs; below 1
	Keys     int           // other keys, of which one in ten calls asks for one; 0: none
	Slack    time.Duration // by which a value may be older than is allowed: goroutines may have to wait for a processor
	Seed     uint64

	Labels []string // of the names of benchmarks: what is not as usual
}

// StampedeCell is one combination of a Stampede.
type StampedeCell struct {
	Protection Protection
	Goroutines int
	Latency    time.Duration
	Errors     float64
	Labels     []string
}

// Name returns the name of the benchmark without "Benchmark": one fact in each
// part, as Cell.Name does.
func (c StampedeCell) Name() string {
	parts := []string{
		"Stampede", "protection=" + c.Protection.Name, "latency=" + c.Latency.String(), fmt.Sprintf("errors=%v", c.Errors),
	}
	parts = append(parts, c.Labels...)
	parts = append(parts, fmt.Sprintf("goroutines=%d", c.Goroutines))
	return fmt.Sprintf("%s-%d", strings.Join(parts, "/"), runtime.GOMAXPROCS(0))
}

// StampedeRow is one sample of a cell.
type StampedeRow struct {
	StampedeCell
	Sample int // numbered from 0
	StampedeOutcome
}

// StampedeReporter is told how a Stampede goes on, from one goroutine. An error
// from it ends the measurement.
type StampedeReporter interface {
	// Begin is called before each sample.
	Begin(c StampedeCell)
	// Row is called after each sample.
	Row(r StampedeRow) error
}

// Run measures all combinations: sample 1 of each before sample 2 of any. The error
// wraps ErrInvalid where a sample cannot be used, and is the context's where that
// has ended; the rows reported before stand.
func (s Stampede) Run(ctx context.Context, to StampedeReporter) error {
	cells := s.cells()
	for i := range s.Samples {
		for _, c := range cells {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			to.Begin(c)
			runtime.GC()
			o, err := (&rush{Stampede: s, cell: c}).take(ctx)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return fmt.Errorf("protection %s: %w", c.Protection.Name, err)
			}
			if err := to.Row(StampedeRow{StampedeCell: c, Sample: i, StampedeOutcome: o}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Steps returns the number of samples.
func (s Stampede) Steps() int { return s.Samples * len(s.cells()) }

// cells returns the combinations, those of one comparison together.
func (s Stampede) cells() (cells []StampedeCell) {
	for _, goroutines := range s.Goroutines {
		for _, latency := range s.Latencies {
			for _, errors := range s.Errors {
				for _, p := range s.Protections {
					cells = append(cells, StampedeCell{p, goroutines, latency, errors, s.Labels})
				}
			}
		}
	}
	return cells
}
