package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// parseSweeper parses the name of a strategy.
func parseSweeper(name string) (larder.Sweeper, error) {
	s, err := larder.ParseSweeper(name)
	if err != nil {
		return s, unknown("sweeper", name, namesOf(allSweepers(), larder.Sweeper.String))
	}
	return s, nil
}

// allSweepers returns what a strategy can be called.
func allSweepers() []larder.Sweeper {
	return append([]larder.Sweeper{larder.SweepDefault}, larder.Sweepers()...)
}

// milliseconds parses a duration in whole milliseconds, since times to live are.
func milliseconds(least, most time.Duration) func(string) (time.Duration, error) {
	return func(text string) (time.Duration, error) {
		d, err := time.ParseDuration(text)
		if err != nil || d < least || d > most || d%time.Millisecond != 0 {
			return 0, fmt.Errorf("want a duration such as 500ms, from %v to %v and in whole milliseconds", least, most)
		}
		return d, nil
	}
}

// lawsHelp says what the workloads are in which entries expire.
func lawsHelp() string {
	var b strings.Builder
	for _, l := range bench.SweepLaws() {
		about := strings.Split(text.WrapSoft(l.About, listWidth-5), "\n")
		fmt.Fprintf(&b, "  %-13s%s\n", l.Name, strings.TrimRight(about[0], " "))
		for _, line := range about[1:] {
			fmt.Fprintf(&b, "  %-13s%s\n", "", strings.TrimRight(line, " "))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// tuning are the flags for the options of larder's own sweepers, by field.
var tuning = map[string]string{"SweepInterval": "sweep-interval", "SweepLimit": "sweep-limit", "SweepBudget": "sweep-budget"}

// tuned returns the sweepers to measure with the options of a plan: those that are
// named, or all that have what the options are about.
func (s *sweepFlags) tuned(p bench.Plan) (sweepers []larder.Sweeper, err error) {
	named := s.sweepers.values
	if len(named) == 0 {
		sweepers = slices.DeleteFunc(larder.Sweepers(), func(one larder.Sweeper) bool { return refused(p, one) != nil })
		if len(sweepers) > 0 {
			return sweepers, nil
		}
		named = larder.Sweepers() // to tell why
	}
	for _, one := range named {
		if e := refused(p, one); e != nil {
			return nil, usageError("-%s %s", tuning[e.Field], e.Reason)
		}
	}
	return named, nil
}

// refused returns why larder refuses the options of a plan with a sweeper, or nil.
func refused(p bench.Plan, sweeper larder.Sweeper) (refused *larder.OptionError) {
	errors.As(larder.Options[int, int]{
		Sweeper: sweeper, SweepInterval: p.SweepInterval, SweepLimit: p.SweepLimit, SweepBudget: p.SweepBudget,
	}.Validate(), &refused)
	return refused
}

// ownOnly returns an error if flags are given that are for larder's own backends,
// and none is named.
func (s *sweepFlags) ownOnly() error {
	if slices.ContainsFunc(s.backends.values, func(b bench.Backend) bool { return b.Own }) {
		return nil
	}
	for _, name := range []string{"sweeper", "sweep-interval", "sweep-limit", "sweep-budget"} {
		if s.given(name) {
			return usageError("-%s is for larder's own backends, and -backend names none", name)
		}
	}
	return nil
}

// labels are what must be in the names of benchmarks because it is not as usual.
func (s *sweepFlags) labels(law bench.SweepLaw) []string {
	var labels []string
	for _, l := range []struct{ flag, key, text string }{
		{"scale", "scale", s.scale.text},
		{"rate", "rate", s.rate.text},
		{"seed", "seed", s.seed.text},
	} {
		if l.text != "" && l.text != s.Lookup(l.flag).DefValue {
			labels = append(labels, l.key+"="+nameSafe(l.text))
		}
	}
	if law.Lasting && s.duration.text != "" {
		labels = append(labels, "duration="+s.duration.text)
	}
	if law.Sessions && s.reads.text != s.Lookup("reads").DefValue {
		labels = append(labels, "reads="+s.reads.text)
	}
	return labels
}
