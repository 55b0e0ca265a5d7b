package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// output is where rows go: standard output, and a file with its manifest.
type output struct {
	target   *target // nil without -o
	replaces bool    // a file of the name was there before
	rows     bytes.Buffer
	manifest *bench.Manifest
	shown    bool // standard output gets the rows
	stdout   *bench.Writer
	file     *bench.Writer
	lost     error // why standard output takes no more rows, while the file does
}

// openOutput opens everything that will be written, so that what cannot be
// written is known before anything is measured. stdout is nil where it is not to
// get the rows.
func (a App) openOutput(path string, stdout io.Writer, m *bench.Manifest) (*output, error) {
	m.Suite = a.suite
	o := &output{manifest: m, shown: stdout != nil}
	if o.shown {
		o.stdout = bench.NewWriter(stdout)
	}
	if path == "" {
		return o, nil
	}
	if o.shown && same(path, os.Stdout) {
		return o, nil // the rows go there anyway; twice they would count twice
	}
	_, missing := os.Stat(path)
	var err error
	if o.target, err = openTarget(path); err != nil {
		return nil, err
	}
	o.replaces = missing == nil && o.target.beside != nil
	to := io.Writer(o.target)
	if o.replaces {
		to = io.MultiWriter(to, &o.rows)
	}
	o.file = bench.NewWriter(to)
	return o, nil
}

// same reports whether path stands for the open file f.
func same(path string, f *os.File) bool {
	a, err := os.Stat(path)
	if err != nil {
		return false
	}
	b, err := f.Stat()
	return err == nil && os.SameFile(a, b)
}

func (o *output) work(w *bench.Work) error {
	o.manifest.Work(w)
	return o.each(func(to *bench.Writer) error { return to.Work(w) })
}

func (o *output) skip(c bench.Cell, reason string) error {
	return o.each(func(to *bench.Writer) error { return to.Skip(c, reason) })
}

func (o *output) note(c bench.Cell, text string) error {
	return o.each(func(to *bench.Writer) error { return to.Note(c, text) })
}

func (o *output) row(r bench.Row) error {
	o.manifest.Rows++
	return o.each(func(to *bench.Writer) error { return to.Row(r) })
}

func (o *output) stampede(r bench.StampedeRow) error {
	o.manifest.Rows++
	return o.each(func(to *bench.Writer) error { return to.Stampede(r) })
}

// each writes to both places. A reader of standard output that has gone away,
// such as head, does not cost the file its rows.
func (o *output) each(write func(*bench.Writer) error) error {
	if o.stdout != nil {
		if err := write(o.stdout); err != nil {
			if o.file == nil {
				return err
			}
			o.stdout, o.lost = nil, err
		}
	}
	if o.file == nil {
		return nil
	}
	return write(o.file)
}

// commit keeps what was written.
func (o *output) commit() error {
	if o.target == nil {
		return nil
	}
	if err := o.target.commit(o.manifest); err != nil {
		return err
	}
	return o.lost
}

// tell says where the results are.
func (o *output) tell(w io.Writer) {
	switch {
	case o.target != nil:
		fmt.Fprintf(w, "Results in %s.\n", o.target)
	case !o.shown:
		fmt.Fprintln(w, "To keep the benchmark lines, redirect standard output or give -o FILE.")
	}
}

// interrupted keeps what there is and returns the error that says so.
func (o *output) interrupted() error {
	n := o.manifest.Rows
	if n == 0 {
		return interruption("interrupted before anything was measured")
	}
	kept, err := o.keepPart()
	switch {
	case err != nil:
		return err
	case kept != "":
		return interruption("interrupted: %s", kept)
	case o.shown:
		return interruption("interrupted: %d rows were measured and are kept", n)
	}
	return interruption("interrupted: the table sums the %d rows up that were measured", n)
}

// invalid keeps what was measured before a sample that means nothing, and returns the
// error of that, which says so.
func (o *output) invalid(why error) error {
	if o.manifest.Rows == 0 || o.target == nil {
		return why
	}
	kept, err := o.keepPart()
	if err != nil {
		return err
	}
	return fmt.Errorf("%w; %s", why, kept)
}

// keepPart keeps what there is in the file, if there is one, and says where.
func (o *output) keepPart() (where string, err error) {
	o.manifest.Partial = true
	if err := o.each((*bench.Writer).Partial); err != nil {
		return "", err
	}
	if o.replaces {
		if err := o.divert(); err != nil {
			return "", err
		}
	}
	if err := o.commit(); err != nil || o.target == nil {
		return "", err
	}
	where = fmt.Sprintf("%d rows were measured and are kept in %s", o.manifest.Rows, o.target.path)
	if o.target.beside != nil {
		where += ", whose manifest says that they are not all"
	}
	if o.replaces {
		where += "; " + strings.TrimSuffix(o.target.path, partialSuffix) + " is as it was"
	}
	return where, nil
}

// divert puts the rows beside the file that is already there: a part of a new
// result is worth less than the whole of an old one.
func (o *output) divert() error {
	o.target.abort()
	beside, err := openTarget(o.target.path + partialSuffix)
	if err != nil {
		return err
	}
	o.target = beside
	_, err = o.rows.WriteTo(beside)
	return err
}

func interruption(format string, args ...any) error {
	return &ExitError{Code: ExitInterrupted, Err: fmt.Errorf(format, args...)}
}

// abort drops the files, unless they have got their names.
func (o *output) abort() {
	if o.target != nil {
		o.target.abort()
	}
}
