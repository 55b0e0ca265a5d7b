package cli

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const sweepSynopsis = `Measure what it costs that the entries of a cache expire: how long Gets and Sets
take meanwhile, what the sweeper takes of a processor, for how long it holds
locks, and how much it leaves behind. An open loop works at a fixed rate, each
operation timed from its call and from when it was due, and a reader beside it
times its Gets, of entries that do not expire. Before, the same goes on with an
hour to live (idle), and a loop that does nothing shows the machine (pause).

What is overdue is what the cache holds beyond what the lab knows to be live, so
that caches of others are measured alike; they have the sweeper "own". A Get
that finds an entry long after its deadline makes the measurement invalid.
Loop, reader and sweeper want a processor each.

With -virtual the clock is moved in steps instead, nothing is timed, and each
step is a line, with t in its name: what a picture of memory over time is drawn
from. A line without t sums them up. That is for larder's own backends.

In real time each sample is taken in a process of its own. The output is that of
run.`

const sweepExamples = `  cachebench sweep
  cachebench sweep -wl ttl-burst -sweeper full,cursor -backend cow,rwmutex
  cachebench sweep -wl ttl-short -rate 50000 -scale 5s -duration 20s
  cachebench sweep -virtual -wl ttl-dead -keys 1e7 -duration 1m -step 1s
  cachebench sweep -virtual -sweeper cursor -sweep-limit 64 -duration 1m`

const (
	usualSweepKeys    = "1000000"
	usualSessionReads = 50
	leastScale        = 10 * time.Millisecond
	mostScale         = 10 * time.Minute
	mostRealSweep     = 3 * time.Minute
	usualRealSweep    = 3 * time.Second
	usualVirtualSweep = 10 * time.Second
	stepsOfAScale     = 20
	mostSteps         = 100_000
	mostSweepEntries  = maxKeys / 2
)

// sweepFlags are the flags of sweep.
type sweepFlags struct {
	*flags
	*cacheFlags
	laws     *list[bench.SweepLaw]
	sweepers *list[larder.Sweeper]
	keys     *list[int]
	scale    *single[time.Duration]
	duration *single[time.Duration]
	rate     *single[int]
	reads    *single[float64]
	interval *single[time.Duration]
	limit    *single[int]
	budget   *single[int]
	virtual  toggle
	step     *single[time.Duration]
	slack    *single[time.Duration]
	samples  *single[int]
	seed     *single[uint64]
}

func (a App) sweepFlags() *sweepFlags {
	f := newFlags("sweep", sweepSynopsis, sweepExamples)
	s := &sweepFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, func(b bench.Backend) bool { return !b.Floor && !b.NoTTL }),
		laws:       listOf(oneOf("workload", bench.SweepLaws(), bench.SweepLaw.String), ""),
		sweepers:   listOf(parseSweeper, ""),
		keys:       listOf(integer(1, mostSweepEntries), usualSweepKeys),
		scale:      singleOf(milliseconds(leastScale, mostScale), "1s"),
		duration:   singleOf(milliseconds(time.Millisecond, mostDuration), ""),
		rate:       singleOf(integer(1, mostRate), usualRate),
		reads:      singleOf(percent, fmt.Sprint(usualSessionReads)),
		interval:   singleOf(parseDuration, ""),
		limit:      singleOf(integer(1, mostOps), ""),
		budget:     singleOf(integer(1, mostOps), ""),
		step:       singleOf(milliseconds(time.Millisecond, mostDuration), ""),
		slack:      singleOf(parseDuration, "1s"),
		samples:    singleOf(integer(1, mostSamples), "1"),
		seed:       singleOf(parseSeed, usualSeed),
	}
	f.Var(s.laws, "wl", "`workloads`, a comma list; all if not given:\n"+lawsHelp())
	f.Var(s.sweepers, "sweeper", "`sweepers`, a comma list; all that take the flags below if not given:\n"+joinSweepers()+" or default")
	f.Var(s.keys, "keys", "`numbers` of entries that expire, a comma list; a tenth as many do not")
	f.Var(s.scale, "scale", "`time` that the workloads call a second, in whole milliseconds")
	f.Var(s.duration, "duration", "`time` that a sample is measured, and as long without expiry, in whole\nmilliseconds; "+usualRealSweep.String()+", with -virtual "+usualVirtualSweep.String()+", if not given")
	f.Var(s.rate, "rate", "`number` of operations of the loop that are due in a second")
	f.Var(s.reads, "reads", "`percent` of Gets among the loop's operations, of ttl-short")
	f.Var(s.interval, "sweep-interval", "`time` between two ticks of a sweeper; as it chooses it if not given.\nIt, -sweep-limit and -sweep-budget are errors where a sweeper that is\nnamed has no such thing, and nothing to caches of others")
	f.Var(s.limit, "sweep-limit", "`number` of entries that a sweeper looks at in one go; as it chooses it if\nnot given")
	f.Var(s.budget, "sweep-budget", "`number` of entries that a sweeper looks at in a second at most; as it\nchooses it if not given")
	f.Var(&s.virtual, "virtual", "move the clock in steps, and count instead of timing")
	f.Var(s.step, "step", "`time` of a step with -virtual, in whole milliseconds; a twentieth of\n-scale if not given")
	f.Var(s.slack, "slack", "`time` for which an entry may be served after its deadline: the clocks of\ncaches may be late, and later while other programs keep them waiting")
	f.Var(s.samples, "samples", "`number` of samples of each combination, and of processes")
	f.Var(s.seed, "seed", "`integer` from which times to live and keys are drawn")
	return s
}

