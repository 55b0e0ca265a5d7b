package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/larder-go/larder/internal/atomicfile"
	"github.com/larder-go/larder/internal/bench"
)

// output is where rows go: standard output, and a file with its manifest.
type output struct {
	path     string
	file     *atomicfile.File // nil without -o
	beside   *atomicfile.File // the manifest's; nil where there is no place for it
	manifest *bench.Manifest
	writers  []*bench.Writer
}

// manifestSuffix makes the name of the manifest from that of the results.
const manifestSuffix = ".manifest.json"

// openOutput opens everything that will be written, so that what cannot be
// written is known before anything is measured.
func openOutput(path string, stdout io.Writer, m *bench.Manifest) (*output, error) {
	o := &output{path: path, manifest: m, writers: []*bench.Writer{bench.NewWriter(stdout)}}
	if path == "" {
		return o, nil
	}
	if same(path, os.Stdout) {
		return o, nil // the rows go there anyway; twice they would count twice
	}
	var err error
	if o.file, err = atomicfile.Create(path); err != nil {
		return nil, fileError(err)
	}
	o.writers = append(o.writers, bench.NewWriter(fileWriter{o.file}))
	if o.file.Replaces() {
		if o.beside, err = atomicfile.Create(path + manifestSuffix); err != nil {
			o.abort()
			return nil, fileError(err)
		}
	}
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

func (o *output) row(r bench.Row) error {
	o.manifest.Rows++
	return o.each(func(to *bench.Writer) error { return to.Row(r) })
}

func (o *output) each(write func(*bench.Writer) error) error {
	for _, to := range o.writers {
		if err := write(to); err != nil {
			return err
		}
	}
	return nil
}

// commit gives the files their names: the results first, since a manifest without
// results is worse than results without a manifest.
func (o *output) commit(partial bool) error {
	o.manifest.Partial = partial
	if o.file == nil {
		return nil
	}
	if err := o.file.Commit(); err != nil {
		return fileError(err)
	}
	if o.beside == nil {
		return nil
	}
	if err := o.manifest.Write(o.beside); err != nil {
		return fileError(err)
	}
	if err := o.beside.Commit(); err != nil {
		return fileError(err)
	}
	return nil
}

// tell says where the results are.
func (o *output) tell(w io.Writer) {
	switch {
	case o.beside != nil:
		fmt.Fprintf(w, "Results in %s, what made them in %s.\n", o.path, o.path+manifestSuffix)
	case o.file != nil:
		fmt.Fprintf(w, "Results in %s.\n", o.path)
	}
}

// interrupted keeps what there is and returns the error that says so.
func (o *output) interrupted() error {
	n := o.manifest.Rows
	text := "interrupted before anything was measured"
	if n > 0 {
		if err := o.commit(true); err != nil {
			return err
		}
		text = fmt.Sprintf("interrupted: %d rows were measured and are kept", n)
		if o.file != nil {
			text += fmt.Sprintf(" in %s", o.path)
		}
		if o.beside != nil {
			text += ", whose manifest says that they are not all"
		}
	}
	return &ExitError{Code: ExitInterrupted, Err: fmt.Errorf("%s", text)}
}

// abort drops the files, unless they have got their names.
func (o *output) abort() {
	for _, f := range []*atomicfile.File{o.file, o.beside} {
		if f != nil {
			f.Abort()
		}
	}
}

// fileWriter gives the errors of a file their exit code.
type fileWriter struct{ f *atomicfile.File }

func (w fileWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if err != nil {
		return n, fileError(err)
	}
	return n, nil
}

func fileError(err error) error { return ioError("%w", err) }
