package rules

import (
	"fmt"
	"path"
	"strings"
)

var testOnlyImports = Rule{
	Name: "TestOnlyImports",
	Reason: "a program that imports a cache must not link the test framework: it registers flags, and " +
		"what checks a cache is no part of it",
	Check: checkTestOnlyImports,
}

// frameworks are what only tests are made of.
var frameworks = []string{
	"testing",
	"github.com/stretchr/testify",
	"go.uber.org/goleak",
	"github.com/anishathalye/porcupine",
}

func checkTestOnlyImports(t *Tree) []Breach {
	var all []Breach
	for _, p := range t.Packages {
		if testSupport(p.ImportPath) {
			continue
		}
		for _, s := range p.Sources {
			for _, i := range s.Imports {
				if testOnly(t, i.Path) {
					all = append(all, Breach{s.Path, i.Line, fmt.Sprintf("%s is imported outside tests", i.Path)})
				}
			}
		}
	}
	return all
}

func testOnly(t *Tree, imported string) bool {
	for _, f := range frameworks {
		if below(imported, f) {
			return true
		}
	}
	return below(imported, t.Root) && testSupport(imported)
}

// testSupport reports whether a package is a part of tests that several
// packages share. As in the standard library its name ends in "test".
func testSupport(importPath string) bool {
	return strings.HasSuffix(path.Base(importPath), "test")
}
