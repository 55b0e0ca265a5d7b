package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// A sample in a process of its own is taken by the same program: a process starts
// itself with this command, the number of a workload, the name of a combination
// and its own command line, and reads the sample from the standard output. It is
// no command for people, and no help shows it.
const oneSample = "one-sample"

// lastWords is how long a process that was interrupted may take to end.
const lastWords = 5 * time.Second

// fresh starts processes that take one sample each.
type fresh struct {
	program string
	args    []string // the command and its flags, as they were given
}

// take implements bench.Plan.Elsewhere. What is wrong in the process is returned
// as it would be if it had happened here.
func (f fresh) take(ctx context.Context, work int, c bench.Cell) (s bench.Single, err error) {
	cmd := exec.CommandContext(ctx, f.program, append([]string{oneSample, strconv.Itoa(work), c.Name()}, f.args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = lastWords
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) == nil {
			return nil
		}
		return cmd.Process.Kill() // where there are no signals
	}
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return s, ctx.Err()
	case err == nil:
		if err := json.Unmarshal(stdout.Bytes(), &s); err != nil {
			return s, fmt.Errorf("%w: backend %s on %s: its process answered what is no sample: %w", bench.ErrInvalid, c.Backend, c.Work, err)
		}
		return s, nil
	case errors.As(err, &exit):
		return s, f.cause(c, exit, stderr.String())
	}
	return s, ioError("cannot start a process for a sample: %w", err)
}

// cause returns the error that ended a process.
func (fresh) cause(c bench.Cell, exit *exec.ExitError, stderr string) error {
	if exit.ExitCode() == ExitInterrupted || exit.ProcessState.String() == "signal: "+os.Interrupt.String() {
		return context.Canceled // a terminal interrupts all processes at once, this one a little later
	}
	if text, ok := strings.CutPrefix(stderr, program+": "); ok && exit.ExitCode() > 0 {
		said := error(&worded{text: strings.TrimSpace(text)})
		if exit.ExitCode() == ExitInvalid {
			said = &worded{text: strings.TrimSpace(text), err: bench.ErrInvalid}
		}
		return &ExitError{Code: exit.ExitCode(), Err: said}
	}
	first, _, _ := strings.Cut(stderr, "\n") // of a crash: what follows is its stacks
	return fmt.Errorf("%w: backend %s on %s: its process ended with %v: %s", bench.ErrInvalid, c.Backend, c.Work,
		exit.ProcessState, cmp.Or(strings.TrimSpace(first), "it said nothing"))
}

// one is the command of a process that was started for a sample.
func (a App) one(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) < 3 {
		return usageError("%s is for cachebench itself", oneSample)
	}
	number, cell, args := args[0], args[1], args[2:]
	work, err := strconv.Atoi(number)
	if err != nil {
		return usageError("%s: %q is not the number of a workload", oneSample, number)
	}
	p, err := a.planOf(args)
	if err != nil {
		return err
	}
	s, err := p.Take(ctx, work, cell)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(s)
}

// planOf returns the plan of a command line.
func (a App) planOf(args []string) (bench.Plan, error) {
	f := a.planner(args[0])
	if f == nil {
		return bench.Plan{}, usageError("%s: there are no samples of %q", oneSample, args[0])
	}
	if _, err := f.read(args[1:], io.Discard); err != nil {
		return bench.Plan{}, err
	}
	return f.plan()
}
