package cli

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

const (
	usualDist  = "zipf:0.99"
	usualReads = "100,95,50"
	usualKeys  = 100_000
	usualValue = "64"
	usualSeed  = "1"

	maxKeys = 100_000_000
)

// workFlags are the flags that say what is run.
type workFlags struct {
	f      *flags
	traces bool // whether a trace can take their place

	names   *list[workload.Spec]
	dists   *list[workload.Dist]
	reads   *list[float64]
	deletes *single[float64]
	keys    *list[int]
	value   *single[workload.Size]
	values  *list[workload.Size] // nil: value alone
	ttl     *single[lifetime]
	trace   *single[string]
	format  *single[string]
	seed    *single[uint64]

	app App // which knows where traces are; set where there is -trace
}

// newWorkFlags returns the flags with their defaults, which the user cannot set yet.
func newWorkFlags(f *flags) *workFlags {
	return &workFlags{
		f:       f,
		names:   listOf(namedWorkload, ""),
		dists:   listOf(parseDist, usualDist),
		reads:   listOf(percent, usualReads),
		deletes: singleOf(percent, "0"),
		keys:    listOf(integer(1, maxKeys), strconv.Itoa(usualKeys)),
		value:   singleOf(parseSize, usualValue),
		ttl:     singleOf(parseTTL, usualTTL),
		trace:   singleOf(traceName, ""),
		seed:    singleOf(parseSeed, usualSeed),
	}
}

// add adds the flags of all workloads that can be described.
func (w *workFlags) add() {
	f := w.f
	w.addEntryFlags()
	f.Var(w.names, "wl", "named workloads, a comma `list`; cachebench list shows them")
	f.Var(w.dists, "dist", "`distributions` of the requests over the keys, a comma list of\n"+distHelp)
	f.Var(w.reads, "reads", "`percents` of Gets, a comma list; the rest is Sets")
	f.Var(w.deletes, "deletes", "`percent` of Deletes, taken from the Sets")
	if w.traces {
		f.Var(w.trace, "trace", "replay a trace `file` instead: each sample replays it once, on an empty\ncache; a Get that misses is followed by a Set")
		w.format = formatFlag(f)
	}
	f.Var(w.seed, "seed", "`integer` from which the workloads are drawn: the same seed, the same\noperations")
}

// addEntryFlags adds the flags that say what entries there are.
func (w *workFlags) addEntryFlags() {
	f, size, ttl := w.f, "", ""
	if w.traces {
		size = "\nwith -trace: bytes of those values whose size the trace does not tell"
		ttl = "\nwith -trace: of those entries of which the trace does not tell it"
	}
	f.Var(w.keys, "keys", "`numbers` of keys, a comma list")
	if w.values != nil {
		f.Var(w.values, "value", "`bytes` of a value, a comma list, or one of\n"+lawHelp("64", "4096", workload.SizeForms()))
	} else {
		f.Var(w.value, "value", "`bytes` of a value, or one of\n"+lawHelp("64", "4096", workload.SizeForms())+size)
	}
	f.Var(w.ttl, "ttl", "time to live of an entry, a `duration`, none, or one of\n"+lawHelp("1s", "1h", workload.TTLForms())+ttl)
}

// exclusive returns an error if flags contradict each other.
func (w *workFlags) exclusive() error {
	return cmp.Or(
		w.f.exclude("trace", "a trace is a workload", "wl", "dist", "reads", "deletes", "keys", "seed"),
		w.f.exclude("wl", "a named workload says it already; to vary it, describe it by -dist, -reads and so on", "dist", "reads", "deletes", "keys", "value", "ttl"),
	)
}

// synthetic returns the workloads to compute, and the time to live of the caches.
func (w *workFlags) synthetic(ops int) ([]func() (bench.Work, error), time.Duration, error) {
	specs, err := w.specs()
	if err != nil {
		return nil, 0, err
	}
	several := len(w.keys.values) > 1 // then the number is in all names
	var works []func() (bench.Work, error)
	type identity struct {
		name string
		keys int
	}
	named := make(map[identity]workload.Spec)
	for _, spec := range specs {
		id := identity{spec.Name, spec.Keys}
		if other, ok := named[id]; ok {
			return nil, 0, usageError("%v and %v would both be called %s in the results: measure them one after the other", other.Dist, spec.Dist, spec.Name)
		}
		named[id] = spec
		if err := spec.Validate(); err != nil {
			return nil, 0, usageError("%w", flagError(err))
		}
		works = append(works, func() (bench.Work, error) {
			work, err := bench.Synthesize(spec, w.seed.value, ops)
			work.Labels = w.labels(ops)
			if several || spec.Keys != usualKeys {
				work.Labels = append([]string{keysLabel(spec.Keys)}, work.Labels...)
			}
			if several {
				work.Variant = variant(spec.Keys)
			}
			return work, err
		})
	}
	return works, w.cacheTTL(), nil
}

