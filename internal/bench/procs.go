package bench

import (
	"runtime"
	"slices"
)

// processing is a GOMAXPROCS, 0 for that which is in force, and a number of
// goroutines.
type processing struct{ procs, goroutines int }

// processors returns the numbers of processors and goroutines to measure with, each
// pair once: one goroutine for each processor is one goroutine on one.
func (p Plan) processors() (all []processing) {
	procs := p.Procs
	if len(procs) == 0 {
		procs = []int{0}
	}
	for _, n := range procs {
		for _, goroutines := range p.Goroutines {
			all = append(all, processing{n, goroutines})
		}
		for _, each := range p.PerProc {
			one := processing{n, each * Cell{Procs: n}.procs()}
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// goroutines returns the numbers of goroutines of processors, each once.
func (p Plan) goroutines() (numbers []int) {
	for _, on := range p.processors() {
		if !slices.Contains(numbers, on.goroutines) {
			numbers = append(numbers, on.goroutines)
		}
	}
	return numbers
}

// procs returns the GOMAXPROCS of the cell's samples.
func (c Cell) procs() int {
	if c.Procs > 0 {
		return c.Procs
	}
	return runtime.GOMAXPROCS(0)
}

// useProcs puts the cell's GOMAXPROCS in force, until restore is called.
func (c Cell) useProcs() (restore func()) {
	if c.Procs == 0 {
		return func() {}
	}
	before := runtime.GOMAXPROCS(c.Procs)
	return func() { runtime.GOMAXPROCS(before) }
}
