// Package api tells what the packages of this repository export, a line for each
// symbol as in the files of Go's own api folder, so that a change of it is seen when
// it is made: the folder api has the lines, and this package's tests compare.
//
// What is exported is read from what the compiler writes for those who import a
// package. Names of parameters are left out, as nobody's code depends on them.
//
// It is not for judging whether a change breaks anybody: a line that is gone or is
// not what it was may, and is called so; a new line does not.
package api

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// Lines returns what a package exports, sorted: a line for each constant, variable,
// function, type, method, and for each field or method of an exported type.
func Lines(pkg *types.Package) []string {
	l := &lister{pkg: pkg}
	for _, name := range pkg.Scope().Names() {
		if obj := pkg.Scope().Lookup(name); obj.Exported() {
			l.object(obj)
		}
	}
	slices.Sort(l.lines)
	return slices.Compact(l.lines)
}

type lister struct {
	pkg   *types.Package
	lines []string
}

func (l *lister) add(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *lister) object(obj types.Object) {
	switch obj := obj.(type) {
	case *types.Const:
		l.add("const %s %s = %s", obj.Name(), l.text(obj.Type()), obj.Val().ExactString())
	case *types.Var:
		l.add("var %s %s", obj.Name(), l.text(obj.Type()))
	case *types.Func:
		l.add("func %s%s", obj.Name(), l.signature(obj.Signature()))
	case *types.TypeName:
		l.typeName(obj)
	}
}

func (l *lister) typeName(obj *types.TypeName) {
	if alias, ok := obj.Type().(*types.Alias); ok {
		l.add("type %s%s = %s", obj.Name(), l.parameters(alias.TypeParams()), l.text(alias.Rhs()))
		return
	}
	named, ok := obj.Type().(*types.Named)
	if !ok {
		return
	}
	head := "type " + obj.Name() + l.parameters(named.TypeParams())
	switch under := named.Underlying().(type) {
	case *types.Struct:
		l.add("%s struct", head)
		l.fields(head, under)
	case *types.Interface:
		l.interfaceMethods(head, under)
		return
	default:
		l.add("%s %s", head, l.text(under))
	}
	l.methods(named)
}

// fields lists those that a user can name.
func (l *lister) fields(head string, s *types.Struct) {
	for i := range s.NumFields() {
		f := s.Field(i)
		switch {
		case !f.Exported():
		case f.Embedded():
			l.add("%s struct, embedded %s", head, l.text(f.Type()))
		default:
			l.add("%s struct, %s %s", head, f.Name(), l.text(f.Type()))
		}
	}
}

// interfaceMethods lists them twice: each with its signature, and the names of all in
// the line of the type, which changes with one more, as whoever implements it must.
func (l *lister) interfaceMethods(head string, i *types.Interface) {
	var names []string
	for m := range i.Methods() {
		if !m.Exported() {
			names = append(names, "unexported methods")
			continue
		}
		names = append(names, m.Name())
		l.add("%s interface, %s%s", head, m.Name(), l.signature(m.Signature()))
	}
	for e := range i.EmbeddedTypes() {
		if u, ok := e.Underlying().(*types.Interface); !ok || !u.IsMethodSet() {
			names = append(names, l.text(e)) // a constraint
		}
	}
	slices.Sort(names)
	l.add("%s interface { %s }", head, strings.Join(slices.Compact(names), ", "))
}

// methods lists those of a type and of what it embeds, with the receiver that has
// them: the pointer, if a value has not.
func (l *lister) methods(named *types.Named) {
	values := types.NewMethodSet(named)
	for method := range types.NewMethodSet(types.NewPointer(named)).Methods() {
		if !method.Obj().Exported() {
			continue
		}
		receiver := named.Obj().Name() + names(named.TypeParams())
		if values.Lookup(method.Obj().Pkg(), method.Obj().Name()) == nil {
			receiver = "*" + receiver
		}
		l.add("method (%s) %s%s", receiver, method.Obj().Name(), l.signature(method.Type().(*types.Signature)))
	}
}
