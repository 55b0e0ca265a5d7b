package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/larder-go/larder/internal/suite"
)

// A run of a suite is a process of the same program, so that no run inherits the heap
// of another: it starts itself with this command, the name of the suite, and the
// command of the run. It is no command for people, and no help shows it.
const ofSuite = "of-suite"

// ofSuite is the command of a process that was started for a run. It ends, with what
// was measured kept, when its standard input does: the process that started it closes
// that after Ctrl-C, or has died. A signal would not do, since a terminal sends one to
// all processes by itself, and the second ends a command at once.
func (a App) ofSuite(ctx context.Context, args []string, stdout, stderr io.Writer) (string, error) {
	if len(args) < 2 {
		return program, usageError("%s is for cachebench itself", ofSuite)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	a.suite = args[0]
	return a.dispatch(ctx, args[1:], stdout, stderr)
}

// suitePass is the carrying out of runs.
type suitePass struct {
	app            App
	runs           []suiteRun
	folder         string
	stdout, stderr io.Writer
	failFast       bool
	trial          bool // nothing is kept: figures may be invalid, as they are where much else runs

	worst  int      // exit code
	failed []string // runs with their exit codes
	begun  int      // runs
}

// all carries the runs out, one after the other. The error tells of those that failed
// or are missing.
func (p *suitePass) all(ctx context.Context) error {
	if p.app.Executable == "" {
		return ioError("runs in processes of their own: this program cannot find its own file to start it")
	}
	for i, r := range p.runs {
		if ctx.Err() != nil {
			return p.interrupted(i)
		}
		if name := r.trace(); name != "" && p.app.Traces == "" {
			if _, err := fmt.Fprintf(p.stdout, "skipped: %s: no folder of traces is named, for %s (-traces or %s)\n", r.Name, name, tracesVariable); err != nil {
				return err
			}
			continue
		}
		p.begun++
		code, err := p.one(ctx, r)
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil || code == ExitInterrupted:
			return p.interrupted(i)
		case code == ExitInvalid && p.trial:
			fmt.Fprintf(p.stderr, "%s suite: note: the figures of %s were invalid, as they may be in a trial\n", program, r.Name)
			continue
		case code != 0:
			p.worst = max(p.worst, code)
			p.failed = append(p.failed, fmt.Sprintf("%s (exit code %d)", r.Name, code))
		}
		if code != 0 && p.failFast {
			return p.failures(i + 1)
		}
	}
	return p.failures(len(p.runs))
}

// failures returns the error about what failed, nil where nothing did. next is the
// first run that was not begun.
func (p *suitePass) failures(next int) error {
	if p.worst == 0 {
		return nil
	}
	text := fmt.Sprintf("%d of %d runs failed: %s", len(p.failed), p.begun, strings.Join(p.failed, ", "))
	if next < len(p.runs) {
		text += "; not begun: " + p.namesFrom(next)
	}
	return &ExitError{Code: p.worst, Err: errors.New(text)}
}

// interrupted returns the error about the runs from one on, which are missing.
func (p *suitePass) interrupted(from int) error {
	text := fmt.Sprintf("interrupted: not finished: %s", p.namesFrom(from))
	if len(p.failed) > 0 {
		text += "; failed: " + strings.Join(p.failed, ", ")
	}
	return interruption("%s", text)
}

func (p *suitePass) namesFrom(first int) string {
	var names []string
	for _, r := range p.runs[first:] {
		names = append(names, r.Name)
	}
	return strings.Join(names, ", ")
}

// one carries out a run and returns its exit code.
func (p *suitePass) one(ctx context.Context, r suiteRun) (code int, err error) {
	if len(r.Parts) == 1 {
		return p.start(ctx, r, r.Parts[0], resultFile(p.folder, r.Name))
	}
	whole, err := newParts(resultFile(p.folder, r.Name))
	if err != nil {
		return 0, err
	}
	defer whole.abort()
	for _, c := range r.Parts {
		if code, err = p.start(ctx, r, c, whole.part); code != 0 || err != nil || ctx.Err() != nil {
			return code, err
		}
		if err := whole.add(); err != nil {
			return 0, err
		}
	}
	return 0, whole.commit([]string{program, "suite", r.file, "-only", r.Name})
}

// start runs a command in a process of its own. What is wrong with it, the process
// says itself.
func (p *suitePass) start(ctx context.Context, r suiteRun, c suite.Command, out string) (code int, err error) {
	args := append(arguments(c), "-o", out)
	if _, err := fmt.Fprintf(p.stdout, "== %s: %s %s\n", r.Name, program, quoted(args)); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, p.app.Executable, append([]string{ofSuite, filepath.Base(r.file)}, args...)...)
	cmd.Env = append(os.Environ(), tracesVariable+"="+p.app.Traces)
	cmd.Stderr = p.stderr
	cmd.WaitDelay = 2 * lastWords
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return 0, ioError("cannot start a process for run %s: %w", r.Name, err)
	}
	cmd.Cancel = stdin.Close
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case cmd.ProcessState == nil && ctx.Err() != nil:
		return ExitInterrupted, nil
	case cmd.ProcessState == nil:
		return 0, ioError("cannot start a process for run %s: %w", r.Name, err)
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return ExitInvalid, nil // a signal that nobody here sent
	}
	return cmd.ProcessState.ExitCode(), nil
}
