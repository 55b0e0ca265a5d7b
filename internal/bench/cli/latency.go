package cli

import (
	"cmp"
	"runtime"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const latencySynopsis = `Measure how long operations take that become due at a rate, whatever became of
those before them: from when each was due to its end. One that holds up others
is so counted for all of them, as their callers would feel it; a closed loop,
such as that of run, counts one. The time of the call alone (service), and that
of a loop that does nothing (idle), stand beside it.

A sample is invalid where more than 1 % of the operations were begun late since
the loop had no processor, and where the rate cannot be kept (overloaded): give
a lower -rate, fewer -goroutines or another machine. The loops wait awake: each
wants a processor of its own, and the collector and sweepers want one too.

Each sample is taken in a process of its own. The output is that of run.`

const latencyExamples = `  cachebench latency
  cachebench latency -backend cow,rwmutex -rate 1e5,5e5 -reads 95,50
  cachebench latency -backend cow -keys 1e6 -arrivals constant -duration 10s
  cachebench latency -rate 2e5 -o latency.txt -hdr spectra`

const (
	usualLatencyReads   = "95"
	usualLatencySamples = "3"

	// mostLoops is more than can be on time anywhere: each has histograms of its own.
	mostLoops = 256
)

// latencyFlags are the flags of latency.
type latencyFlags struct {
	*flags
	*cacheFlags
	works      *workFlags
	bound      *boundFlags
	rates      *list[int]
	arrivals   *single[bench.Arrivals]
	goroutines *list[int]
	duration   *single[time.Duration]
	slack      *single[time.Duration]
	samples    *single[int]
	folder     *single[string]
}

func (a App) latencyFlags() *latencyFlags {
	f := newFlags("latency", latencySynopsis, latencyExamples)
	l := &latencyFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, func(bench.Backend) bool { return true }),
		works:      newWorkFlags(f),
		rates:      listOf(integer(1, mostRate), usualRate),
		arrivals:   singleOf(oneOf("law of arrivals", bench.AllArrivals(), bench.Arrivals.String), bench.Poisson.String()),
		goroutines: listOf(integer(1, mostLoops), ""),
		duration:   singleOf(parseDuration, "2s"),
		slack:      singleOf(parseDuration, "100µs"),
		samples:    singleOf(integer(1, mostSamples), usualLatencySamples),
		folder:     singleOf(fileName, ""),
	}
	l.works.reads = listOf(percent, usualLatencyReads)
	l.works.add()
	l.bound = addBoundFlags(f, workedOn)
	f.Var(l.rates, "rate", "`numbers` of operations that are due in a second, of all goroutines\ntogether, a comma list")
	f.Var(l.arrivals, "arrivals", "`law` by which they become due: poisson (they know nothing of each other)\nor constant (equally far apart)")
	f.Var(l.goroutines, "goroutines", "`numbers` of goroutines, a comma list; one fewer than processors if not\ngiven")
	f.Var(l.duration, "duration", "`time` that a sample is measured; as long a loop runs that does nothing")
	f.Var(l.slack, "slack", "`time` after which an operation that is due was begun late")
	f.Var(l.samples, "samples", "`number` of samples of each combination, and of processes")
	f.Var(l.folder, "hdr", "write the spectrum of each row to a `folder`, as the plotters of\nHdrHistogram read it: ROW.SAMPLE.hgrm and ROW.SAMPLE.service.hgrm, in\nnanoseconds, each row named as in the results with _ for /")
	return l
}

// plan turns the flags into what to measure.
func (l *latencyFlags) plan() (bench.Plan, error) {
	p := l.cacheFlags.plan()
	p.Subject = bench.Latency
	p.Rates, p.Arrivals = l.rates.values, l.arrivals.value
	p.Goroutines = l.goroutines.values
	if len(p.Goroutines) == 0 {
		p.Goroutines = []int{max(1, runtime.GOMAXPROCS(0)-1)}
	}
	p.Duration, p.Slack, p.Samples = l.duration.value, l.slack.value, l.samples.value
	p.Sweepers = []larder.Sweeper{larder.SweepDefault}
	if err := cmp.Or(l.cacheFlags.check(), l.bound.apply(&p), l.works.exclusive()); err != nil {
		return p, err
	}
	var err error
	p.Works, p.TTL, err = l.works.synthetic(0)
	return p, err
}

// fresh implements planner.
func (*latencyFlags) fresh() bool { return true }

// keeper implements keeping.
func (l *latencyFlags) keeper() (func(bench.Row) error, error) {
	if l.folder.text == "" {
		return nil, nil
	}
	return spectra(l.folder.text)
}
