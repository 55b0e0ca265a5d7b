package api

import (
	"bytes"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Load returns the packages of the module in the folder dir that match patterns of
// the go command, without commands. It has the go command compile them, which takes
// seconds where that has not been done.
func Load(dir string, patterns ...string) ([]*types.Package, error) {
	const format = "{{.ImportPath}}\t{{.Export}}\t{{if not .DepOnly}}{{.Name}}{{end}}"
	list := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", format}, patterns...)...)
	list.Dir = dir
	out, err := list.Output()
	if err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
		}
		return nil, fmt.Errorf("api: go list in %s: %w", dir, err)
	}
	exports := map[string]string{} // import path: file
	var named []string
	for line := range strings.Lines(string(out)) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		exports[part[0]] = part[1]
		if name := part[2]; name != "" && name != "main" && part[1] != "" { // "": it has tests only
			named = append(named, part[0])
		}
	}
	importing := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	var all []*types.Package
	for _, path := range named {
		pkg, err := importing.Import(path)
		if err != nil {
			return nil, fmt.Errorf("api: %s: %w", path, err)
		}
		all = append(all, pkg)
	}
	return all, nil
}

// Public reports whether others can import a package.
func Public(importPath string) bool {
	return !slices.Contains(strings.Split(importPath, "/"), "internal")
}
