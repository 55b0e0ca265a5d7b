package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

const compareSynopsis = `Judge the results in NEW against those in OLD, and exit with 1 if something is
surely worse. Each is a file in the Go benchmark format, as -o of the other
commands and go test -bench write them, or a comma list of such files, whose
samples are put together. Rows are paired by full name and unit.

What is said to be the same each time (assume=exact) is compared by value, what
is allocated with a small tolerance, and all else by statistics: 10 samples a
side are usual, and 20 are better. A row that may be worse, but not surely, is
undecided, and how many samples would decide it is told.

Exit codes: 0 nothing is worse; 1 something is; 2 usage, files that cannot be
understood, nothing in common, or other operations under the same name; 4
nothing is surely worse, but rows are undecided or gone; 5 files that cannot be
opened or written.

Standard output gets the report, and with -o that as text, while the file gets
it in the -format. Where the exit code is not 0, or a flag made it 0, one line
on standard error says why. docs/gate.md says more.`

const compareExamples = `  cachebench compare old.txt new.txt
  cachebench compare old-1.txt,old-2.txt new-1.txt,new-2.txt -all
  cachebench compare old.txt new.txt -filter '/backend:cow' -units ns/op
  cachebench compare old.txt new.txt -format markdown -o summary.md
  cachebench compare old.txt new.txt -inconclusive pass -machines pass`

// compareFlags are the flags of compare.
type compareFlags struct {
	*flags
	alpha                           *single[float64]
	effect                          *single[share]
	filter                          *single[string]
	units, exact                    *list[string]
	all                             toggle
	format, out                     *single[string]
	inconclusive, missing, machines *single[bool] // whether it passes
	floor                           *single[string]
}

// What is written, by the name of the format.
var compareFormats = map[string]func(*compare.Report, io.Writer, int) error{
	"text":     (*compare.Report).Text,
	"markdown": func(r *compare.Report, w io.Writer, _ int) error { return r.Markdown(w) },
	"json":     func(r *compare.Report, w io.Writer, _ int) error { return r.JSON(w) },
}

func newCompareFlags() *compareFlags {
	f := newFlags("compare", compareSynopsis, compareExamples)
	f.operands = []string{"OLD", "NEW"}
	plain := func(text string) (string, error) { return text, nil }
	c := &compareFlags{
		flags:        f,
		alpha:        singleOf(parseAlpha, "0.01"),
		effect:       singleOf(parseEffect, "5%"),
		filter:       singleOf(plain, ""),
		units:        listOf(plain, ""),
		exact:        listOf(plain, ""),
		format:       singleOf(oneOf("format", []string{"text", "markdown", "json"}, func(name string) string { return name }), "text"),
		out:          singleOf(notDash("standard output is written anyway: leave -o out"), ""),
		inconclusive: singleOf(parsePass, "fail"),
		missing:      singleOf(parsePass, "fail"),
		machines:     singleOf(parsePass, "fail"),
		floor:        singleOf(notDash("a noise floor must be a file of cachebench aa"), ""),
	}
	f.Var(c.alpha, "alpha", "`chance` of a false alarm, of all rows together")
	f.Var(c.effect, "min-effect", "`change` below which nothing is worse that is judged by statistics")
	f.Var(c.filter, "filter", "`rows` and units to keep, as in benchstat: '/backend:cow .unit:ns/op'")
	f.Var(c.units, "units", "`units` to judge, a comma list; all that have a direction if not given,\nbut ops/s where there is ns/op")
	f.Var(c.exact, "exact", "`units` whose values are the same each time, whatever the files say, to be\ncompared by value")
	f.Var(&c.all, "all", "show units too that are not judged")
	f.Var(c.format, "format", "`format` of the report: text, markdown or json")
	f.Var(c.out, "o", "write the report to a `file`")
	f.Var(c.inconclusive, "inconclusive", "`what` becomes of the exit code 4: fail, or pass for 0")
	f.Var(c.missing, "missing", "`what` becomes of it where rows are gone from NEW: fail for 4, or pass.\nA row that is no longer measured is never worse, which is why it counts")
	f.Var(c.machines, "machines", "`what` becomes of files of different machines: fail for no judgement of\nwhat varies, or pass to judge it all the same")
	f.Var(c.floor, "floor", "`file` of noise floors that cachebench aa has written: what is judged by\nstatistics is worse only by twice its floor or more")
	return c
}