// cacheTTL returns the time to live that the caches are made with.
func (w *workFlags) cacheTTL() time.Duration {
	if w.ttl.value.none {
		return larder.NoExpiry
	}
	return defaultTTL
}

// specs returns the workloads that are named or described.
func (w *workFlags) specs() ([]workload.Spec, error) {
	if len(w.names.values) > 0 {
		return w.names.values, nil
	}
	var specs []workload.Spec
	for _, keys := range w.keys.values {
		for _, dist := range w.dists.values {
			for _, reads := range w.reads.values {
				if reads+w.deletes.value > 100 {
					if !w.f.given("reads") {
						return nil, usageError("-deletes %v leaves no more than %v for -reads, which is %s if not given: give -reads too, such as -reads %[2]v",
							w.deletes.value, 100-w.deletes.value, usualReads)
					}
					return nil, usageError("-reads %v and -deletes %v are more than 100 together", reads, w.deletes.value)
				}
				specs = append(specs, w.spec(keys, dist, reads))
			}
		}
	}
	return specs, nil
}

func (w *workFlags) spec(keys int, dist workload.Dist, reads float64) workload.Spec {
	deletes := w.deletes.value
	spec := workload.Spec{
		Name: fmt.Sprintf("%s-rw%v", distName(dist), reads),
		Keys: keys,
		Dist: dist,
		Mix:  workload.Mix{Get: reads / 100, Delete: deletes / 100, Set: max(0, 100-reads-deletes) / 100},
		TTL:  w.ttl.value.TTL,
		Size: w.value.value,
	}
	if deletes > 0 {
		spec.Name += fmt.Sprintf("-del%v", deletes)
	}
	return spec
}

// labels are what must be in the names of benchmarks because it is not as usual,
// but for the number of keys.
// ops is the number of operations, 0 where a sample ends by the clock: then it
// is of the whole workload.
func (w *workFlags) labels(ops int) []string {
	var labels []string
	for _, l := range []struct{ key, text, usual string }{
		{"value", w.value.text, usualValue},
		{"ttl", w.ttl.text, usualTTL},
		{"seed", w.seed.text, usualSeed},
	} {
		if l.text != l.usual {
			labels = append(labels, l.key+"="+nameSafe(l.text))
		}
	}
	if ops > 0 {
		labels = append(labels, fmt.Sprintf("ops=%d", ops))
	}
	return labels
}

// distName spells a distribution as the named workloads do: zipf99 is a skew of
// 0.99.
func distName(d workload.Dist) string {
	if z, ok := d.(workload.Zipf); ok {
		if hundredths := z.Skew * 100; hundredths == math.Trunc(hundredths) {
			return fmt.Sprintf("zipf%.0f", hundredths)
		}
	}
	return nameSafe(d.String())
}

// nameSafe replaces what has a meaning in names of benchmarks or in the filters
// of benchstat.
func nameSafe(s string) string {
	return strings.NewReplacer(":", "_", ",", "_", "=", "_", "/", "_", " ", "_").Replace(s)
}

func namedWorkload(name string) (workload.Spec, error) {
	spec, err := workload.Named(name)
	return spec, flagError(err)
}

func parseDist(text string) (workload.Dist, error) {
	d, err := workload.ParseDist(text)
	return d, flagError(err)
}

func parseSize(text string) (workload.Size, error) {
	s, err := workload.ParseSize(text)
	if err != nil && !strings.Contains(text, ":") {
		return s, fmt.Errorf("%w: want bytes, such as 1024", flagError(err))
	}
	return s, flagError(err)
}

// percent parses a number from 0 to 100.
func percent(text string) (float64, error) {
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || !(p >= 0 && p <= 100) { // written so that NaN fails
		return 0, errors.New("want a number from 0 to 100")
	}
	return math.Abs(p), nil // -0 is 0
}

// flagError puts an error of package workload into the words of a command.
func flagError(err error) error {
	var name *workload.UnknownError
	var field *workload.SpecError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &name):
		return unknown(name.What, name.Name, name.Known)
	case errors.As(err, &field):
		return fmt.Errorf("-%s: %s", strings.ToLower(field.Field), field.Reason)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "workload: "))
}
