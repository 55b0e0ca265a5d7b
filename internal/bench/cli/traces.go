package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload/trace"
)

// A name of a trace that begins so is of the folder that App.Traces names, so that
// the command of a result means the same on every machine.
const tracesPrefix = "traces/"

// tracesVariable is the variable of the environment that names that folder.
const tracesVariable = "LARDER_TRACES"

// addTraces adds the flag that names that folder.
func (a App) addTraces(f *flags) *single[string] {
	folder := singleOf(fileName, a.Traces)
	f.Var(folder, "traces", "`folder` that traces/ stands for; "+tracesVariable+" if not given")
	f.Lookup("traces").DefValue = "" // the help is the same on every machine
	return folder
}

// useTraces takes the folder, and returns an error if one is named that is none.
func (a *App) useTraces(folder string) error {
	if folder != "" {
		info, err := os.Stat(folder)
		if err != nil {
			return fileError(err)
		}
		if !info.IsDir() {
			return ioError("the folder of traces: %s is no folder", folder)
		}
	}
	a.Traces = folder
	return nil
}

// tracePath returns where a trace is.
func (a App) tracePath(name string) string {
	if rest, ok := strings.CutPrefix(name, tracesPrefix); ok && a.Traces != "" {
		return filepath.Join(a.Traces, filepath.FromSlash(rest))
	}
	return name
}

// openTrace reads a trace file. An error has its exit code.
func (a App) openTrace(name, format string) (*trace.Trace, error) {
	t, err := trace.Open(a.tracePath(name), format)
	var at *fs.PathError
	switch {
	case errors.Is(err, trace.ErrFormat):
		return nil, usageError("%w", unprefixed(err))
	case errors.As(err, &at):
		return nil, ioError("%s: %w", at.Path, at.Err)
	case err != nil:
		return nil, ioError("%w", err)
	}
	return t, nil
}

// keepsTrace returns an error if results would take the place of the trace.
func (a App) keepsTrace(out, name string) error {
	if samePath(out, a.tracePath(name)) {
		return usageError("-o %s would replace the trace: give the results another name", out)
	}
	return nil
}

// replayed returns the workload of a trace, and the time to live of the caches.
func (w *workFlags) replayed(ops int) ([]func() (bench.Work, error), time.Duration, error) {
	size, err := strconv.Atoi(w.value.text)
	if err != nil {
		return nil, 0, usageError("-value %s: with -trace give a number of bytes", w.value.text)
	}
	ttl, err := plainTTL(w.ttl.text)
	if err != nil {
		return nil, 0, err
	}
	if w.app.dry {
		return nil, ttl, nil
	}
	if out := w.f.Lookup("o"); out != nil {
		if err := w.app.keepsTrace(out.Value.String(), w.trace.text); err != nil {
			return nil, 0, err
		}
	}
	t, err := w.app.openTrace(w.trace.text, w.format.value)
	if err != nil {
		return nil, 0, err
	}
	source := bench.Source{Trace: w.trace.text, Format: t.Format, SHA256: t.SHA256}
	work, err := bench.Recorded(t.Stream(), source, ops, size)
	if err != nil {
		return nil, 0, usageError("%w", err)
	}
	work.Labels = w.labels(ops)
	return []func() (bench.Work, error){func() (bench.Work, error) { return work, nil }}, ttl, nil
}

// formatFlag is the flag that names a format of traces.
func formatFlag(f *flags) *single[string] {
	s := singleOf(oneOf("format", trace.Formats(), func(name string) string { return name }), "")
	f.Var(s, "format", "`format` of the trace, where its content does not tell;\ncachebench list shows them")
	return s
}
