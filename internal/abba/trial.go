package abba

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// Side is one of the two that are compared.
type Side int

// Sides.
const (
	A Side = iota
	B
)

// String returns "A" or "B".
func (s Side) String() string { return [...]string{"A", "B"}[s] }

// Trial is what is run in turns.
type Trial struct {
	// Programs are those of each side, one for each layout: the first round takes the
	// first of both, the next one the second, and so on in turns.
	Programs [2][]string
	// Args are what every program is run with. It writes results to its standard
	// output, one sample of each row.
	Args []string
	// Rounds is how often each side runs.
	Rounds int
	// Begin, if it is not nil, is called before each process.
	Begin func(round int, side Side)
}

// Step is one process.
type Step struct {
	Side   Side
	Round  int
	Output []byte
}

// Order returns which side runs first in a round: A B, B A, A B, so that a drift of the
// machine hits both alike.
func Order(round int) [2]Side {
	if round%2 == 0 {
		return [2]Side{A, B}
	}
	return [2]Side{B, A}
}

// Run runs the processes, and returns what there is, also with an error: that of the
// context, a [ProcessError], or one that wraps results.ErrSyntax.
func (t Trial) Run(ctx context.Context) (Record, error) {
	var r Record
	for round := range t.Rounds {
		for _, side := range Order(round) {
			if t.Begin != nil {
				t.Begin(round, side)
			}
			programs := t.Programs[side]
			output, err := run(ctx, side, programs[round%len(programs)], t.Args)
			if err != nil {
				return r, err
			}
			if _, err := new(results.Set).Add(bytes.NewReader(output), "what "+side.String()+" wrote"); err != nil {
				return r, err
			}
			r.Steps = append(r.Steps, Step{side, round, output})
		}
	}
	return r, nil
}

// ProcessError says that a program failed.
type ProcessError struct {
	Side Side
	Code int    // exit code; -1 where a signal ended it
	Said string // the first line that it wrote to its standard error, or how it ended
}

// Error returns what the program said.
func (e *ProcessError) Error() string { return e.Said }

// interruptedCode is the exit code of programs that Ctrl-C ended.
const interruptedCode = 130

func run(ctx context.Context, side Side, program string, args []string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	interruptible(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return stdout.Bytes(), nil
	case !errors.As(err, &exit):
		return nil, fmt.Errorf("cannot start %s: %w", side, err)
	case exit.ExitCode() == interruptedCode || exit.String() == "signal: "+os.Interrupt.String():
		return nil, context.Canceled // a terminal interrupts all processes at once, this one a little later
	}
	return nil, &ProcessError{side, exit.ExitCode(), said(stderr.String(), exit)}
}

// said returns the line that tells why a program ended: warnings may come before it.
func said(stderr string, exit *exec.ExitError) string {
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, ": warning: ") {
			return line
		}
	}
	return "it ended with " + exit.String() + " and said nothing"
}
