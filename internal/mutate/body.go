package mutate

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// body is where a function's body stands in a file, without its braces.
type body struct {
	pkg      string // the file's package
	from, to int    // in bytes
	line     int    // that of from
	results  bool   // the function returns something
}

// within returns the body of the function that the bug is in; nil if it is in none,
// or if there is a label in it, which cannot be there twice.
func (m Mutant) within(source string) (*body, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, m.File, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("mutate: %s: %w", m.Name, err)
	}
	begin := strings.Index(source, m.Old)
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil || labelled(f.Body) {
			continue
		}
		open := files.Position(f.Body.Lbrace)
		b := body{file.Name.Name, open.Offset + 1, files.Position(f.Body.Rbrace).Offset, open.Line, f.Type.Results != nil}
		if begin >= b.from && begin+len(m.Old) <= b.to {
			return &b, nil
		}
	}
	return nil, nil
}

func labelled(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		_, label := n.(*ast.LabeledStmt)
		found = found || label
		return !found
	})
	return found
}
