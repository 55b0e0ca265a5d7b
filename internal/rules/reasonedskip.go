package rules

import "go/ast"

var reasonedSkip = Rule{
	Name:   "ReasonedSkip",
	Reason: "a test that skips must say what is missing: scripts/test repeats it at the end of the run",
	Check:  checkReasonedSkip,
}

func checkReasonedSkip(t *Tree) []Breach {
	var all []Breach
	for s := range t.testCode() {
		ast.Inspect(s.AST, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) > 0 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "SkipNow" || sel.Sel.Name == "Skip") {
				all = append(all, t.breach(n, "a test skips without a reason"))
			}
			return true
		})
	}
	return all
}
