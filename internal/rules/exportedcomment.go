package rules

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

var exportedComment = Rule{
	Name:   "ExportedComment",
	Reason: "go doc alone must be enough to use a package: every exported name says what it means",
	Check:  checkExportedComment,
}

func checkExportedComment(t *Tree) []Breach {
	var all []Breach
	for _, p := range t.Packages {
		for _, s := range p.Sources {
			for _, decl := range s.AST.Decls {
				all = append(all, undocumented(t, decl, !internal(p))...)
			}
		}
	}
	return all
}

// internal reports whether only this module can import a package. There the
// names of members may speak for themselves.
func internal(p *Package) bool { return slices.Contains(strings.Split(p.ImportPath, "/"), "internal") }

func undocumented(t *Tree, decl ast.Decl, members bool) []Breach {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && receiverExported(d) && d.Doc.Text() == "" {
			return []Breach{t.breach(d, "exported %s has no doc comment", d.Name.Name)}
		}
	case *ast.GenDecl:
		var all []Breach
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					all = append(all, undocumentedType(t, s, d.Doc, members)...)
				}
			case *ast.ValueSpec:
				// The comment of a group documents all of it; where each
				// has its own, the names in a row share one.
				if commented(s.Doc, s.Comment, d.Doc) {
					continue
				}
				all = append(all, bare(t, s.Names, token.Token.String(d.Tok))...)
			}
		}
		return all
	}
	return nil
}

// undocumentedType looks at a type, and at its members: the exported fields of
// a struct, the methods of an interface.
func undocumentedType(t *Tree, s *ast.TypeSpec, group *ast.CommentGroup, members bool) []Breach {
	var all []Breach
	if !commented(s.Doc, s.Comment, group) {
		all = append(all, t.breach(s, "exported type %s has no doc comment", s.Name.Name))
	}
	if !members {
		return all
	}
	var list *ast.FieldList
	switch u := s.Type.(type) {
	case *ast.StructType:
		list = u.Fields
	case *ast.InterfaceType:
		list = u.Methods
	default:
		return all
	}
	for _, m := range list.List {
		if !commented(m.Doc, m.Comment) {
			all = append(all, bare(t, m.Names, "member of "+s.Name.Name+":")...)
		}
	}
	return all
}

// bare reports the exported ones of names that have no comment.
func bare(t *Tree, names []*ast.Ident, what string) []Breach {
	var all []Breach
	for _, n := range names {
		if n.IsExported() {
			all = append(all, t.breach(n, "exported %s %s has no doc comment", what, n.Name))
		}
	}
	return all
}

func commented(groups ...*ast.CommentGroup) bool {
	for _, g := range groups {
		if g.Text() != "" {
			return true
		}
	}
	return false
}

// receiverExported reports whether d is a function, or a method of an exported
// type.
func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}
