package rules

import (
	"fmt"
	"slices"
	"strings"
)

var importDirection = Rule{
	Name: "ImportDirection",
	Reason: "imports point one way, so that a backend can be used, read and replaced without the others, " +
		"and no user's module is made to download what only the lab needs",
	Check: checkImportDirection,
}

// direction is what packages may import besides the standard library and what
// lies in their own folder. It holds for what they import in turn, too.
type direction struct {
	of  []string // folders and all below; "." is the root package alone
	may []string // "." the root package, "x/" a folder of this module and all below, else an import path and all below
}

var directions = []direction{
	{of: []string{"."}},
	{of: []string{"fakeclock", "writebehind"}, may: []string{"."}},
	{of: []string{"workload/trace"}, may: []string{
		"workload/", "github.com/klauspost/compress", "github.com/ulikunitz/xz",
	}},
	{of: []string{"workload"}},
	{of: []string{"snapshot"}, may: []string{".", "internal/"}},
	{of: []string{"cow", "syncmap", "rwmutex", "sharded", "arena"}, may: []string{
		".", "internal/", "snapshot/", "github.com/puzpuzpuz/xsync",
	}},
	{of: []string{"loader"}, may: []string{".", "snapshot/", "internal/"}},
	{of: []string{"httpcache"}, may: []string{".", "internal/"}},
	{of: []string{"tiered"}, may: []string{".", "loader/", "snapshot/", "internal/"}},
}

func checkImportDirection(t *Tree) []Breach {
	var all []Breach
	for _, p := range t.Packages {
		if d, ok := directionOf(t, p); ok {
			all = append(all, walkImports(t, p, d)...)
		}
	}
	return all
}

// directionOf returns the first direction that holds for p.
func directionOf(t *Tree, p *Package) (direction, bool) {
	if p.ImportPath != join(t.Root, p.Dir) {
		return direction{}, false // another module: its go.mod says what it needs
	}
	for _, d := range directions {
		for _, of := range d.of {
			if p.Dir == of || of != "." && strings.HasPrefix(p.Dir, of+"/") {
				d.may = append(slices.Clone(d.may), of+"/")
				return d, true
			}
		}
	}
	return direction{}, false
}

// walkImports follows the imports of p through this module.
func walkImports(t *Tree, p *Package, d direction) []Breach {
	var all []Breach
	seen := map[*Package]bool{}
	var visit func(at *Package, via string)
	visit = func(at *Package, via string) {
		if seen[at] {
			return
		}
		seen[at] = true
		for _, s := range at.Sources {
			for _, i := range s.Imports {
				if !allowed(t, d, i.Path) {
					all = append(all, Breach{s.Path, i.Line, fmt.Sprintf("%s must not import %s%s (it may: %s)",
						p.Dir, i.Path, via, strings.Join(append([]string{"the standard library"}, d.may...), ", "))})
					continue
				}
				for _, next := range t.Packages {
					if next.ImportPath == i.Path {
						visit(next, " through "+next.Dir)
					}
				}
			}
		}
	}
	visit(p, "")
	return all
}

func allowed(t *Tree, d direction, imported string) bool {
	if standard(imported) {
		return true
	}
	for _, may := range d.may {
		switch folder, inside := strings.CutSuffix(may, "/"); {
		case may == "." && imported == t.Root:
			return true
		case inside && below(imported, join(t.Root, folder)) && folder != ".":
			return true
		case !inside && may != "." && below(imported, may):
			return true
		}
	}
	return false
}

// below reports whether an import path is that of parent or of a package in it.
func below(imported, parent string) bool {
	return imported == parent || strings.HasPrefix(imported, parent+"/")
}

// standard reports whether an import path is one of the standard library: the
// first element of all others is the name of a host.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

func join(module, dir string) string {
	if dir == "." {
		return module
	}
	return module + "/" + dir
}
