package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/bench"
)

// Files of a folder that ab keeps its results in.
var sideFiles = [2]string{"a.txt", "b.txt"}

const trialFile = "ab.json"

// trialManifest is what made the results of ab. Beside the results of each side lies
// a manifest like those of the other commands.
type trialManifest struct {
	Command  []string         `json:"command"`
	Date     time.Time        `json:"date"`
	Partial  bool             `json:"partial"` // it was interrupted
	Package  string           `json:"package"`
	Measured []string         `json:"measured"` // with what each process was started
	Rounds   int              `json:"rounds"`   // that were asked for
	Layouts  int              `json:"layouts"`  // orders in which the functions were linked; round n had number n modulo so many
	Order    string           `json:"order"`    // of the processes
	Sides    [2]abba.Revision `json:"sides"`    // A and B
	Machine  bench.Machine    `json:"machine"`
}

// trialFolder is where the results of ab are kept. Where no name is given nothing is.
type trialFolder struct {
	path  string
	made  bool // the folder was not there before
	sides [2]*target
}

// openTrialFolder opens what will be written, so that what cannot be is known before
// anything is built. Results of before are not replaced.
func openTrialFolder(path string) (*trialFolder, error) {
	f := &trialFolder{path: path}
	if path == "" {
		return f, nil
	}
	for _, name := range append(sideFiles[:], trialFile) {
		if _, err := os.Lstat(filepath.Join(path, name)); err == nil {
			return nil, usageError("-o %s: it holds %s already: name another folder", path, name)
		}
	}
	err := os.Mkdir(path, 0o777)
	if f.made = err == nil; err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, ioError("-o: %w", err)
	}
	for side, name := range sideFiles {
		if f.sides[side], err = openTarget(filepath.Join(path, name)); err != nil {
			f.abort()
			return nil, err
		}
	}
	return f, nil
}

// keep writes what there is.
func (f *trialFolder) keep(r abba.Record, m trialManifest) error {
	if f.path == "" || len(r.Steps) == 0 {
		return nil
	}
	m.Order = r.Order()
	for side, to := range f.sides {
		text := r.Results(abba.Side(side), nil)
		if len(text) == 0 {
			continue // it had no turn: a file without results is none
		}
		if m.Partial {
			text = append(text, bench.PartialLine...)
		}
		if _, err := to.Write(text); err != nil {
			return err
		}
		if err := to.commit(m.of(abba.Side(side), r)); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(f.path, trialFile), m)
}

// of returns the manifest of a side, as if its program had written it.
func (m trialManifest) of(side abba.Side, r abba.Record) *bench.Manifest {
	revision := m.Sides[side]
	machine := m.Machine
	machine.Commit, machine.Modified = revision.Commit, revision.Modified
	one := &bench.Manifest{Command: append([]string{program}, m.Measured...), Date: m.Date, Partial: m.Partial, Machine: machine}
	one.Options.Processes, one.Options.Samples = true, r.Rounds(side)
	if s, err := sampled(r, side, nil); err == nil {
		one.Rows = s.Files[0].Results
	}
	return one
}

// abort drops what was not kept.
func (f *trialFolder) abort() {
	for _, to := range f.sides {
		if to != nil {
			to.abort()
		}
	}
	if f.made {
		_ = os.Remove(f.path) // fails where there is something in it, which is right
	}
}