// plan turns the flags into what to measure.
func (s *sweepFlags) plan() (bench.Plan, error) {
	p := s.cacheFlags.plan()
	p.Subject = bench.Sweeps
	p.Goroutines = []int{1}
	p.Samples, p.Rate, p.Duration, p.TTL = s.samples.value, s.rate.value, s.duration.value, s.scale.value
	p.Slack = s.slack.value
	p.SweepInterval, p.SweepLimit, p.SweepBudget = s.interval.value, s.limit.value, s.budget.value
	if err := cmp.Or(s.cacheFlags.check(), s.check(), s.ownOnly()); err != nil {
		return p, err
	}
	var err error
	if p.Sweepers, err = s.tuned(p); err != nil {
		return p, err
	}
	if s.virtual {
		p.Subject = bench.SweepTimes
		p.Duration = cmp.Or(p.Duration, usualVirtualSweep)
		p.Step = cmp.Or(s.step.value, max((s.scale.value/stepsOfAScale).Truncate(time.Millisecond), time.Millisecond))
		if p.Duration/p.Step > mostSteps {
			return p, usageError("-duration %v has more than %d steps of %v: give a longer -step", p.Duration, mostSteps, p.Step)
		}
	}
	p.Duration = cmp.Or(p.Duration, usualRealSweep)
	p.Works, err = s.works(p)
	return p, err
}

// check returns an error if flags contradict each other.
func (s *sweepFlags) check() error {
	err := s.exclude("virtual", "the counts are the statistics", "nostats")
	switch {
	case err != nil:
		return err
	case bool(s.virtual) && s.samples.value > 1:
		return usageError("-samples %d is for real time: with -virtual each sample is the same", s.samples.value)
	case s.given("step") && !bool(s.virtual):
		return usageError("-step is of virtual time: give -virtual too")
	case !bool(s.virtual) && s.duration.value > mostRealSweep:
		return usageError("-duration %v is more than %v: longer runs are for -virtual", s.duration.value, mostRealSweep)
	case s.given("reads") && len(s.laws.values) > 0 && !slices.ContainsFunc(s.laws.values, func(l bench.SweepLaw) bool { return l.Sessions }):
		return usageError("-reads is of ttl-short, and -wl does not name it")
	}
	return nil
}

// works returns the workloads that are named, with each number of entries.
func (s *sweepFlags) works(p bench.Plan) (works []func() (bench.Work, error), err error) {
	laws := s.laws.values
	if len(laws) == 0 {
		laws = bench.SweepLaws()
	}
	value, err := parseSize(usualValue)
	if err != nil {
		return nil, err
	}
	for _, law := range laws {
		for _, entries := range s.keys.values {
			spec := bench.SweepSpec{
				Law: law, Entries: entries, Scale: p.TTL, Duration: p.Duration, Reads: s.reads.value / 100, Size: value,
			}
			if err := spec.Fits(p.Rate); err != nil {
				return nil, err
			}
			works = append(works, func() (bench.Work, error) {
				w, err := bench.SweepWork(spec, s.seed.value)
				w.Labels = append([]string{fmt.Sprintf("entries=%d", entries)}, s.labels(law)...)
				w.Variant = fmt.Sprintf("%d entries", entries)
				return w, err
			})
		}
	}
	return works, nil
}

// fresh implements planner.
func (s *sweepFlags) fresh() bool { return !bool(s.virtual) }
