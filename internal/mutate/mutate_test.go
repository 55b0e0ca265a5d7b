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

func ExampleOverlay() {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	m := mutate.Mutant{Name: "NoSuchPiece", File: "go.mod", Old: "no such piece", New: ""}
	_, err = mutate.Overlay("../..", dir, []mutate.Mutant{m})
	fmt.Println(err)
	// Output: mutate: NoSuchPiece: go.mod holds the piece to replace 0 times, not once: "no such piece"
}

func root(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: building tests of the module with mutants takes a minute")
	}
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	return dir
}

// TestEveryMutantIsFound expects the test that each mutant names to fail on it, and
// to pass without it; five times in a row in the long run, since a test that finds it
// by chance will fail to some day.
func TestEveryMutantIsFound(t *testing.T) {
	root, times := root(t), 1
	if os.Getenv("LARDER_LONG") == "1" {
		times = 5
	}
	names := map[string]bool{}
	for _, m := range mutants {
		require.False(t, names[m.Name], "two mutants are called %s", m.Name)
		names[m.Name] = true
	}
	groups, err := mutate.Groups(root, mutants)
	require.NoError(t, err)
	for _, group := range groups {
		t.Run(fmt.Sprintf("%s from %s", group[0].Test, group[0].Name), func(t *testing.T) {
			t.Parallel()
			planted, err := mutate.Build(root, t.TempDir(), group)
			require.NoError(t, err)
			passes(t, root, planted, group)
			for _, m := range group {
				t.Run(m.Name, func(t *testing.T) {
					for range times {
						require.NoError(t, planted.Find(m))
					}
				})
			}
		})
	}
}

// passes expects what must fail on these mutants to pass without them.
func passes(t *testing.T, root string, planted *mutate.Binary, group []mutate.Mutant) {
	t.Helper()
	var tests []string
	for _, m := range group {
		if !slices.Contains(tests, m.By) {
			tests = append(tests, m.By)
		}
	}
	if len(group) == 1 { // the bug may always be there
		none := group[0]
		none.New = none.Old
		var err error
		planted, err = mutate.Build(root, t.TempDir(), []mutate.Mutant{none})
		require.NoError(t, err)
	}
	require.NoError(t, planted.Pass(tests))
}

// find builds a mutant alone.
func find(t *testing.T, m mutate.Mutant) error {
	t.Helper()
	b, err := mutate.Build(root(t), t.TempDir(), []mutate.Mutant{m})
	if err != nil {
		return err
	}
	return b.Find(m)
}

// TestAMutantThatIsNotFound: the alarm rings.
func TestAMutantThatIsNotFound(t *testing.T) {
	harmless := mutate.Mutant{
		Name: "Harmless", File: "internal/engine/timeline.go", Test: "./internal/engine", By: "TestDeadlinesSaturate",
		Old: "if now < deadline {", New: "if deadline > now {",
	}
	require.ErrorContains(t, find(t, harmless), "TestDeadlinesSaturate of ./internal/engine passes on this bug")
	nobody := harmless
	nobody.By = "TestDeadlines"
	require.ErrorContains(t, find(t, nobody), "neither passes nor fails on this bug")
	broken := harmless
	broken.New = "if {"
	require.ErrorContains(t, find(t, broken), "Harmless:", "where it does not build")
}

// TestATestThatDoesNotPass, or is not there, finds nothing.
func TestATestThatDoesNotPass(t *testing.T) {
	file := "internal/mutate/testdata/failing/failing_test.go"
	none := mutate.Mutant{Name: "None", File: file, Test: "./internal/mutate/testdata/failing", By: "TestPasses", Old: "as it should", New: "as it should"}
	b, err := mutate.Build(root(t), t.TempDir(), []mutate.Mutant{none})
	require.NoError(t, err)
	pass := func(names ...string) error { return b.Pass(names) }
	require.NoError(t, pass("TestPasses", "TestHasSubtests/a.b"))
	require.ErrorContains(t, pass("TestPasses", "TestPass"), "there is no test TestPass in")
	require.ErrorContains(t, pass("TestPasses", "TestHasSubtests/a-b"), "there is no test TestHasSubtests/a-b in")
	require.ErrorContains(t, pass("TestPasses", "TestFails"), "TestFails in")
}
