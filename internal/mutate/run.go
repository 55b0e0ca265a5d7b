package mutate

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Binary is the tests of a package with bugs in them, of which a run has one or
// none. It is safe for concurrent use.
type Binary struct {
	file string // what to run
	dir  string // where: the package's folder
}

// Build plants a group of mutants, see Groups, and builds the tests that must find
// them. root is the module's root, dir a folder for what comes of it. It takes
// seconds.
func Build(root, dir string, group []Mutant) (*Binary, error) {
	overlay, err := Overlay(root, dir, group)
	if err != nil {
		return nil, err
	}
	pkg := group[0].Test
	b := &Binary{file: filepath.Join(dir, "planted.test"), dir: filepath.Join(root, filepath.FromSlash(pkg))}
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay="+overlay, "-o="+b.file, pkg)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mutate: the tests of %s do not build with %s and %d more: %w\n%s",
			pkg, group[0].Name, len(group)-1, err, out)
	}
	return b, nil
}

// Find runs, with one of the bugs that b was built with, the test that must find
// it. It returns nil if that test fails.
func (b *Binary) Find(m Mutant) error {
	out := b.run(m.Name, []string{m.By})
	switch {
	case has(out, "--- FAIL:", m.By):
		return nil
	case has(out, "--- PASS:", m.By):
		return fmt.Errorf("mutate: %s: %s of %s passes on this bug:\n%s", m.Name, m.By, m.Test, out)
	default: // there is no such test, or it has ended early
		return fmt.Errorf("mutate: %s: %s of %s neither passes nor fails on this bug:\n%s", m.Name, m.By, m.Test, out)
	}
}

// Pass runs, with none of the bugs, the named tests together, and returns nil if
// there is a test of each name and all of them pass. So what fails on a bug fails
// because of it, and not because it was planted.
func (b *Binary) Pass(tests []string) error {
	out := b.run("", tests)
	for _, name := range tests {
		switch {
		case has(out, "--- PASS:", name):
		case has(out, "=== RUN", name):
			return fmt.Errorf("mutate: %s in %s does not pass without a bug:\n%s", name, b.dir, out)
		default:
			return fmt.Errorf("mutate: there is no test %s in %s, or its tests do not run:\n%s", name, b.dir, out)
		}
	}
	return nil
}

// run returns what the tests print, whose exit status tells less.
func (b *Binary) run(bug string, tests []string) []byte {
	test := exec.Command(b.file, "-test.v", "-test.failfast", "-test.paniconexit0", "-test.timeout=2m", "-test.run="+pattern(tests))
	test.Dir = b.dir
	test.Env = append(os.Environ(), chosen+"="+bug)
	out, err := test.CombinedOutput()
	if err != nil {
		out = fmt.Appendln(out, err)
	}
	return out
}

// pattern returns what selects the tests with these names, and no others.
func pattern(names []string) string {
	var all []string
	for _, name := range names {
		parts := strings.Split(name, "/")
		for i, part := range parts {
			parts[i] = "^" + regexp.QuoteMeta(part) + "$"
		}
		all = append(all, strings.Join(parts, "/"))
	}
	return strings.Join(all, "|")
}

// has reports whether go test -v has printed such a line for a test.
func has(out []byte, mark, name string) bool {
	return regexp.MustCompile(`(?m)^\s*` + mark + `\s+` + regexp.QuoteMeta(name) + `( \(.*)?$`).Match(out)
}
