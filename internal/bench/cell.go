package bench

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/larder-go/larder/workload"
)

// Cell is one combination of a plan: the samples of a cell have the same name.
type Cell struct {
	Work, Backend string
	Floor         bool
	Shards        int    // 0 where the plan does not say
	Sweeper       string // "" where the plan has no more than one
	Labels        []string
	Goroutines    int

	backend Backend
	setup   Setup
}

// Name returns the name of the benchmark without "Benchmark": one fact in each
// part, so that benchstat -col /backend and the like can tell them apart.
func (c Cell) Name() string {
	parts := []string{"Cache", "wl=" + c.Work, "backend=" + c.Backend}
	if c.Shards > 0 {
		parts = append(parts, fmt.Sprintf("shards=%d", c.Shards))
	}
	parts = append(parts, "cap=0")
	if c.Sweeper != "" {
		parts = append(parts, "sweeper="+c.Sweeper)
	}
	parts = append(parts, c.Labels...)
	parts = append(parts, fmt.Sprintf("goroutines=%d-%d", c.Goroutines, runtime.GOMAXPROCS(0)))
	return strings.Join(parts, "/")
}

// cells returns the cells of one workload, those of one comparison together.
func (p Plan) cells(w *Work) []Cell {
	labels := slices.Clone(w.Labels)
	if p.IntKeys {
		labels = append(labels, "key=int")
	}
	if p.NoStats {
		labels = append(labels, "stats=off")
	}
	var cells []Cell
	for _, goroutines := range p.Goroutines {
		for _, sweeper := range p.Sweepers {
			for _, b := range p.Backends {
				c := Cell{
					Work: w.Name, Backend: b.Name, Floor: b.Floor, Labels: labels, Goroutines: goroutines,
					backend: b, setup: Setup{TTL: p.TTL, Sweeper: sweeper, NoStats: p.NoStats},
				}
				if len(p.Sweepers) > 1 {
					c.Sweeper = sweeper.String()
				}
				if !b.Sharded || len(p.Shards) == 0 {
					cells = append(cells, c)
					continue
				}
				for _, n := range p.Shards {
					c.Shards, c.setup.Shards = n, n
					cells = append(cells, c)
				}
			}
		}
	}
	return cells
}

// skip returns why the cell cannot be measured, or "".
func (c Cell) skip(w *Work, intKeys bool) string {
	b := c.backend
	switch {
	case b.ReadOnly && (w.Replay || w.Asked != workload.Mix{Get: 1}):
		return b.Name + " is measured only where nothing is written"
	case b.MaxKeys > 0 && w.Stream.Keys > b.MaxKeys:
		return fmt.Sprintf("%s is measured with at most %d keys, since filling it takes too long with more, and %s has %d",
			b.Name, b.MaxKeys, w.Name, w.Stream.Keys)
	case intKeys && b.NewInt == nil:
		return b.Name + " has no integer keys"
	case !intKeys && b.NewString == nil:
		return b.Name + " has no string keys"
	}
	return ""
}

// try makes a cache and closes it.
func (c Cell) try(intKeys bool) error {
	if intKeys {
		return tryWith(c.backend.NewInt, c.setup)
	}
	return tryWith(c.backend.NewString, c.setup)
}

func tryWith[K comparable](open func(Setup) (Cache[K], error), s Setup) error {
	if open == nil {
		return nil
	}
	cache, err := open(s)
	if err != nil {
		return err
	}
	return cache.Close()
}
