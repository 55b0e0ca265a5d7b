package hotpath_test

import (
	_ "embed"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	// What is compiled by the test is a part of it, or go test would not know
	// that it must run again.
	_ "github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/internal/hotpath"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/probe.go
var probe string

// roots are the functions of the program that ask a cache.
var roots = []string{"main.cacheString", "main.cacheInt", "main.cacheUint64", "main.cachePair", "main.mapString", "main.mapInt", "main.mapUint64"}

// ends are where every Get ends that does not end at once: a walk that does not
// meet them did not read the path.
var ends = []string{
	"github.com/larder-go/larder/internal/tally.(*Tally).Inc",
	"github.com/larder-go/larder/internal/engine.(*Engine).Miss",
	"github.com/larder-go/larder/internal/engine.(*Engine).exact",
}

const why = `
A Get of package cow that hits must not lock, store to shared memory or allocate: that is why its readers do not
slow each other down. This test reads the machine code of the path in a user's program. What to do:

- An instruction is new: change the code so that the hit path does without it, or move it into a function that only
  a miss or a slow path calls, mark that //go:noinline, and add it to Cold in internal/hotpath/lists.go with the reason.
- A call of this module is new: the compiler no longer inlines the function (go build -gcflags=-m=2 ./cow tells its
  cost; 80 is the most). Make it smaller, or, if the call is meant, add it to Helpers.
- A call of the standard library is new: read what it does; if it only computes, add it to Followed.
- A line of the lists is unused: the function is inlined now, or gone. Take the line out.
`

func TestAHitWritesNothingSharedAndAllocatesNothing(t *testing.T) {
	t.Parallel()
	for _, arch := range []string{"amd64", "arm64"} {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			reports := walk(t, compile(t, arch, ""))
			for root, r := range reports {
				for _, end := range ends {
					require.True(t, r.Called[end], "%s does not reach %s: its code is not that of a hit, so nothing is proven", root, end)
				}
			}
			found := distinct(reports)
			for _, unused := range hotpath.HitPath.Unused(values(reports)...) {
				found = append(found, "a line of internal/hotpath/lists.go is unused: "+unused)
			}
			if len(found) > 0 {
				t.Errorf("%s\nFound in the code for %s:\n\n%s\n\n%s", why, arch, strings.Join(found, "\n\n"), calls(reports))
			}
		})
	}
}

// compile reads the program for an architecture.
func compile(t *testing.T, arch, overlay string) *hotpath.Program {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	p, err := hotpath.Probe{Root: root, Dir: t.TempDir(), Arch: arch, Overlay: overlay, Source: probe}.Compile()
	if errors.Is(err, hotpath.ErrNoTools) && os.Getenv("LARDER_REQUIRE") != "1" {
		t.Skip(err)
	}
	require.NoError(t, err)
	return p
}
