package cli

import (
	"context"
	"errors"
	"io"

	"github.com/larder-go/larder/internal/bench"
)

// measurement is what a command measures once its flags are understood.
type measurement struct {
	plan    bench.Plan
	command []string // as it was given, without the program
	fresh   bool     // each sample in a process of its own
	out     string   // file of the results, or ""
}

// measure measures, reports and keeps the results.
func (a App) measure(ctx context.Context, m measurement, stdout, stderr io.Writer) error {
	p := m.plan
	if err := p.Check(); err != nil {
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
	out, err := openOutput(m.out, rows, p.Manifest(append([]string{program}, m.command...)))
	if err != nil {
		return err
	}
	defer out.abort()

	watch := newWatcher(out, p.Steps(), p.Samples, terminal, stderr)
	err = p.Run(ctx, watch)
	watch.finish()
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
