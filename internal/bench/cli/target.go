package cli

import (
	"fmt"

	"github.com/larder-go/larder/internal/atomicfile"
	"github.com/larder-go/larder/internal/bench"
)

const (
	manifestSuffix = ".manifest.json" // makes the name of the manifest from that of the results
	partialSuffix  = ".partial"       // and that of results that are not to replace others
)

// target is a file of results with its manifest beside it. Both get their names
// with commit, or are dropped with abort.
type target struct {
	path   string
	file   *atomicfile.File
	beside *atomicfile.File // the manifest's; nil where there is no place for it
}

func openTarget(path string) (*target, error) {
	file, err := atomicfile.Create(path)
	if err != nil {
		return nil, fileError(err)
	}
	t := &target{path: path, file: file}
	if !file.Replaces() {
		return t, nil
	}
	if t.beside, err = atomicfile.Create(path + manifestSuffix); err != nil {
		t.abort()
		return nil, fileError(err)
	}
	return t, nil
}

// Write writes results.
func (t *target) Write(p []byte) (int, error) {
	n, err := t.file.Write(p)
	if err != nil {
		return n, fileError(err)
	}
	return n, nil
}

// commit gives the files their names: the results first, since a manifest without
// results is worse than results without a manifest.
func (t *target) commit(m *bench.Manifest) error {
	if err := t.file.Commit(); err != nil {
		return fileError(err)
	}
	if t.beside == nil {
		return nil
	}
	if err := m.Write(t.beside); err != nil {
		return fileError(err)
	}
	if err := t.beside.Commit(); err != nil {
		return fileError(err)
	}
	return nil
}

// String says where the files are.
func (t *target) String() string {
	if t.beside == nil {
		return t.path
	}
	return fmt.Sprintf("%s, what made them in %s", t.path, t.path+manifestSuffix)
}

func (t *target) abort() {
	t.file.Abort()
	if t.beside != nil {
		t.beside.Abort()
	}
}

func fileError(err error) error { return ioError("%w", unprefixed(err)) }