// options returns what the flags say of how to judge, and the floors with the machine
// that they are of.
func (c *compareFlags) options() (compare.Options, floors, error) {
	floor, err := readFloor(c.floor.text)
	return compare.Options{
		Alpha: c.alpha.value, MinEffect: float64(c.effect.value), Filter: c.filter.value, Units: c.units.values, Exact: c.exact.values,
		All: bool(c.all), Missing: c.missing.value, Machines: c.machines.value, Floor: floor.Rows,
	}, floor, err
}

// compare is the command.
func (a App) compare(_ context.Context, args []string, stdout, stderr io.Writer) error {
	c := newCompareFlags()
	if done, err := c.read(args, stdout); done {
		return err
	}
	options, floor, err := c.options()
	if err != nil {
		return err
	}
	if err := c.keepsInput(); err != nil {
		return err
	}
	sides := [2]*results.Set{}
	for i, files := range c.Args() {
		if sides[i], err = readResults(files); err != nil {
			return err
		}
		for _, f := range sides[i].Files {
			if f.Manifest == nil {
				continue
			}
			if err := floor.of(f.Manifest.Machine); err != nil {
				return err
			}
		}
	}
	return c.judge(sides, options, nil, stdout, stderr)
}

// keepsInput returns an error if the report would take the place of a file that it is made of.
func (c *compareFlags) keepsInput() error {
	if samePath(c.out.text, c.floor.text) {
		return usageError("-o %s would replace the noise floors: give the report another name", c.out.text)
	}
	for _, name := range strings.Split(strings.Join(c.Args(), ","), ",") {
		if samePath(c.out.text, strings.TrimSpace(name)) {
			return usageError("-o %s would replace a file of results: give the report another name", c.out.text)
		}
	}
	return nil
}

// write writes the report to standard output, and to the file if there is one.
func (c *compareFlags) write(r *compare.Report, stdout io.Writer) error {
	shown := c.format.value
	if c.out.text != "" {
		if err := writeWhole(c.out.text, func(to io.Writer) error { return compareFormats[shown](r, to, width(nil)) }); err != nil {
			return err
		}
		shown = "text"
	}
	return compareFormats[shown](r, stdout, width(behind(stdout)))
}

// verdict gives the report its exit code.
func (c *compareFlags) verdict(r *compare.Report, stderr io.Writer) error {
	text := r.Summary()
	if r.Verdict() != compare.Regression && len(r.Alerts) > 0 {
		text += "; " + strings.Join(r.Alerts, "; ")
	}
	switch v := r.Verdict(); {
	case v == compare.Regression:
		return &ExitError{Code: ExitRegression, Err: errors.New(text)}
	case v == compare.Inconclusive && c.inconclusive.value:
		_, err := fmt.Fprintf(stderr, "%s %s: passed by -inconclusive pass: %s\n", program, c.Name(), text)
		return err
	case v == compare.Inconclusive:
		return &ExitError{Code: ExitUndecided, Err: errors.New(text)}
	case len(r.Gone) > 0:
		_, err := fmt.Fprintf(stderr, "%s %s: passed by -missing pass: %d rows are gone\n", program, c.Name(), len(r.Gone))
		return err
	}
	return nil
}

// readResults reads a comma list of files of results.
func readResults(files string) (*results.Set, error) {
	names := strings.Split(files, ",")
	for i, name := range names {
		if names[i] = strings.TrimSpace(name); names[i] == "" {
			return nil, usageError("a name is missing among the files %q", files)
		}
	}
	s, err := results.Read(names...)
	if err != nil {
		return nil, resultsError(err)
	}
	return s, nil
}

func parseAlpha(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v > 0 && v < 1) { // written so that NaN fails
		return 0, errors.New("want a number above 0 and below 1, such as 0.01")
	}
	return v, nil
}

// share is a part of something. It is written in percent.
type share float64

// String returns it in percent, such as "5%".
func (s share) String() string { return fmt.Sprintf("%v%%", math.Round(1e8*float64(s))/1e6) }

// parseEffect parses a share, such as 5% or 0.05.
func parseEffect(text string) (share, error) {
	number, isPercent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if isPercent {
		v /= 100
	}
	if err != nil || !(v > 0 && v <= 10) { // written so that NaN fails
		return 0, errors.New("want a change above 0, such as 5% or 0.05, up to 1000%")
	}
	return share(v), nil
}

func parsePass(text string) (bool, error) {
	words := []string{"fail", "pass"}
	_, err := oneOf("word", words, func(w string) string { return w })(text)
	return text == "pass", err
}

// behind returns the stream that another one writes to, so that it can tell its width.
func behind(w io.Writer) io.Writer {
	if s, ok := w.(stream); ok {
		return s.w
	}
	return w
}
