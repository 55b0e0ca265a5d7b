package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/compare"
)

const aaSynopsis = `Measure the noise floor of this machine: this program against itself, in turns
and each time in a new process, as ab does with two revisions. Every difference
is noise.

The floor of a row is the difference that was seen, or half of its confidence
interval if that is more. compare and ab -floor FILE call no row worse by less
than twice its floor; -min-effect does that for all rows alike. A floor holds
for this machine, these rows and this number of rounds.

Behind -- stands what is measured, as for ab.`

const aaExamples = `  cachebench aa
  cachebench aa -rounds 20 -o floor.json
  cachebench aa -o floor.json -- -backend cow -reads 100,90 -keys 1e6
  cachebench ab main -floor floor.json -- -backend cow -reads 100,90 -keys 1e6`

// aa measures this program against itself.
func (a App) aa(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	own, tail := cutTail(args)
	f := newFlags("aa", aaSynopsis, aaExamples)
	f.tail = "[-- what to measure]"
	rounds := singleOf(integer(leastRounds, mostSamples), usualRounds)
	out := singleOf(notDash("standard output gets the table"), "")
	f.Var(rounds, "rounds", "`number` of processes of each side, and so of samples")
	f.Var(out, "o", "write the floors to a `file` for compare -floor and ab -floor")
	if done, err := f.read(own, stdout); done {
		return err
	}
	measured, err := measuredCommand(tail)
	if err != nil {
		return err
	}
	if a.Executable == "" {
		return ioError("this program cannot find its own file to start it")
	}
	if out.text != "" { // known before anything is measured
		probe, err := openTarget(out.text)
		if err != nil {
			return err
		}
		probe.abort()
	}

	itself := []string{a.Executable}
	here := bench.ThisMachine()
	a.noteLoad(&here, stderr)
	t := turns{
		programs: [2][]string{itself, itself}, names: [2]string{"this program", "this program"},
		measured: measured, rounds: rounds.value, machine: &here,
	}
	record, err := a.take(ctx, t, stderr)
	if errors.Is(err, context.Canceled) {
		return interruption("interrupted after %d of %d processes: nothing is kept, since fewer rounds have a higher floor", len(record.Steps), 2*t.rounds)
	}
	if err != nil {
		return err
	}
	sets, err := t.sets(record)
	if err != nil {
		return err
	}
	report, err := compare.Compare(sets[0], sets[1], compare.Options{})
	if err != nil {
		return usageError("%w", unprefixed(err))
	}
	found := floorsOf(report)
	found.Command, found.Date = append([]string{program, "aa"}, args...), time.Now().UTC().Truncate(time.Second)
	found.Machine, found.Rounds = here, t.rounds
	if err := found.print(report, stdout); err != nil {
		return err
	}
	if len(found.Rows) == 0 {
		return &ExitError{Code: ExitUndecided, Err: errors.New("the samples are too few to tell a noise floor: more -rounds are needed")}
	}
	if out.text == "" {
		return nil
	}
	return found.write(out.text)
}

// floorsOf returns the floors of rows that are judged by statistics and have an
// interval.
func floorsOf(r *compare.Report) floors {
	f := floors{Rows: make(map[string]float64)}
	worst := 0.
	for _, row := range r.Rows {
		floor := max(math.Abs(row.Effect), half(row))
		if !varies(row) || math.IsInf(floor, 0) {
			continue
		}
		floor = math.Ceil(1e4*floor) / 1e4
		f.Rows[row.Key()] = floor
		worst = max(worst, floor)
	}
	// As compare does with a floor; in whole percents, upwards.
	f.MinEffect = max(usualMinEffect, math.Ceil(math.Round(1e4*2*worst)/1e2)/100)
	return f
}

// usualMinEffect is the default of -min-effect.
const usualMinEffect = 0.05

// half is half of the confidence interval of a row.
func half(r compare.Row) float64 { return (r.Hi - r.Lo) / 2 }

// print writes a table of the floors, the highest first, and what follows from them.
func (f floors) print(r *compare.Report, stdout io.Writer) error {
	rows := slices.DeleteFunc(slices.Clone(r.Rows), func(row compare.Row) bool { return !varies(row) })
	slices.SortStableFunc(rows, func(a, b compare.Row) int {
		switch x, y := f.Rows[a.Key()], f.Rows[b.Key()]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0) // names are long, and so the last
	fmt.Fprintln(t, "floor\tseen\tinterval\tunit\trow")
	for _, row := range rows {
		if floor, known := f.Rows[row.Key()]; known {
			fmt.Fprintf(t, "%.1f %%\t%+.1f %%\t±%.1f %%\t%s\t%s\n", 100*floor, 100*row.Effect, 100*half(row), row.Unit, row.Name)
		} else {
			fmt.Fprintf(t, "unknown\t\t\t%s\t%s\n", row.Unit, row.Name)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(f.Rows) == 0 {
		return nil
	}
	verdict := fmt.Sprintf("Here, with %d rounds, smaller changes than %.0f %% cannot be told from noise in all of these rows: -min-effect %.0f%%, or -floor with what -o writes.",
		f.Rounds, 100*f.MinEffect, 100*f.MinEffect)
	if r.Verdict() == compare.Regression {
		verdict += " With the usual -min-effect this would have been a false alarm."
	}
	_, err := fmt.Fprintln(stdout, "\n"+wrap(verdict, width(stdout)))
	return err
}
