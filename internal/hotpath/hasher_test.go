package hotpath_test

import (
	"reflect"
	"runtime"
	"testing"
	"unsafe"

	"github.com/larder-go/larder/internal/hotpath"
	"github.com/stretchr/testify/require"
)

// mapType begins as the runtime's description of a map type does: what all
// types have, three pointers to types, and the hash function.
type mapType struct {
	_      [4*unsafe.Sizeof(uintptr(0)) + 16]byte
	_      [3]unsafe.Pointer
	hasher func(unsafe.Pointer, uintptr) uintptr
}

// hasher returns the name of the function with which this program hashes keys
// of type K.
func hasher[K comparable](t *testing.T) string {
	t.Helper()
	typ := reflect.TypeFor[map[K]struct{}]()
	described := (*mapType)((*[2]unsafe.Pointer)(unsafe.Pointer(&typ))[1])
	f := runtime.FuncForPC(reflect.ValueOf(described.hasher).Pointer())
	require.NotNil(t, f, "the runtime describes map types in another way now: see internal/abi.MapType, and mend mapType here")
	return f.Name()
}

// The lists name the functions that hash the keys of the test's program, which
// are called through the type of the key. This asks for them.
func TestTheHashFunctionsAreThoseThatAreUsed(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the lists are those of 64-bit processors, and this is none")
	}
	used := []string{hasher[string](t), hasher[int](t), hasher[uint64](t), hasher[struct{ a, b int }](t)}
	for _, site := range hotpath.HitPath.Indirect {
		if site.Targets != nil {
			require.Subset(t, site.Targets, used, site.Name())
			require.Subset(t, used, site.Targets, site.Name())
		}
	}
}
