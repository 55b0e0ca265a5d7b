package rules

import (
	"go/ast"
	"slices"
)

var noSleep = Rule{
	Name: "NoSleep",
	Reason: "a sleep is too short on a busy machine and too long on all others: " +
		"advance the fake clock, or wait for the event itself",
	Check: checkNoSleep,
}

func checkNoSleep(t *Tree) []Breach {
	var all []Breach
	for s := range t.testCode() {
		name := importName(s, "time")
		ast.Inspect(s.AST, func(n ast.Node) bool {
			if name != "" && selects(n, name, "Sleep") {
				all = append(all, t.breach(n, "a test sleeps"))
			}
			return true
		})
	}
	return all
}

// testCode is the tests, and the parts of tests that several packages share.
func (t *Tree) testCode() func(yield func(*Source) bool) {
	return func(yield func(*Source) bool) {
		for _, p := range t.Packages {
			files := p.Tests
			if testSupport(p.ImportPath) {
				files = slices.Concat(p.Sources, p.Tests)
			}
			for _, s := range files {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// importName returns the name under which a file refers to a package of the
// standard library, or "" if it does not.
func importName(s *Source, imported string) string {
	for i, spec := range s.AST.Imports {
		if s.Imports[i].Path != imported {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return imported
	}
	return ""
}

// selects reports whether n is the expression x.member.
func selects(n ast.Node, x, member string) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != member {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == x
}
