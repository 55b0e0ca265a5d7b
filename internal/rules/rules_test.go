package rules_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/rules"
)

// root is the root of the repository, seen from this folder.
const root = "../.."

// TestRepository holds the checkout to every rule.
func TestRepository(t *testing.T) {
	tree, err := rules.Checkout(root)
	require.NoError(t, err)
	for _, rule := range rules.All() {
		t.Run(rule.Name, func(t *testing.T) {
			found := rule.Check(tree)
			for _, breach := range found {
				t.Error(breach)
			}
			if len(found) > 0 {
				t.Log("the rule:", rule.Reason)
			}
		})
	}
}

func TestRulesAreNamedAndReasoned(t *testing.T) {
	names := map[string]bool{}
	for _, rule := range rules.All() {
		require.Regexp(t, `^([A-Z][a-z]+)+$`, rule.Name)
		require.False(t, names[rule.Name], "two rules are called %s", rule.Name)
		require.NotEmpty(t, rule.Reason, rule.Name)
		names[rule.Name] = true
	}
}

// The rules would hold for an empty repository too: what was loaded must be
// this one.
func TestCheckoutSeesTheRepository(t *testing.T) {
	tree, err := rules.Checkout(root)
	require.NoError(t, err)
	require.Equal(t, "github.com/larder-go/larder", tree.Root)
	for _, want := range []string{"larder", "rules", "cow"} {
		require.True(t, slices.ContainsFunc(tree.Packages, func(p *rules.Package) bool {
			return p.Name == want && len(p.Sources) > 0 && len(p.Tests) > 0
		}), "package %s with its tests is not in the tree", want)
	}
}

func TestCheckoutWithoutGit(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	require.NoError(t, os.CopyFS(dir, fstest.MapFS{
		"go.mod":      {Data: []byte("module example.org/m\n")},
		"a/a.go":      {Data: []byte("package a\n")},
		".git/config": {Data: []byte("not a part of the tree")},
	}))
	tree, err := rules.Checkout(dir)
	require.NoError(t, err)
	require.Len(t, tree.Files, 2)
	require.Equal(t, "example.org/m/a", tree.Packages[0].ImportPath)
}

func TestCheckoutErrors(t *testing.T) {
	_, err := rules.Checkout(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "rules: cannot list the files of")

	broken := fstest.MapFS{"a/a.go": {Data: []byte("package a\nfunc {\n")}}
	_, err = rules.Load(broken, slices.Collect(maps.Keys(broken)))
	require.ErrorContains(t, err, "a/a.go:2")
}

func TestNestedModules(t *testing.T) {
	tree := load(t, files{
		"go.mod":          "module example.org/m",
		"x/y/y.go":        "package y",
		"x/go.mod":        "module example.com/other\n",
		"x/testdata/t.go": "no Go at all",
	})
	require.Len(t, tree.Packages, 1)
	require.Equal(t, "example.com/other/y", tree.Packages[0].ImportPath)
}

// files is a synthetic repository: names and contents.
type files map[string]string

func load(t *testing.T, fs files) *rules.Tree {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range fs {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := rules.Load(m, slices.Collect(maps.Keys(fs)))
	require.NoError(t, err)
	return tree
}
