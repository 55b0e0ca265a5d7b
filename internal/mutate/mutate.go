// Package mutate plants bugs into the module's own sources, without touching a
// file, so that its tests can be tested: a suite that passes on a planted bug has
// a hole.
//
// To build a package's tests takes seconds, and to run one of them milliseconds.
// So the bugs that are to be found by one package are built into it together, each
// in a copy of the function that it is in, and an environment variable says which
// of the copies runs (R. Untch and others, "Mutation analysis using mutant
// schemata", 1993). A bug that is outside of functions is built alone.
//
// The bugs are listed in this package's tests, by topic, each with the test that
// must fail on it: the fastest that does so every time. What only a race shows
// would be found by chance, so that the day on which it is not says nothing; such
// a bug gets a small test that brings about the order of events by itself. To add
// a bug, add it to one of the lists.
package mutate

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// Groups divides mutants into those that can be built together, in the order in
// which they are given. root is the module's root. An error means that a mutant no
// longer fits the source.
func Groups(root string, all []Mutant) ([][]Mutant, error) {
	var groups [][]Mutant
	at := map[string]int{} // what a group has in common: its index
	for _, m := range all {
		source, err := m.source(root)
		if err != nil {
			return nil, err
		}
		common := m.Name
		body, err := m.within(source)
		if err != nil {
			return nil, err
		}
		if body != nil {
			external, err := m.unneeded(root)
			if err != nil {
				return nil, err
			}
			common = fmt.Sprint(m.Test, " ", len(external) > 0)
		}
		if i, ok := at[common]; ok {
			groups[i] = append(groups[i], m)
			continue
		}
		at[common] = len(groups)
		groups = append(groups, []Mutant{m})
	}
	return groups, nil
}

// source returns the file that the bug is in, as it is.
func (m Mutant) source(root string) (string, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
	if err != nil {
		return "", fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	if n := strings.Count(string(source), m.Old); n != 1 {
		return "", fmt.Errorf("mutate: %s: %s holds the piece to replace %d times, not once: %q", m.Name, m.File, n, m.Old)
	}
	return string(source), nil
}

// unneeded returns the files of the external test package if By is not in it: to
// compile one that instantiates every suite takes several times as long as all the
// rest.
func (m Mutant) unneeded(root string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(m.Test), "*_test.go"))
	if err != nil {
		return nil, fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	top, _, _ := strings.Cut(m.By, "/")
	var external []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("mutate: %s: %w", m.Name, err)
		}
		if !externalTest.Match(source) {
			continue
		}
		if strings.Contains(string(source), "\nfunc "+top+"(") {
			return nil, nil
		}
		external = append(external, file)
	}
	return slices.Clip(external), nil
}

var externalTest = regexp.MustCompile(`(?m)^package \w+_test$`)
