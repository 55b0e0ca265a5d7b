package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

const stampedeSynopsis = `Measure what happens where many goroutines ask for one key whose value expires
and takes long to load: how often it is loaded, and how long they wait.

Each goroutine asks at a fixed rate, whatever becomes of its calls, and a call
is timed from when it was due. The row "never" is of a value that does not
expire: what it shows is the scheduler and the machine, not the cache. Before,
all ask at once for a key that is not there (cold).

Loads that fail take as long as others; where an old value is served meanwhile,
larder's loader tries again after a tenth of -ttl.

A value tells when its load returned. One that is served for longer than its
protection allows makes the measurement invalid, and so do two loads at once
where they should be shared.

Standard output is in the Go benchmark format; benchstat reads it. On a terminal
a table and a verdict come in its place, on standard error.`

const stampedeExamples = `  cachebench stampede
  cachebench stampede -protection none,loader,swr -goroutines 100,1e3,1e4
  cachebench stampede -errors 0,0.3 -spread 0.5 -o stampede.txt
  cachebench stampede -protection sie,swr -errors 0.3 -soft 5ms
  cachebench stampede -ttl 10s -window 1m -latency 500ms -duration 1m`

const (
	mostLatency   = 10 * time.Second
	mostOtherKeys = 1_000_000
	leastPeriods  = 2 // of the TTL in a sample
)

// stampedeFlags are the flags of stampede.
type stampedeFlags struct {
	*flags
	protections *list[bench.Protection]
	goroutines  *list[int]
	latencies   *list[time.Duration]
	errors      *list[float64]
	spread      *single[float64]
	ttl         *single[time.Duration]
	window      *single[time.Duration]
	soft        *single[time.Duration]
	every       *single[time.Duration]
	keys        *single[int]
	duration    *single[time.Duration]
	slack       *single[time.Duration]
	samples     *single[int]
	seed        *single[uint64]
	out         *single[string]
}

func newStampedeFlags() *stampedeFlags {
	f := newFlags("stampede", stampedeSynopsis, stampedeExamples)
	s := &stampedeFlags{
		flags:       f,
		protections: listOf(oneOf("protection", bench.Protections(), bench.Protection.String), ""),
		goroutines:  listOf(integer(1, mostGoroutines), "1000"),
		latencies:   listOf(parseLatency, "50ms"),
		errors:      listOf(parsePart, "0"),
		spread:      singleOf(parseShare, "0"),
		ttl:         singleOf(parseDuration, "500ms"),
		window:      singleOf(parseDuration, ""),
		soft:        singleOf(parseDuration, ""),
		every:       singleOf(parseDuration, "20ms"),
		keys:        singleOf(integer(0, mostOtherKeys), "0"),
		duration:    singleOf(parseDuration, "5s"),
		slack:       singleOf(parseDuration, "500ms"),
		samples:     singleOf(integer(1, mostSamples), "1"),
		seed:        singleOf(parseSeed, usualSeed),
		out:         resultsFile(),
	}
	f.Var(s.protections, "protection", "`protections`, a comma list; all if not given:\n"+protectionsHelp())
	f.Var(s.goroutines, "goroutines", "`numbers` of goroutines, a comma list")
	f.Var(s.latencies, "latency", "`times` that a load takes, a comma list")
	f.Var(s.errors, "errors", "`shares` of the loads that fail, from 0 to 1, a comma list")
	f.Var(s.spread, "spread", "`share` by which loads take longer or less long, from 0 to below 1")
	f.Var(s.ttl, "ttl", "`time` to live of the value, no shorter than -latency")
	f.Var(s.window, "window", "`time` for which swr and sie serve a value after that; as long if not\ngiven")
	f.Var(s.soft, "soft", "`time` that a caller waits with sie; a fifth of -latency if not given")
	f.Var(s.every, "every", "`time` from one call of a goroutine to its next")
	f.Var(s.keys, "keys", "`number` of other keys, for one of which a tenth of the calls asks")
	f.Var(s.duration, "duration", "`time` that a sample is measured")
	f.Var(s.slack, "slack", "`time` by which a value may be older than its protection allows:\nwho stores or reads it may have to wait for a processor")
	f.Var(s.samples, "samples", "`number` of samples of each combination")
	f.Var(s.seed, "seed", "`integer` that says which loads fail, and how long they take")
	f.Var(s.out, "o", "write the results to a `file` too, and what one has to know to repeat them\nto FILE.manifest.json; after Ctrl-C a FILE that was there stays as it\nwas, and what was measured is in FILE.partial")
	return s
}

