package mutate

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// Find plants the bug and runs the test that must find it. It returns nil if
// that test fails. root is the module's root, dir a folder for what is needed
// meanwhile. It has the go command build the package's tests, which takes
// seconds.
func (m Mutant) Find(root, dir string) error {
	overlay, err := m.Overlay(root, dir)
	if err != nil {
		return err
	}
	out := run(root, m.Test, []string{m.By}, "-overlay="+overlay)
	switch {
	case has(out, "--- FAIL:", m.By):
		return nil
	case has(out, "--- PASS:", m.By):
		return fmt.Errorf("mutate: %s: %s of %s passes on this bug:\n%s", m.Name, m.By, m.Test, out)
	default: // it does not build, or has no such test, or that has ended early
		return fmt.Errorf("mutate: %s: %s of %s neither passes nor fails on this bug:\n%s", m.Name, m.By, m.Test, out)
	}
}

// Pass runs, without any bug, the named tests of a package together, and returns
// nil if there is a test of each name and all of them pass. root is the module's
// root.
func Pass(root, pkg string, names []string) error {
	out := run(root, pkg, names)
	for _, name := range names {
		switch {
		case has(out, "--- PASS:", name):
		case has(out, "=== RUN", name):
			return fmt.Errorf("mutate: %s of %s does not pass on the sources as they are:\n%s", name, pkg, out)
		default:
			return fmt.Errorf("mutate: %s has no test %s, or its tests do not run:\n%s", pkg, name, out)
		}
	}
	return nil
}

// run returns what the go command prints, whose exit status tells less.
func run(root, pkg string, names []string, flags ...string) []byte {
	flags = append(flags, "-v", "-count=1", "-failfast", "-vet=off", "-timeout=2m", "-run="+pattern(names), pkg)
	test := exec.Command("go", append([]string{"test"}, flags...)...)
	test.Dir = root
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
