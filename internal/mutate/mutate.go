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
	"regexp"
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
// -overlay into the folder dir, and returns the description's path. It also leaves
// out what By does not need. root is
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
	replace, err := m.unneeded(root)
	if err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	replace[path] = mutated
	description, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, description, 0o600); err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	return overlay, nil
}

// unneeded maps to "", for the go command to pass them over, the files of the
// external test package if By is not in it: to compile one that instantiates
// every suite takes several times as long as all the rest.
func (m Mutant) unneeded(root string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(m.Test), "*_test.go"))
	if err != nil {
		return nil, err
	}
	top, _, _ := strings.Cut(m.By, "/")
	external := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if !externalTest.Match(source) {
			continue
		}
		if strings.Contains(string(source), "\nfunc "+top+"(") {
			return map[string]string{}, nil
		}
		external[file] = ""
	}
	return external, nil
}

var externalTest = regexp.MustCompile(`(?m)^package \w+_test$`)
