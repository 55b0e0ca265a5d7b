package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/workload"
)

// Cell is one combination of a plan: the samples of a cell have the same name.
type Cell struct {
	Work, Backend string
	Variant       string // as in Work
	Floor         bool
	NoTTL         bool   // the workload has times to live, and the backend ignores them
	Shards        int    // 0 where the plan does not say
	Sweeper       string // "" where the plan has no more than one; with Sweeps always there
	Capacity      string // in entries, or as it was asked for where they are not known; "": none
	Policy        string // of larder's own bounded caches, "" for the default
	Labels        []string
	Batch         int // keys looked up at once; 0 and 1: one
	Goroutines    int
	Procs         int // GOMAXPROCS; 0: as it is
	Rate          int // with Latency: operations that are due a second
	Arrivals      Arrivals
	Collector     Collector // with Collections
	Subject       Subject
	Every         time.Duration // between snapshots, with Snapshots; 0: none is taken

	backend     Backend
	setup       Setup
	severalTTLs bool // entries of the workload live for different times
}

// Name returns the name of the benchmark without "Benchmark": one fact in each
// part, so that benchstat -col /backend and the like can tell them apart.
func (c Cell) Name() string {
	if c.Subject.sweeps() {
		return c.sweepName("")
	}
	parts := []string{c.Subject.benchmark()}
	if c.Subject.operates() {
		parts = append(parts, "wl="+c.Work)
	}
	parts = append(parts, "backend="+c.Backend)
	if c.Shards > 0 {
		parts = append(parts, fmt.Sprintf("shards=%d", c.Shards))
	}
	parts = append(parts, "cap="+cmp.Or(c.Capacity, "0"))
	if c.Policy != "" {
		parts = append(parts, "policy="+c.Policy)
	}
	if c.Sweeper != "" {
		parts = append(parts, "sweeper="+c.Sweeper)
	}
	parts = append(parts, c.Labels...)
	if c.Batch > 1 {
		parts = append(parts, fmt.Sprintf("batch=%d", c.Batch))
	}
	if c.Subject == Snapshots {
		parts = append(parts, c.snapshots())
	}
	parts = append(parts, c.load()...)
	if c.Subject.operates() {
		parts = append(parts, fmt.Sprintf("goroutines=%d", c.Goroutines))
	}
	return fmt.Sprintf("%s-%d", strings.Join(parts, "/"), c.procs())
}

// snapshots says how often a snapshot is taken.
func (c Cell) snapshots() string {
	if c.Every == 0 {
		return "snapshots=off"
	}
	return "snapshots=" + c.Every.String()
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
	keys := 0
	if w.Stream != nil {
		keys = w.Stream.Keys
	}
	expires := p.expires(w)
	average, largest := entrySizes(w.Stream, p.IntKeys)
	ttl, same := sameTTL(w.Stream)
	var cells []Cell
	for _, on := range p.processors() {
		for i, sweeper := range p.Sweepers {
			for _, capacity := range p.capacities() {
				for _, b := range p.Backends {
					if p.Subject.sweeps() && !b.Own && i > 0 {
						continue // it has a sweeper of its own, and was measured
					}
					c := Cell{
						Work: w.Name, Variant: w.Variant, Backend: b.Name, Floor: b.Floor, NoTTL: b.NoTTL && expires,
						Labels: labels, Goroutines: on.goroutines, Procs: on.procs, Subject: p.Subject, backend: b, setup: p.setup(keys, sweeper),
					}
					c.setup.EntryBytes, c.setup.LargestBytes = average, largest
					c.severalTTLs = !same
					if b.OneTTL && ttl > 0 {
						c.setup.TTL = ttl
					}
					c.Sweeper = p.sweeperPart(b, sweeper)
					cells = append(cells, p.versions(c.bounded(capacity))...)
				}
			}
		}
	}
	return cells
}

// setup returns what is the same for all backends, but for the capacity.
func (p Plan) setup(keys int, sweeper larder.Sweeper) Setup {
	return Setup{
		Keys: keys, TTL: p.TTL, Sweeper: sweeper, NoStats: p.NoStats,
		SweepInterval: p.SweepInterval, SweepLimit: p.SweepLimit, SweepBudget: p.SweepBudget,
	}
}

// sweeperPart returns the sweeper as the name of a cell has it.
func (p Plan) sweeperPart(b Backend, sweeper larder.Sweeper) string {
	switch {
	case p.Subject.sweeps() && !b.Own:
		return ownSweeper
	case p.Subject.sweeps() || len(p.Sweepers) > 1:
		return sweeper.String()
	}
	return ""
}

// versions returns the cell with all policies, numbers of shards and batches, and
// with Snapshots once without and once with them.
func (p Plan) versions(c Cell) []Cell {
	shards, batches := p.Shards, p.Batches
	if !c.backend.Sharded || len(shards) == 0 {
		shards = []int{0}
	}
	if len(batches) == 0 {
		batches = []int{0}
	}
	intervals := []time.Duration{0}
	if c.Subject == Snapshots {
		intervals = append(intervals, p.Every)
	}
	var cells []Cell
	for _, policy := range p.policies(c) {
		c := c.governed(policy)
		for _, c.Shards = range shards {
			c.setup.Shards = c.Shards
			for _, c.Batch = range batches {
				for _, c.Every = range intervals {
					cells = append(cells, p.loads(c)...)
				}
			}
		}
	}
	return cells
}

// expires reports whether some entries of a workload are to have a time to live.
func (p Plan) expires(w *Work) bool {
	if p.TTL > 0 && p.TTL != larder.NoExpiry {
		return true
	}
	return w.Stream != nil && slices.ContainsFunc(w.Stream.Ops, func(op workload.Op) bool { return op.TTL > 0 })
}

// notes returns what a reader of the cell's figures has to know.
func (c Cell) notes() (notes []string) {
	b := c.backend
	if c.NoTTL {
		notes = append(notes, c.Backend+" knows no time to live: its entries never expire")
	}
	if b.Later {
		notes = append(notes, c.Backend+" finishes Sets later: that is waited for after filling and before entries are counted, not while it is measured")
	}
	if b.Copies {
		notes = append(notes, c.Backend+" keeps copies of keys and values, and returns copies")
	}
	if b.Seconds {
		notes = append(notes, c.Backend+" counts times to live in whole seconds")
	}
	if b.Note != nil {
		if text := b.Note(c.setup); text != "" {
			notes = append(notes, text)
		}
	}
	return notes
}

// has reports whether the cell's caches have a method that not all have.
func (c Cell) has(inInt func(Cache[int]) bool, inString func(Cache[string]) bool, intKeys bool) bool {
	if intKeys {
		return hasWith(c.backend.NewInt, c.setup, inInt)
	}
	return hasWith(c.backend.NewString, c.setup, inString)
}

// hasWith takes a cache that cannot be made for one that has it: measuring it
// tells the error.
func hasWith[K comparable](open func(Setup) (Cache[K], error), s Setup, in func(Cache[K]) bool) bool {
	s.Keys = 0 // a small one will do
	cache, err := open(s)
	if err != nil {
		return true
	}
	defer cache.Close()
	return in(cache)
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
