package suite

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/suggest"
)

// Keys are those of a run that are no flags of its command.
func Keys() []string { return []string{"name", "about", "mode", "workload", "tables", "backend"} }

// Parse reads a suite. file is for messages. Errors are of type [*Error].
func Parse(text []byte, file string) (*Suite, error) {
	d, err := read(text, file)
	if err != nil {
		return nil, err
	}
	b := &builder{document: d, suite: &Suite{File: file}, works: map[string][]Flag{}, sets: map[string]key{}, used: map[string]bool{}}
	for _, t := range d.tables {
		if err := b.declare(t); err != nil {
			return nil, err
		}
	}
	for _, r := range b.runs {
		if err := b.expand(r); err != nil {
			return nil, err
		}
	}
	if len(b.suite.Runs) == 0 {
		return nil, d.errorf(1, "there is no [[run]]: nothing would be measured")
	}
	if err := b.unused(); err != nil {
		return nil, err
	}
	return b.suite, nil
}

// unused returns an error about what no run has: a slip of the pen, of whose flags
// nobody would look at the names.
func (b *builder) unused() error {
	for _, t := range b.tables {
		if kind, name, _ := strings.Cut(t.path, "."); kind == "workload" && !b.used[t.path] {
			return b.errorf(t.line, "no run has workload %s", name)
		}
		for _, k := range t.keys {
			if t.path == "backends" && !b.used["backends."+k.name] {
				return b.errorf(k.line, "no run has the backends %s", k.name)
			}
		}
	}
	return nil
}

// builder makes a suite of a document.
type builder struct {
	*document
	suite *Suite
	works map[string][]Flag
	sets  map[string]key  // of backends
	used  map[string]bool // paths of the workloads and sets that a run has
	runs  []*draft
}

// draft is a run as it is written.
type draft struct {
	*table
	parts []*table
}

// declare keeps what a table says.
func (b *builder) declare(t *table) error {
	kind, name, _ := strings.Cut(t.path, ".")
	switch {
	case t.path == "":
		return b.head(t)
	case t.path == "run" && t.array:
		b.runs = append(b.runs, &draft{table: t})
		return nil
	case t.path == "run.part" && t.array:
		if len(b.runs) == 0 {
			return b.errorf(t.line, "[[run.part]] stands before any [[run]]: it is a part of the one above it")
		}
		last := b.runs[len(b.runs)-1]
		last.parts = append(last.parts, t)
		return nil
	case t.path == "run":
		return b.errorf(t.line, "[run] is one table: write [[run]], since there may be several")
	case kind == "workload" && name != "" && !t.array:
		flags, err := b.flags(t)
		b.works[name] = flags
		return err
	case t.path == "backends" && !t.array:
		for _, k := range t.keys {
			b.sets[k.name] = k
		}
		return nil
	}
	return b.errorf(t.line, "%v", suggest.Unknown("table", t.path, []string{"run", "run.part", "workload.NAME", "backends"}))
}

// head reads what stands before the tables.
func (b *builder) head(t *table) error {
	for _, k := range t.keys {
		if k.name != "title" {
			return b.errorf(k.line, "%v (flags belong to a [[run]] or a [workload.NAME])", suggest.Unknown("key", k.name, []string{"title"}))
		}
		b.suite.Title = k.text()
	}
	return nil
}

// flags returns the keys of a table that are flags.
func (b *builder) flags(t *table) (flags []Flag, err error) {
	for _, k := range t.keys {
		switch {
		case strings.Contains(k.name, "."):
			return nil, b.errorf(k.line, "%s: a key has no dots here; write a table [workload.NAME]", k.name)
		case k.name == "o":
			return nil, b.errorf(k.line, "o is not for suites: the results go to a file of the name of the run")
		case k.name == "backend":
			if k.texts, err = b.backends(k); err != nil {
				return nil, err
			}
		case k.name == "trace" && !k.list:
			k.texts = []string{b.beside(k.text())}
		case slices.Contains(Keys(), k.name):
			if t.path != "run" {
				return nil, b.errorf(k.line, "%s belongs to a [[run]]", k.name)
			}
			continue
		}
		flags = append(flags, Flag{Name: k.name, Value: k.text(), Line: k.line})
	}
	return flags, nil
}

// beside returns the path of a file: where it begins with a dot it lies beside the suite.
func (b *builder) beside(name string) string {
	if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
		return path.Join(path.Dir(filepath.ToSlash(b.file)), name)
	}
	return name
}

// backends puts lists of backends in place of their names.
func (b *builder) backends(k key) (names []string, err error) {
	for _, name := range k.texts {
		members := []string{name}
		if set, ok := b.sets[name]; ok {
			members, b.used["backends."+name] = set.texts, true
		}
		for _, m := range members {
			if slices.Contains(names, m) {
				return nil, b.errorf(k.line, "backend %s is named twice", m)
			}
			names = append(names, m)
		}
	}
	return names, nil
}

// fileName is what a run may be called.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// one returns the only value of a key.
func (b *builder) one(t *table, name string) (key, error) {
	k, ok := t.has(name)
	switch {
	case !ok:
		return k, b.errorf(t.line, "the run has no %s", name)
	case k.list || k.text() == "":
		return k, b.errorf(k.line, "%s: want one string", name)
	}
	return k, nil
}

// several returns a key that may be a list; one without texts where it is not there.
func several(t *table, name string) key {
	if k, ok := t.has(name); ok {
		return k
	}
	return key{line: t.line}
}
