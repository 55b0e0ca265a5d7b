package mutate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/larder-go/larder/internal/mutate"
	"github.com/stretchr/testify/require"
)

var mutants = slices.Concat(timeMutants, removalMutants, backgroundMutants, closingMutants, keyMutants,
	storeMutants, cutMutants, copyMutants, expiryMutants, roomMutants, leavingMutants, orderMutants, writeMutants, flightMutants, loaderMutants, conditionalMutants)

func ExampleMutant_Overlay() {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	m := mutate.Mutant{Name: "NoSuchPiece", File: "go.mod", Old: "no such piece", New: ""}
	_, err = m.Overlay("../..", dir)
	fmt.Println(err)
	// Output: mutate: NoSuchPiece: go.mod holds the piece to replace 0 times, not once: "no such piece"
}

func root(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: building tests of the module once per mutant takes minutes")
	}
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	return dir
}

// TestEveryMutantIsFound expects the test that each mutant names to fail on it;
// five times in a row in the long run, since a test that finds it by chance will
// fail to some day.
func TestEveryMutantIsFound(t *testing.T) {
	root, times := root(t), 1
	if os.Getenv("LARDER_LONG") == "1" {
		times = 5
	}
	names := map[string]bool{}
	for _, m := range mutants {
		require.False(t, names[m.Name], "two mutants are called %s", m.Name)
		names[m.Name] = true
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			for range times {
				require.NoError(t, m.Find(root, t.TempDir()))
			}
		})
	}
}

// TestWhatFindsMutantsPasses without a mutant.
func TestWhatFindsMutantsPasses(t *testing.T) {
	root := root(t)
	by := map[string][]string{}
	for _, m := range mutants {
		if !slices.Contains(by[m.Test], m.By) {
			by[m.Test] = append(by[m.Test], m.By)
		}
	}
	for pkg, names := range by {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, mutate.Pass(root, pkg, names))
		})
	}
}

// TestAMutantThatIsNotFound: the alarm rings.
func TestAMutantThatIsNotFound(t *testing.T) {
	root := root(t)
	harmless := mutate.Mutant{
		Name: "Harmless", File: "internal/engine/timeline.go", Test: "./internal/engine", By: "TestDeadlinesSaturate",
		Old: "if now < deadline {", New: "if deadline > now {",
	}
	require.ErrorContains(t, harmless.Find(root, t.TempDir()), "TestDeadlinesSaturate of ./internal/engine passes on this bug")
	nobody := harmless
	nobody.By = "TestDeadlines"
	require.ErrorContains(t, nobody.Find(root, t.TempDir()), "neither passes nor fails on this bug")
	broken := harmless
	broken.New = "if {"
	require.ErrorContains(t, broken.Find(root, t.TempDir()), "[build failed]")
}

// TestATestThatDoesNotPass, or is not there, finds nothing.
func TestATestThatDoesNotPass(t *testing.T) {
	root := root(t)
	pass := func(names ...string) error { return mutate.Pass(root, "./internal/mutate/testdata/failing", names) }
	require.NoError(t, pass("TestPasses", "TestHasSubtests/a.b"))
	require.ErrorContains(t, pass("TestPasses", "TestPass"), "has no test TestPass")
	require.ErrorContains(t, pass("TestPasses", "TestHasSubtests/a-b"), "has no test TestHasSubtests/a-b")
	require.ErrorContains(t, pass("TestPasses", "TestFails"), "TestFails of ./internal/mutate/testdata/failing does not pass")
}
