// Package mutate plants bugs into the module's own sources, one at a time and
// without touching a file, so that its tests can be tested: a suite that
// passes on a planted bug has a hole.
//
// The bugs are listed in this package's tests, by topic, each with the test that
// must fail on it: the fastest that does so every time. What only a race shows
// would be found by chance, so that the day on which it is not says nothing; such
// a bug gets a small test that brings about the order of events by itself. To add
// a bug, add it to one of the lists.
package mutate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Mutant is one planted bug.
type Mutant struct {
	Name string // what is wrong, such as "ForgottenPublish"
	File string // the file it is in, from the module's root
	Test string // the package whose tests must fail, such as "./cow"
	By   string // the test of it that must fail, such as "TestStore/Drain", as go test -v prints it
	Old  string // a piece of the file, which must be there exactly once
	New  string // what stands there instead
}

// Overlay writes the mutated file and a description for the go command's flag
// -overlay into the folder dir, and returns the description's path. root is
// the module's root. An error means that the mutant no longer fits the source.
func (m Mutant) Overlay(root, dir string) (string, error) {
	path := filepath.Join(root, filepath.FromSlash(m.File))
	source, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	if n := strings.Count(string(source), m.Old); n != 1 {
		return "", fmt.Errorf("mutate: %s: %s holds the piece to replace %d times, not once: %q", m.Name, m.File, n, m.Old)
	}
	mutated := filepath.Join(dir, filepath.Base(m.File))
	if err := os.WriteFile(mutated, []byte(strings.Replace(string(source), m.Old, m.New, 1)), 0o600); err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	description, err := json.Marshal(map[string]map[string]string{"Replace": {path: mutated}})
	if err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, description, 0o600); err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	return overlay, nil
}
