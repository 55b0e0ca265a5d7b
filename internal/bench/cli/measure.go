package cli

import (
	"context"
	"errors"
	"io"

	"github.com/larder-go/larder/internal/bench"
)

// planner is the flags of a command that measures a plan.
type planner interface {
	all() *flags
	read(args []string, stdout io.Writer) (done bool, err error)
	plan() (bench.Plan, error) // once the flags are read
	fresh() bool               // whether each sample is to have a process of its own
	file() string              // of the results, or ""
}

// planner returns the flags of a command; nil if it measures no plan.
func (a App) planner(command string) planner {
	switch command {
	case "run":
		return a.runFlags()
	case "memory":
		return a.memoryFlags()
	case "iterate":
		return a.iterateFlags()
	case "snapshot":
		return a.snapshotFlags()
	case "sweep":
		return a.sweepFlags()
	case "latency":
		return a.latencyFlags()
	case "gc":
		return a.gcFlags()
	case "scale":
		return a.scaleFlags()
	case "growth":
		return a.growthFlags()
	}
	return nil
}

// measuring returns what runs a command that measures a plan.
func measuring(command string) func(a App, ctx context.Context, args []string, stdout, stderr io.Writer) error {
	return func(a App, ctx context.Context, args []string, stdout, stderr io.Writer) error {
		f := a.planner(command)
		if done, err := f.read(args, stdout); done {
			return err
		}
		p, err := f.plan()
		if err != nil {
			return err
		}
		m := measurement{plan: p, command: append([]string{command}, args...), fresh: f.fresh(), out: f.file()}
		if arranged, ok := f.(arranger); ok {
			m.axis = arranged.axis()
		}
		if k, ok := f.(keeping); ok {
			if m.keep, err = k.keeper(); err != nil {
				return err
			}
		}
		return a.measure(ctx, m, stdout, stderr)
	}
}

// measurement is what a command measures once its flags are understood.
type measurement struct {
	plan    bench.Plan
	command []string              // as it was given, without the program
	fresh   bool                  // each sample in a process of its own
	out     string                // file of the results, or ""
	axis    axis                  // of the table
	keep    func(bench.Row) error // is called with each row, unless it is nil
}

// keeping is a planner that keeps more of each row than its line.
type keeping interface {
	// keeper returns what is called with each row, nil for nothing, once it has made
	// sure that there is a place.
	keeper() (func(bench.Row) error, error)
}

// measure measures, reports and keeps the results.
func (a App) measure(ctx context.Context, m measurement, stdout, stderr io.Writer) error {
	p := m.plan
	if err := p.Check(); err != nil || a.dry {
		return err
	}
	if m.fresh {
		if a.Executable == "" {
			return ioError("samples in processes of their own: this program cannot find its own file to start it")
		}
		p.Elsewhere = fresh{a.Executable, m.command}.take
	}
	terminal := a.terminal(stderr)
	rows := stdout
	if terminal && a.terminal(stdout) {
		rows = nil // they would bury the table
	}
	out, err := a.openOutput(m.out, rows, p.Manifest(append([]string{program}, m.command...)))
	if err != nil {
		return err
	}
	defer out.abort()

	done := a.lookAround(&out.manifest.Machine, stderr)
	watch := newWatcher(out, p.Steps(), p.Samples, terminal, stderr)
	watch.axis, watch.keep = m.axis, m.keep
	err = p.Run(ctx, watch)
	watch.finish()
	done()
	var unfit *bench.UnfitError
	switch {
	case err == nil, errors.As(err, &unfit) && out.manifest.Rows > 0:
		if lost := out.commit(); lost != nil {
			return lost
		}
		if terminal {
			out.tell(stderr)
		}
		return err
	case errors.Is(err, context.Canceled):
		return out.interrupted()
	case errors.Is(err, bench.ErrInvalid):
		return out.invalid(err)
	}
	return err
}
