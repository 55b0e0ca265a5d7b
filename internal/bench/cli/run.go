package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const (
	usualSamples  = "6" // the least with which benchstat gives an interval
	usualDuration = 300 * time.Millisecond

	mostSamples    = 1000
	mostGoroutines = 10_000
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
  cachebench run -trace web07.trace.xz -backend cow,syncmap,rwmutex,sharded
  cachebench run -backend sharded -shards 1,256 -reads 0 -goroutines 100
  cachebench run -samples 10 -o new.txt && benchstat -col /backend new.txt`

// runFlags are the flags of run.
type runFlags struct {
	*flags
	works *workFlags

	backends   *list[bench.Backend]
	key        *single[bool] // whether keys are integers
	goroutines *list[int]
	sweepers   *list[larder.Sweeper]
	shards     *list[int]
	samples    *single[int]
	duration   *single[time.Duration]
	ops        *single[int]
	noStats    toggle
	out        *single[string]
}

func (a App) runFlags() *runFlags {
	f := newFlags("run", runSynopsis, runExamples)
	r := &runFlags{
		flags:      f,
		backends:   listOf(oneOf("backend", a.Backends, func(b bench.Backend) string { return b.Name }), a.usualBackends()),
		key:        singleOf(parseKey, "string"),
		goroutines: listOf(integer(1, mostGoroutines), ""),
		sweepers:   listOf(oneOf("sweeper", larder.Sweepers(), larder.Sweeper.String), larder.SweepCursor.String()),
		shards:     listOf(powerOfTwo, ""),
		samples:    singleOf(integer(1, mostSamples), usualSamples),
		duration:   singleOf(parseDuration, ""),
		ops:        singleOf(integer(1, mostOps), ""),
		out:        singleOf(notDash("standard output is written anyway: leave -o out"), ""),
	}
	f.Var(r.backends, "backend", "`backends`, a comma list; cachebench list shows them")
	r.works = addWorkFlags(f)
	f.Var(r.key, "key", "`type` of the keys: string (of 20 bytes) or int")
	f.Var(r.goroutines, "goroutines", "`numbers` of goroutines, a comma list;\none for each processor if not given")
	f.Var(r.sweepers, "sweeper", "`sweepers`, a comma list: "+joinSweepers())
	f.Var(r.shards, "shards", "`numbers` of shards of the sharded backends, a comma list\nof powers of two; 256 if not given")
	f.Var(r.samples, "samples", "`number` of samples of each combination")
	f.Var(r.duration, "duration", "`time` that a sample lasts; "+usualDuration.String()+" (a trace: one replay) if neither it\nnor -ops is given; with -trace: replays are repeated until they have\nlasted that long")
	f.Var(r.ops, "ops", "`number` of operations of a sample, instead of a duration;\nwith -trace: only so many requests, from the beginning")
	f.Var(&r.noStats, "nostats", "switch the statistics of the caches off")
	f.Var(r.out, "o", "write the results to a `file` too, and what one has to know to repeat them\nto FILE.manifest.json; after Ctrl-C a FILE that was there stays as it\nwas, and what was measured is in FILE.partial")
	return r
}

func (a App) usualBackends() string {
	var names []string
	for _, b := range a.Backends {
		if b.Default {
			names = append(names, b.Name)
		}
	}
	return strings.Join(names, ",")
}

// plan turns the flags into what to measure.
func (r *runFlags) plan() (bench.Plan, error) {
	p := bench.Plan{
		Backends:   r.backends.values,
		Goroutines: r.goroutines.values,
		Sweepers:   r.sweepers.values,
		Shards:     r.shards.values,
		Samples:    r.samples.value,
		Duration:   r.duration.value,
		Ops:        r.ops.value,
		IntKeys:    r.key.value,
		NoStats:    bool(r.noStats),
	}
	if len(p.Goroutines) == 0 {
		p.Goroutines = []int{runtime.GOMAXPROCS(0)}
	}
	err := cmp.Or(
		r.works.exclusive(),
		r.exclude("duration", "a sample ends by the one or by the other", "ops"),
	)
	if err != nil {
		return p, err
	}
	if r.works.format.text != "" && r.works.trace.text == "" {
		return p, usageError("-format is the format of a trace: give -trace too")
	}
	if len(p.Shards) > 0 && !slices.ContainsFunc(p.Backends, func(b bench.Backend) bool { return b.Sharded }) {
		return p, usageError("-shards is for backends in shards, and -backend names none")
	}
	if r.works.trace.text != "" {
		p.Works, p.TTL, err = r.works.replayed(p.Ops)
	} else {
		if p.Duration == 0 && p.Ops == 0 {
			p.Duration = usualDuration
		}
		p.Works, p.TTL, err = r.works.synthetic(p.Ops)
	}
	if err != nil {
		return p, err
	}
	return p, p.Check()
}

func (a App) run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	r := a.runFlags()
	if done, err := r.read(args, stdout); done {
		return err
	}
	p, err := r.plan()
	if err != nil {
		return err
	}
	terminal := a.terminal(stderr)
	rows := stdout
	if terminal && a.terminal(stdout) {
		rows = nil // they would bury the table
	}
	out, err := openOutput(r.out.text, rows, p.Manifest(append([]string{"cachebench", "run"}, args...)))
	if err != nil {
		return err
	}
	defer out.abort()

	watch := newWatcher(out, p.Steps(), p.Samples, terminal, stderr)
	err = p.Run(ctx, watch)
	watch.finish()
	switch {
	case err == nil:
		err = out.commit()
		if err == nil && terminal {
			out.tell(stderr)
		}
		return err
	case errors.Is(err, context.Canceled):
		return out.interrupted()
	}
	return err
}

func parseKey(text string) (isInt bool, err error) {
	types := []string{"string", "int"}
	if !slices.Contains(types, text) {
		return false, unknown("type of keys", text, types)
	}
	return text == "int", nil
}

func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > mostDuration {
		return 0, fmt.Errorf("want a duration such as 300ms, above 0 and at most %v", mostDuration)
	}
	return d, nil
}

func powerOfTwo(text string) (int, error) {
	n, err := integer(1, mostShards)(text)
	if err != nil || n&(n-1) != 0 {
		return 0, fmt.Errorf("want a power of two from 1 to %d", mostShards)
	}
	return n, nil
}

func joinSweepers() string {
	return strings.Join(namesOf(larder.Sweepers(), larder.Sweeper.String), ", ")
}
