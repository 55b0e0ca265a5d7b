package rules

import (
	"fmt"
	"go/ast"
	"go/doc"
)

var packageExample = Rule{
	Name:   "PackageExample",
	Reason: "an Example with an Output comment shows how the package is used, and is run, so that it stays true",
	Check:  checkPackageExample,
}

func checkPackageExample(t *Tree) []Breach {
	var all []Breach
	for _, p := range t.Packages {
		if len(p.Sources) > 0 && !hasExample(p) {
			all = append(all, Breach{Path: p.Dir, What: fmt.Sprintf(
				"package %s has no Example function with an Output comment in its tests", p.Name)})
		}
	}
	return all
}

func hasExample(p *Package) bool {
	var files []*ast.File
	for _, s := range p.Tests {
		files = append(files, s.AST)
	}
	for _, e := range doc.Examples(files...) {
		if e.Output != "" || e.EmptyOutput {
			return true
		}
	}
	return false
}
