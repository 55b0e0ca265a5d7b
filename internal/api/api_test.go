package api_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/api"
)

const (
	root    = "../.."
	module  = "github.com/larder-go/larder"
	howTo   = "if this is meant: go test ./internal/api -update"
	listing = root + "/api"
)

var update = flag.Bool("update", false, "write the files of the folder api anew")

// TestExportedAPI compares what all packages for users export with what the folder
// api says: a file for each of them.
func TestExportedAPI(t *testing.T) {
	exported := map[string][]string{} // file: lines
	for _, dir := range modules(t) {
		packages, err := api.Load(filepath.Join(root, dir), "./...")
		require.NoError(t, err)
		require.NotEmpty(t, packages, "the module in %s", dir)
		for _, pkg := range packages {
			if api.Public(pkg.Path()) {
				exported[file(pkg.Path())] = api.Lines(pkg)
			}
		}
	}
	if *update {
		write(t, exported)
	}
	recorded := read(t)
	for _, name := range slices.Sorted(maps.Keys(exported)) {
		was, there := recorded[name]
		require.True(t, there, "api/%s is missing: a new package; %s", name, howTo)
		if differs := api.Compare(was, exported[name]); differs != "" {
			t.Errorf("api/%s: what is exported is not what was:\n%s%s", name, differs, howTo)
		}
		delete(recorded, name)
	}
	require.Empty(t, slices.Collect(maps.Keys(recorded)), "in api/, of packages that are gone, which breaks who uses them; %s", howTo)
}

// modules returns the folders of those for users: the root and contrib.
func modules(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command(filepath.Join(root, "scripts/modules")).Output()
	require.NoError(t, err)
	all := slices.DeleteFunc(strings.Fields(string(out)), func(dir string) bool {
		return dir != "." && !strings.HasPrefix(dir, "contrib/") || strings.Contains(dir, "/internal/")
	})
	require.Contains(t, all, "contrib/prometheus", "it would be forgotten")
	return all
}

// file returns the name of a package's file in the folder api.
func file(importPath string) string {
	if importPath == module {
		return path.Base(module) + ".txt"
	}
	return strings.TrimPrefix(importPath, module+"/") + ".txt"
}

func write(t *testing.T, exported map[string][]string) {
	t.Helper()
	require.NoError(t, os.RemoveAll(listing))
	for name, lines := range exported {
		name = filepath.Join(listing, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	}
}

func read(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := fs.WalkDir(os.DirFS(listing), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(listing, filepath.FromSlash(name)))
		files[name] = strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		return err
	})
	require.NoError(t, err)
	return files
}

// TestLines has one of everything.
func TestLines(t *testing.T) {
	packages, err := api.Load(".", "./testdata/shop")
	require.NoError(t, err)
	require.Len(t, packages, 1)
	require.Equal(t, []string{
		"const Closing untyped int = 18",
		"const Forever time.Duration = 9223372036854775807",
		`const Name untyped string = "shop"`,
		"const Pi untyped float = 314159265358979323846264338327950288419716939937510582097494459/100000000000000000000000000000000000000000000000000000000000000",
		"const Red Colour = 1",
		"func Hidden() hidden",
		"func New[K comparable, V Number](int, ...V) (*Shelf[K, V], error)",
		"func Sell(...string) int",
		"method (*Label) Print()",
		"method (*Shelf[K, V]) Put(K, V)",
		"method (Box) Open() error",
		"method (Colour) String() string",
		"method (Shelf[K, V]) All() iter.Seq2[K, V]",
		"method (Shelf[K, V]) Open() error",
		"method (Shelf[K, V]) Print()",
		"type Article interface { Describe, Price }",
		"type Article interface, Describe(context.Context, ...string) error",
		"type Article interface, Price() int",
		"type Box struct",
		"type Box struct, Height int",
		"type Colour int",
		"type Crate = Box",
		"type Handler func(Article) error",
		"type Label struct",
		"type Number interface { ~int | ~float64 }",
		"type Sealed interface { Describe, Price, unexported methods }",
		"type Sealed interface, Describe(context.Context, ...string) error",
		"type Sealed interface, Price() int",
		"type Shelf[K comparable, V Number] struct",
		"type Shelf[K comparable, V Number] struct, Sold func(K, V)",
		"type Shelf[K comparable, V Number] struct, Width int",
		"type Shelf[K comparable, V Number] struct, embedded *Label",
		"type Shelf[K comparable, V Number] struct, embedded Box",
		"var Discount func(string, int) int",
		"var ErrSold error",
	}, api.Lines(packages[0]))
}

func TestPublic(t *testing.T) {
	require.True(t, api.Public(module))
	require.True(t, api.Public(module+"/workload/trace"))
	require.False(t, api.Public(module+"/internal/api"))
	require.False(t, api.Public(module+"/cow/internal"))
}

func TestLoadErrors(t *testing.T) {
	_, err := api.Load(".", "./testdata/none")
	require.ErrorContains(t, err, "api: go list in .: ")
	require.ErrorContains(t, err, "testdata/none")
}
