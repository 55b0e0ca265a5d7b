package cli

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"github.com/larder-go/larder/internal/bench"
)

// watcher passes rows on and, where people look, shows how far the run is and
// sums it up.
type watcher struct {
	out    *output
	stderr io.Writer
	bar    *progressbar.ProgressBar // nil where nobody looks

	axis    axis                  // of the table
	keep    func(bench.Row) error // nil: nothing but the line
	width   int                   // of the terminal
	samples int                   // of a cell: the steps that skipping one saves
	works   map[[2]string]string  // by name and variant
	rows    []bench.Row
	missing []bench.Cannot
	notes   notes
}

func newWatcher(out *output, steps, samples int, terminal bool, stderr io.Writer) *watcher {
	w := &watcher{out: out, stderr: stderr, width: width(stderr), samples: samples, works: make(map[[2]string]string)}
	if terminal {
		w.bar = newBar(steps, stderr)
	}
	return w
}

// Work implements bench.Reporter.
func (w *watcher) Work(work *bench.Work) error {
	w.clear()
	r := work.Realised
	w.works[[2]string{work.Name, work.Variant}] = fmt.Sprintf("%d keys, %.3g %% Gets; the top key has %.2g %% of the operations, the top 1 %% of the keys %.3g %%",
		r.Keys, 100*r.Get, 100*r.TopKey, 100*r.Top1Pct)
	return w.out.work(work)
}

// Skip implements bench.Reporter.
func (w *watcher) Skip(c bench.Cell, reason string) error {
	w.missing = append(w.missing, bench.Cannot{Cell: c, Reason: reason})
	w.clear()
	defer w.step(w.samples)
	return w.out.skip(c, reason)
}

// Note implements bench.Reporter.
func (w *watcher) Note(c bench.Cell, text string) error {
	w.notes.add(c, text)
	w.clear()
	return w.out.note(c, text)
}

// Begin implements bench.Reporter.
func (w *watcher) Begin(c bench.Cell, _ int) {
	if w.bar != nil {
		w.bar.Describe(fmt.Sprintf("%s %s", c.Work, c.Backend))
	}
}

// Row implements bench.Reporter.
func (w *watcher) Row(r bench.Row) error {
	if w.bar != nil {
		w.rows = append(w.rows, r)
	}
	w.clear()
	defer w.step(1)
	if w.keep != nil {
		if err := w.keep(r); err != nil {
			return err
		}
	}
	return w.out.row(r)
}

// clear makes room for a line, in case standard output is the same terminal.
func (w *watcher) clear() {
	if w.bar != nil {
		_ = w.bar.Clear()
	}
}

func (w *watcher) step(n int) {
	if w.bar != nil {
		_ = w.bar.Add(n)
	}
}

// finish sums up.
func (w *watcher) finish() {
	if w.bar == nil {
		return
	}
	w.clear()
	w.table()
}
