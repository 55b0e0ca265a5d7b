package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/larder-go/larder/internal/bench"
)

// worksOf returns what makes the workloads of a manifest anew. Where a trace is
// missing its error is fs.ErrNotExist.
func (a App) worksOf(m *bench.Manifest) (works []func() (bench.Work, error), err error) {
	command := m.Command[1]
	if command == "stampede" {
		return nil, nil
	}
	if i := slices.IndexFunc(m.Works, func(w bench.ManifestWork) bool { return w.Source.Trace != "" }); i >= 0 {
		_, err := os.Stat(a.tracePath(m.Works[i].Source.Trace))
		if command == "replay" || command == "suite" || errors.Is(err, fs.ErrNotExist) {
			return a.tracedWorks(m), nil
		}
	}
	for _, name := range m.Options.Backends { // those of others play no part in the operations
		if !slices.ContainsFunc(a.Backends, func(b bench.Backend) bool { return b.Name == name }) {
			a.Backends = append(slices.Clone(a.Backends), bench.Backend{Name: name})
		}
	}
	f := a.planner(command)
	if f == nil {
		return nil, usageError("%w", unknown("command", command, a.modes()))
	}
	if _, err := f.read(m.Command[2:], io.Discard); err != nil {
		return nil, err
	}
	p, err := f.plan()
	return p.Works, err
}

// tracedWorks returns what reads the traces of a manifest again.
func (a App) tracedWorks(m *bench.Manifest) (works []func() (bench.Work, error)) {
	for _, w := range m.Works {
		works = append(works, func() (bench.Work, error) {
			t, err := a.openTrace(w.Source.Trace, w.Source.Format)
			if err != nil {
				return bench.Work{}, err
			}
			source := bench.Source{Trace: w.Source.Trace, Format: t.Format, SHA256: t.SHA256}
			return bench.Recorded(t.Stream(), source, 0, 0)
		})
	}
	return works
}
