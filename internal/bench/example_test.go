package bench_test

import (
	"context"
	"fmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// printer is a Reporter that prints what does not depend on the machine.
type printer struct{}

func (printer) Work(w *bench.Work) error      { fmt.Println(w.Name); return nil }
func (printer) Skip(bench.Cell, string) error { return nil }
func (printer) Note(bench.Cell, string) error { return nil }
func (printer) Begin(bench.Cell, int)         {}
func (printer) Row(r bench.Row) error {
	fmt.Printf("%s: %d operations, %d of %d Gets hit\n", r.Backend, r.Ops(), r.Hits, r.Gets)
	return nil
}

func Example() {
	spec, err := workload.Named("zipf99-rw95")
	if err != nil {
		panic(err)
	}
	spec.Keys = 1000
	plan := bench.Plan{
		Backends:   bench.Larder()[:2],
		Works:      []func() (bench.Work, error){func() (bench.Work, error) { return bench.Synthesize(spec, 1, 10_000) }},
		Goroutines: []int{2},
		Sweepers:   []larder.Sweeper{larder.SweepCursor},
		Samples:    1,
		Ops:        10_000,
	}
	if err := plan.Run(context.Background(), printer{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// zipf99-rw95
	// cow: 10000 operations, 9514 of 9514 Gets hit
	// syncmap: 10000 operations, 9514 of 9514 Gets hit
}
