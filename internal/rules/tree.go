package rules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Tree is the parsed files of a repository.
type Tree struct {
	Files    []File     // all files, Go or not
	Packages []*Package // by folder and name; none from testdata folders
	Root     string     // import path of the module at the root
	fset     *token.FileSet
}

// File is one file of a Tree.
type File struct {
	Path string // slash-separated, from the root of the repository
	Text string
}

// Package is the files of one folder that belong together. Tests in the folder
// belong to the package they test, whether inside or outside it.
type Package struct {
	Dir        string // slash-separated, from the root of the repository; "." is the root
	ImportPath string
	Name       string
	Sources    []*Source
	Tests      []*Source
}

// Source is a parsed Go file.
type Source struct {
	Path    string
	AST     *ast.File
	Imports []Import
}

// Import is an import in a Source.
type Import struct {
	Path string
	Line int
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+(\S+)`)

// Load reads and parses the files with these names. A Go file that cannot be
// parsed is an error.
func Load(fsys fs.FS, names []string) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet()}
	modules := map[string]string{} // folder to import path
	for _, name := range slices.Sorted(slices.Values(names)) {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("rules: %w", err)
		}
		t.Files = append(t.Files, File{Path: name, Text: string(text)})
		if path.Base(name) == "go.mod" {
			if m := moduleLine.FindSubmatch(text); m != nil {
				modules[path.Dir(name)] = string(m[1])
			}
		}
	}
	t.Root = modules["."]
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".go" || slices.Contains(strings.Split(f.Path, "/"), "testdata") {
			continue
		}
		if err := t.add(f, modules); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// add parses a Go file into its package.
func (t *Tree) add(f File, modules map[string]string) error {
	parsed, err := parser.ParseFile(t.fset, f.Path, f.Text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	s := &Source{Path: f.Path, AST: parsed}
	for _, spec := range parsed.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return fmt.Errorf("rules: %s: import %s: %w", f.Path, spec.Path.Value, err)
		}
		s.Imports = append(s.Imports, Import{Path: p, Line: t.line(spec)})
	}
	isTest := strings.HasSuffix(f.Path, "_test.go")
	name := parsed.Name.Name
	if isTest {
		name = strings.TrimSuffix(name, "_test")
	}
	p := t.pkg(path.Dir(f.Path), name, modules)
	if isTest {
		p.Tests = append(p.Tests, s)
	} else {
		p.Sources = append(p.Sources, s)
	}
	return nil
}

// pkg returns the package of a folder, new if need be.
func (t *Tree) pkg(dir, name string, modules map[string]string) *Package {
	for _, p := range t.Packages {
		if p.Dir == dir && p.Name == name {
			return p
		}
	}
	p := &Package{Dir: dir, Name: name, ImportPath: importPath(dir, modules)}
	t.Packages = append(t.Packages, p)
	return p
}

// importPath derives the import path of a folder from the nearest module.
func importPath(dir string, modules map[string]string) string {
	for at, below := dir, ""; ; at, below = path.Dir(at), path.Join(path.Base(at), below) {
		if module, ok := modules[at]; ok {
			return path.Join(module, below)
		}
		if at == "." {
			return dir
		}
	}
}

func (t *Tree) line(n ast.Node) int { return t.fset.Position(n.Pos()).Line }

// breach describes a node that breaks a rule.
func (t *Tree) breach(n ast.Node, format string, args ...any) Breach {
	at := t.fset.Position(n.Pos())
	return Breach{Path: at.Filename, Line: at.Line, What: fmt.Sprintf(format, args...)}
}
