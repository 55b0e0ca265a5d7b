package cli

import (
	"strconv"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const iterateSynopsis = `Tell whether iterating over a cache shows it as it was at one instant. One
writer counts in the entries, one after the other, again and again; what an
iteration beside it shows tells which writes it saw, and whether one is missing
among them. The output is that of run.

Backends that cannot be iterated over have a row that says so. A share of 0
proves nothing of a cache; one above 0 proves that its iterations are no
snapshots.`

const iterateExamples = `  cachebench iterate
  cachebench iterate -backend cow,cow-map -views 10000`

const (
	usualIterateKeys = 4096
	usualViews       = "500"
	mostIterateKeys  = 1_000_000
	mostViews        = 1_000_000
)

// iterateFlags are the flags of iterate.
type iterateFlags struct {
	*flags
	*cacheFlags
	works   *workFlags
	views   *single[int]
	samples *single[int]
}

func (a App) iterateFlags() *iterateFlags {
	f := newFlags("iterate", iterateSynopsis, iterateExamples)
	i := &iterateFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, func(b bench.Backend) bool { return !b.Floor }),
		works:      newWorkFlags(f),
		views:      singleOf(integer(1, mostViews), usualViews),
		samples:    singleOf(integer(1, mostSamples), "1"),
	}
	i.works.keys = listOf(integer(2, mostIterateKeys), strconv.Itoa(usualIterateKeys))
	f.Var(i.works.keys, "keys", "`numbers` of keys, a comma list")
	f.Var(i.views, "views", "`number` of iterations of a sample")
	f.Var(i.samples, "samples", "`number` of samples of each combination")
	return i
}

// plan turns the flags into what to measure.
func (i *iterateFlags) plan() (bench.Plan, error) {
	p := i.cacheFlags.plan()
	p.Subject = bench.Iterations
	p.Views = i.views.value
	p.Samples = i.samples.value
	p.Goroutines = []int{1}
	p.Sweepers = []larder.Sweeper{larder.SweepDefault}
	p.Works, p.TTL = i.works.entries("iterate")
	return p, i.cacheFlags.check()
}

// fresh implements planner.
func (*iterateFlags) fresh() bool { return false }