// plan turns the flags into what to measure.
func (s *stampedeFlags) plan() (bench.Stampede, error) {
	p := bench.Stampede{
		Protections: s.protections.values, Goroutines: s.goroutines.values, Latencies: s.latencies.values, Errors: s.errors.values,
		Samples: s.samples.value, TTL: s.ttl.value, Every: s.every.value, Duration: s.duration.value,
		Window: s.window.value, Soft: s.soft.value, Spread: s.spread.value, Keys: s.keys.value, Slack: s.slack.value,
		Seed: s.seed.value, Labels: s.labels(),
	}
	if len(p.Protections) == 0 {
		p.Protections = bench.Protections()
	}
	longest := slices.Max(p.Latencies)
	switch {
	case s.given("soft") && !s.names("sie"):
		return p, usageError("-soft is of sie, and -protection does not name it")
	case s.given("window") && !s.names("swr", "sie"):
		return p, usageError("-window is of swr and sie, and -protection names neither")
	case p.TTL < longest:
		return p, usageError("-ttl %v is shorter than -latency, %v: a value would live for less long than it takes to load; give a longer one", p.TTL, longest)
	case p.Duration/p.TTL < leastPeriods:
		return p, usageError("-duration %v is less than %d times -ttl, %v: nothing would expire; give a longer one", p.Duration, leastPeriods, p.TTL)
	case p.Every > p.Duration:
		return p, usageError("-every %v is longer than -duration, %v", p.Every, p.Duration)
	}
	return p, nil
}

// names reports whether one of some protections is to be measured.
func (s *stampedeFlags) names(some ...string) bool {
	all := s.protections.values
	return len(all) == 0 || slices.ContainsFunc(all, func(p bench.Protection) bool { return slices.Contains(some, p.Name) })
}

// labels are what must be in the names of benchmarks because it is not as usual.
func (s *stampedeFlags) labels() (labels []string) {
	for _, name := range []string{"spread", "ttl", "window", "soft", "every", "keys", "seed"} {
		f := s.Lookup(name)
		if text := f.Value.String(); text != f.DefValue {
			labels = append(labels, name+"="+nameSafe(text))
		}
	}
	return labels
}

// parseLatency parses how long a load takes.
func parseLatency(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > mostLatency {
		return 0, fmt.Errorf("want a duration such as 50ms, above 0 and at most %v", mostLatency)
	}
	return d, nil
}

// parsePart parses a share that may be all.
func parsePart(text string) (float64, error) {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share >= 0 && share <= 1) { // written so that NaN fails
		return 0, errors.New("want a number from 0 to 1")
	}
	return math.Abs(share), nil // -0 is 0
}

// stampede measures, reports and keeps the results.
func (a App) stampede(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := newStampedeFlags()
	if done, err := s.read(args, stdout); done {
		return err
	}
	p, err := s.plan()
	if err != nil || a.dry {
		return err
	}
	terminal := a.terminal(stderr)
	rows := stdout
	if terminal && a.terminal(stdout) {
		rows = nil // they would bury the table
	}
	out, err := a.openOutput(s.out.text, rows, p.Manifest(append([]string{program, "stampede"}, args...)))
	if err != nil {
		return err
	}
	defer out.abort()

	done := a.lookAround(&out.manifest.Machine, stderr)
	watch := &stampedeWatcher{watcher: newWatcher(out, p.Steps(), 1, terminal, stderr)}
	err = p.Run(ctx, watch)
	watch.finish()
	done()
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
