package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const (
	usualSamples  = "6" // the least with which benchstat gives an interval
	usualDuration = 300 * time.Millisecond

	mostSamples     = 1000
	usualGoroutines = "1x" // one for each processor

	mostGoroutines = 10_000
	mostProcs      = 1024
	mostBatch      = 4096
	mostShards     = 1 << 16
	mostOps        = 2_000_000_000
	mostDuration   = 24 * time.Hour
)

const runSynopsis = `Measure backends on workloads. Without flags: four of larder's backends and the
floor rows, Zipf 0.99 over 100,000 keys, at 100, 95 and 50 % reads, in under a
minute.

Standard output is in the Go benchmark format; benchstat reads it. On a terminal
a table and a verdict come in its place, on standard error.`

const runExamples = `  cachebench run
  cachebench run -backend cow,sharded -wl zipf99-rw95 -goroutines 1,2,4
  cachebench run -dist uniform -reads 90 -keys 1e6 -ttl uniform:1m:10m
  cachebench run -keys 1e6 -reads 100,99,90,50 -processes 5
  cachebench run -keys 1e3,1e5,1e7 -reads 100 -goroutines 1,100 -nostats
  cachebench run -trace web07.trace.xz -backend cow,syncmap,rwmutex,sharded
  cachebench run -backend sharded -shards 1,256 -reads 0 -goroutines 100
  cachebench run -backend cow,rwmutex -procs 1,2,4 -goroutines 1x,10x
  cachebench run -backend cow -reads 100 -batch 1,16,64
  cachebench run -keys 1e6 -reads 100 -capacity 10%,1% -policy adaptive,lru
  cachebench run -processes 10 -o new.txt && benchstat -col /backend new.txt`

// workedOn says what goes before a bounded cache is measured on a workload.
const workedOn = `A Get that misses is followed by a Set.
Before a bounded cache is measured all operations are run once, for ten
times as long as a sample at most, so that the hit ratio is that of a
cache in use`

const runFilled = workedOn + `; a trace begins with an empty one`

// runFlags are the flags of run.
type runFlags struct {
	*flags
	*cacheFlags
	works *workFlags
	bound *boundFlags

	preset     preset
	goroutines *list[goroutines]
	procs      *list[int]
	batches    *list[int]
	sweepers   *list[larder.Sweeper]
	samples    *single[int]
	processes  *single[int]
	duration   *single[time.Duration]
	ops        *single[int]
}

func (a App) runFlags() *runFlags {
	return a.runLike(preset{name: "run", synopsis: runSynopsis, examples: runExamples})
}

// runLike returns the flags of run with the defaults of a preset.
func (a App) runLike(preset preset) *runFlags {
	f := newFlags(preset.name, preset.synopsis, preset.examples)
	r := &runFlags{
		flags:      f,
		preset:     preset,
		cacheFlags: a.addCacheFlags(f, func(bench.Backend) bool { return true }),
		works:      newWorkFlags(f),
		goroutines: listOf(parseGoroutines, cmp.Or(preset.goroutines, usualGoroutines)),
		procs:      listOf(integer(1, mostProcs), ""),
		batches:    listOf(integer(1, mostBatch), ""),
		sweepers:   listOf(parseSweeper, larder.SweepDefault.String()),
		samples:    singleOf(integer(1, mostSamples), cmp.Or(preset.samples, usualSamples)),
		processes:  singleOf(integer(0, mostSamples), "0"),
		duration:   singleOf(parseDuration, ""),
		ops:        singleOf(integer(1, mostOps), ""),
	}
	r.works.app = a
	r.works.traces = true
	r.works.reads = listOf(percent, cmp.Or(preset.reads, usualReads))
	r.works.keys = listOf(integer(1, maxKeys), cmp.Or(preset.keys, strconv.Itoa(usualKeys)))
	r.works.add()
	r.bound = addBoundFlags(f, runFilled)
	f.Var(r.goroutines, "goroutines", "`numbers` of goroutines, a comma list; 2x: two for each processor")
	f.Var(r.procs, "procs", "`numbers` of processors that Go may use (GOMAXPROCS), a comma list; more\nthan there are is allowed; "+cmp.Or(preset.procs, "as it is")+" if not given")
	f.Var(r.batches, "batch", "`numbers` of keys that are looked up at once, by GetMany, a comma list;\n1 is Get. Times are for a key. Backends without GetMany have a row\nabove 1 that says so; 1 if not given")
	f.Var(r.sweepers, "sweeper", "`sweepers`, a comma list:\n"+joinSweepers()+" or default")
	f.Var(r.samples, "samples", "`number` of samples of each combination")
	f.Var(r.processes, "processes", "`number` of processes for each combination: each sample is taken in one of\nits own, in as many rounds, and no process inherits the heap of another;\n0 and 1: all -samples in this process")
	f.Var(r.duration, "duration", "`time` that a sample lasts; "+usualDuration.String()+" (a trace: one replay) if neither it\nnor -ops is given; with -trace: replays are repeated until they have\nlasted that long")
	f.Var(r.ops, "ops", "`number` of operations of a sample, instead of a duration;\nwith -trace: only so many requests, from the beginning")
	return r
}

// plan turns the flags into what to measure.
func (r *runFlags) plan() (bench.Plan, error) {
	p := r.cacheFlags.plan()
	p.Goroutines, p.PerProc = split(r.goroutines.values)
	p.Procs = r.procs.values
	if len(p.Procs) == 0 && r.preset.axis == byProcs {
		p.Procs = doublings(2 * runtime.NumCPU())
	}
	p.Batches = r.batches.values
	p.Sweepers = r.sweepers.values
	p.Samples = r.samples.value
	p.Duration = r.duration.value
	p.Ops = r.ops.value
	err := cmp.Or(
		r.cacheFlags.check(),
		r.bound.apply(&p),
		r.works.exclusive(),
		r.exclude("batch", "a trace is replayed one request at a time", "trace"),
		r.exclude("duration", "a sample ends by the one or by the other", "ops"),
	)
	if r.fresh() {
		p.Samples = r.processes.value
		err = cmp.Or(err, r.exclude("processes", "each process takes one sample", "samples"))
	}
	if err != nil {
		return p, err
	}
	if r.works.format.text != "" && r.works.trace.text == "" {
		return p, usageError("-format is the format of a trace: give -trace too")
	}
	if r.works.trace.text != "" && r.preset.axis == byKeys {
		return p, usageError("-trace has one number of keys: there is nothing to grow; use cachebench run")
	}
	if r.works.trace.text != "" {
		p.Works, p.TTL, err = r.works.replayed(p.Ops)
	} else {
		if p.Duration == 0 && p.Ops == 0 {
			p.Duration = usualDuration
		}
		p.Works, p.TTL, err = r.works.synthetic(p.Ops)
	}
	return p, err
}

// axis implements arranger.
func (r *runFlags) axis() axis { return r.preset.axis }

// fresh implements planner.
func (r *runFlags) fresh() bool { return r.processes.value > 1 }

func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > mostDuration {
		return 0, fmt.Errorf("want a duration such as 300ms, above 0 and at most %v", mostDuration)
	}
	return d, nil
}

func joinSweepers() string {
	return strings.Join(namesOf(larder.Sweepers(), larder.Sweeper.String), ", ")
}
