package mutate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// chosen is the environment variable that says which of the bugs in a binary is
// there, by its name.
const chosen = "LARDER_MUTANT"

// choice is the file that every package with bugs in it is given.
const choice = `package %s

import "os"

var plantedBug = os.Getenv(%q)
`

// plant returns a file's source with bugs in it, and the file that its package is
// to be given as well. Before what a function does stands the whole of what it does
// with each bug, should that be the chosen one. The compiler tells its errors there
// by the bug's name.
func plant(source string, bugs []Mutant) (planted, added string, err error) {
	copies := map[body]string{}
	for _, m := range bugs {
		b, err := m.within(source)
		if err != nil {
			return "", "", err
		}
		if b == nil {
			return "", "", fmt.Errorf("mutate: %s is outside of functions, or beside a label: it is to be built alone", m.Name)
		}
		end := ""
		if !b.results {
			end = "return\n"
		}
		copies[*b] += fmt.Sprintf("\nif plantedBug == %q {\n//line %s:1\n%s\n%s}", m.Name, m.Name,
			strings.Replace(source[b.from:b.to], m.Old, m.New, 1), end)
		added = fmt.Sprintf(choice, b.pkg, chosen)
	}
	var all strings.Builder
	written := 0
	for _, b := range slices.SortedFunc(maps.Keys(copies), func(a, b body) int { return a.from - b.from }) {
		fmt.Fprintf(&all, "%s%s\n//line %s:%d\n", source[written:b.from], copies[b], bugs[0].File, b.line)
		written = b.from
	}
	all.WriteString(source[written:])
	return all.String(), added, nil
}
