package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/results"
)

const (
	usualRounds = "10" // enough for a test by ranks to tell 5 % from nothing on a quiet machine
	leastRounds = 2
)

// turns are two sides that measure the same, in turns.
type turns struct {
	programs [2][]string
	names    [2]string // for messages
	measured []string
	rounds   int
	machine  *bench.Machine // knows its load, and is told what was stolen
}

// take runs both sides, shows how far they are where people look, and returns what
// they wrote, also with an error.
func (a App) take(ctx context.Context, t turns, stderr io.Writer) (abba.Record, error) {
	done := a.watchSteal(t.machine, stderr)
	bar := a.progress(2*t.rounds, stderr)
	trial := abba.Trial{Programs: t.programs, Args: t.measured, Rounds: t.rounds}
	first := true
	trial.Begin = func(round int, side abba.Side) {
		if !first {
			bar.step()
		}
		first = false
		bar.describe(fmt.Sprintf("round %d of %d, %s", round+1, t.rounds, t.names[side]))
	}
	record, err := trial.Run(ctx)
	bar.clear()
	done()
	return record, t.explain(err)
}

// explain says which side an error comes from, and gives it a code.
func (t turns) explain(err error) error {
	var failed *abba.ProcessError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &failed):
		code := ExitInvalid
		if failed.Code == ExitUsage || failed.Code == ExitIO {
			code = failed.Code
		}
		text := fmt.Sprintf("%s is %s: %s", failed.Side, t.names[failed.Side], failed.Said)
		if strings.Contains(failed.Said, "unknown flag") {
			text += " (a revision knows the flags of its time)"
		}
		return &ExitError{Code: code, Err: errors.New(text)}
	case errors.Is(err, results.ErrSyntax):
		return &ExitError{Code: ExitInvalid, Err: unprefixed(err)}
	}
	return ioError("%w", err)
}

// sets returns what both sides wrote.
func (t turns) sets(r abba.Record) (sets [2]*results.Set, err error) {
	for side := range sets {
		if sets[side], err = sampled(r, abba.Side(side), nil); err != nil {
			return sets, err
		}
	}
	return sets, nil
}

// sampled returns what a side wrote in some rounds.
func sampled(r abba.Record, side abba.Side, keep func(round int) bool) (*results.Set, error) {
	s := new(results.Set)
	_, err := s.Add(bytes.NewReader(r.Results(side, keep)), side.String())
	return s, err
}

// interrupted says what became of what was measured.
func (t turns) interrupted(r abba.Record, kept string) error {
	switch n := len(r.Steps); {
	case n == 0:
		return interruption("interrupted before anything was measured")
	case kept == "":
		return interruption("interrupted after %d of %d processes, which are too few to judge; -o would have kept them", n, 2*t.rounds)
	default:
		return interruption("interrupted: what %d of %d processes measured is kept in %s", n, 2*t.rounds, kept)
	}
}

// progress shows how far something is, where people look.
type progress struct{ bar *progressbar.ProgressBar }

func (a App) progress(steps int, stderr io.Writer) progress {
	if !a.terminal(stderr) {
		return progress{}
	}
	return progress{newBar(steps, stderr)}
}

func newBar(steps int, stderr io.Writer) *progressbar.ProgressBar {
	return progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(stderr),
		progressbar.OptionSetDescription("preparing"),
		progressbar.OptionSetWidth(24),
		progressbar.OptionShowCount(),
		progressbar.OptionSetRenderBlankState(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

func (p progress) describe(text string) {
	if p.bar != nil {
		p.bar.Describe(text)
	}
}

func (p progress) step() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

func (p progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
