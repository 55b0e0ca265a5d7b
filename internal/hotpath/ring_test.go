package hotpath_test

import (
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/larder-go/larder/internal/hotpath"
	"github.com/larder-go/larder/internal/mutate"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/planted.go.txt
var planted string

// rings are the lines of the planted file that must be reported, with a piece
// of the instruction on each architecture and of what is said of it.
var rings = []struct{ name, in, line, amd64, arm64, what string }{
	{"AtomicAdd", "(*Cache).Get", "hits.Add(1)", "LOCK XADDQ", "LDAXR", "an atomic read-modify-write"},
	{"AtomicStore", "(*Cache).Get", "flag.Store(1)", "XCHGL", "STLRW", ""},
	{"Mutex", "(*Cache).Get", "mu.Lock()", "LOCK CMPXCHGL", "LDAXRW", "an atomic read-modify-write"},
	{"MutexSlow", "(*Cache).Get", "mu.Lock()", "CALL", "CALL", "a call of internal/sync.(*Mutex).lockSlow: a lock"},
	{"Allocation", "(*Cache).Get", "keep(new([64]byte))", "CALL", "CALL", "a call of runtime.newobject: allocates"},
	{"SliceGrown", "(*Cache).Get", "list = append(list, 1)", "CALL", "CALL", "a call of runtime.growslice: allocates"},
	{"WriteBarrier", "(*Cache).Get", "left, right = right, left", "CALL", "CALL", "a write barrier"},
	{"StoreToGlobal", "(*Cache).Get", "reads++", "INCQ", "MOVD", "a store to memory"},
	{"StoreThroughPointer", "(*Cache).Get", "box.n = 1", "MOVQ $0x1, 0(", "MOVD", "a store to memory"},
	{"IndirectCall", "(*Cache).Get", "hook()", "CALL", "CALL (R", "an indirect call that is on no list"},
	{"NotInlined", "(*Cache).Get", "helper()", "CALL", "CALL", "a call of github.com/larder-go/larder/cow.helper, which is on no list"},
	{"StoreInACallee", "cow.helper", "deep = 7", "MOVQ $0x7", "MOVD", "a store to memory"},
	{"Clock", "(*Cache).Get", "last = time.Now()", "CALL", "CALL", "a call of time.Now: reads the clock"},
}

// TestThatItRings compiles a Get that does all that it must not.
func TestThatItRings(t *testing.T) {
	t.Parallel()
	for _, arch := range []string{"amd64", "arm64"} {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			reports := walk(t, compile(t, arch, plant(t)))
			for _, ring := range rings {
				instruction := map[string]string{"amd64": ring.amd64, "arm64": ring.arm64}[arch]
				found := slices.ContainsFunc(reports["main.cacheString"].Breaches, func(b hotpath.Breach) bool {
					return strings.HasSuffix(b.Function, ring.in) && strings.Contains(b.Instruction, instruction) && strings.Contains(b.What, ring.what) &&
						slices.ContainsFunc(b.Lines, func(l hotpath.Line) bool {
							return strings.Contains(l.Place, "/cow/planted.go:") && l.Text == ring.line
						})
				})
				require.True(t, found, "%s is not reported:\n%s", ring.name, strings.Join(distinct(reports), "\n"))
			}
			require.Empty(t, reports["main.mapString"].Breaches, "only cow.Cache was changed")
		})
	}
}

// planting is what Get begins with; the functions are in a file of their own.
const planting = "add(); set(); lock(); allocate(); grow(); swap(); count(); through(); call(); help(); clock()\n"

// plant writes an overlay with a Get that does all this.
func plant(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	const get = "func (c *Cache[K, V]) Get(key K) (V, bool) {\n"
	overlay, err := mutate.Overlay(root, dir, []mutate.Mutant{{Name: "Planted", File: "cow/cow.go", Old: get, New: get + planting}})
	require.NoError(t, err)

	var files map[string]map[string]string
	text, err := os.ReadFile(overlay)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &files))
	file := filepath.Join(dir, "planted.go")
	files["Replace"][filepath.Join(root, "cow", "planted.go")] = file
	text, err = json.Marshal(files)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o600))
	require.NoError(t, os.WriteFile(file, []byte(planted), 0o600))
	return overlay
}
