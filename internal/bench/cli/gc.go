package cli

import (
	"cmp"
	"errors"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const gcSynopsis = `Measure what a cache costs the garbage collector: its share of the processors,
how often it runs, how long it stops everything, and how much operations have to
help it, while a closed loop works on a full cache. Each Set stores a new copy
of its value, so that the one before becomes garbage: that is the pressure, and
B/op tells how much it is. How many Sets there are is the backend's speed:
compare gc-cpu-ns/op.

The lab's own keys, values and operations are in the heap as well. The floor
rows have them too: noop keeps nothing besides, rawmap the least there can be.
rawmap has no lock, and is left out with more than one goroutine.

Each sample is taken in a process of its own. The output is that of run.`

const gcExamples = `  cachebench gc
  cachebench gc -backend cow,rwmutex,rawmap -keys 1e6 -gogc 50,100,200
  cachebench gc -gogc off -memlimit 1.2x,1.5x,2x
  cachebench gc -key int -value 1024 -goroutines 2 -duration 10s -o gc.txt`

const (
	usualGCKeys    = "1000000"
	usualGCReads   = "50"
	usualGCSamples = "3"
	mostGOGC       = 100_000
)

// gcFlags are the flags of gc.
type gcFlags struct {
	*flags
	*cacheFlags
	works      *workFlags
	bound      *boundFlags
	gogc       *list[int]
	limits     *list[bench.MemoryLimit]
	goroutines *list[goroutines]
	duration   *single[time.Duration]
	samples    *single[int]
}

func (a App) gcFlags() *gcFlags {
	f := newFlags("gc", gcSynopsis, gcExamples)
	g := &gcFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, func(bench.Backend) bool { return true }),
		works:      newWorkFlags(f),
		gogc:       listOf(parseGOGC, "100"),
		limits:     listOf(parseLimit, "none"),
		goroutines: listOf(parseGoroutines, "1"),
		duration:   singleOf(parseDuration, "5s"),
		samples:    singleOf(integer(1, mostSamples), usualGCSamples),
	}
	g.works.reads = listOf(percent, usualGCReads)
	g.works.keys = listOf(integer(1, maxKeys), usualGCKeys)
	g.works.add()
	g.bound = addBoundFlags(f, workedOn)
	f.Var(g.gogc, "gogc", "`percents` as in GOGC, a comma list; off: the memory limit alone")
	f.Var(g.limits, "memlimit", "`limits` as GOMEMLIMIT, a comma list: bytes such as 512MiB, 1.5x: so many\ntimes what is live when the cache is full, or none")
	f.Var(g.goroutines, "goroutines", "`numbers` of goroutines, a comma list; 2x: two for each processor")
	f.Var(g.duration, "duration", "`time` that a sample lasts: for some collections")
	f.Var(g.samples, "samples", "`number` of samples of each combination, and of processes")
	return g
}

// plan turns the flags into what to measure.
func (g *gcFlags) plan() (bench.Plan, error) {
	p := g.cacheFlags.plan()
	p.Subject = bench.Collections
	p.Goroutines, p.PerProc = split(g.goroutines.values)
	p.Duration, p.Samples = g.duration.value, g.samples.value
	p.Sweepers = []larder.Sweeper{larder.SweepDefault}
	if err := cmp.Or(g.cacheFlags.check(), g.bound.apply(&p), g.works.exclusive()); err != nil {
		return p, err
	}
	for _, percent := range g.gogc.values {
		for _, limit := range g.limits.values {
			c := bench.Collector{GOGC: percent, Limit: limit}
			if c.Check() != nil {
				return p, usageError("-gogc off needs a -memlimit: without one nothing is collected until memory is full")
			}
			p.Collectors = append(p.Collectors, c)
		}
	}
	var err error
	p.Works, p.TTL, err = g.works.synthetic(0)
	return p, err
}

// fresh implements planner.
func (*gcFlags) fresh() bool { return true }

// parseGOGC parses a percentage, 0 for off.
func parseGOGC(text string) (int, error) {
	if text == "off" {
		return 0, nil
	}
	n, err := integer(1, mostGOGC)(text)
	if err != nil {
		return 0, errors.New(err.Error() + ", or off")
	}
	return n, nil
}

func parseLimit(text string) (bench.MemoryLimit, error) {
	m, err := bench.ParseMemoryLimit(text)
	if err != nil {
		return m, unprefixed(err)
	}
	return m, nil
}
