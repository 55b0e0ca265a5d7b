package mutate_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/larder-go/larder/internal/mutate"
	"github.com/stretchr/testify/require"
)

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

// TestEveryMutantIsFound runs the tests of each mutated package and expects
// them to build and to fail.
func TestEveryMutantIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: building and testing the module once per mutant takes minutes")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	names := map[string]bool{}
	for _, m := range mutants {
		require.False(t, names[m.Name], "two mutants are called %s", m.Name)
		names[m.Name] = true
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			overlay, err := m.Overlay(root, t.TempDir())
			require.NoError(t, err)
			test := exec.Command("go", "test", "-overlay", overlay, "-vet=off", "-count=1", "-failfast", "-timeout=3m", m.Test)
			test.Dir = root
			out, err := test.CombinedOutput()
			require.Error(t, err, "the tests of %s pass on this bug:\n%s", m.Test, out)
			require.True(t, bytes.Contains(out, []byte("FAIL")), "no test failed: %s", out)
			require.False(t, bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")), "%s", out)
			t.Logf("found: %s", firstFailure(out))
		})
	}
}

// firstFailure returns the line that tells which test found the bug.
func firstFailure(out []byte) []byte {
	last := []byte("the test binary ended early")
	for line := range bytes.Lines(out) {
		if line = bytes.TrimSpace(line); bytes.HasPrefix(line, []byte("--- FAIL")) {
			last = line // subtests follow their parents: the last is the most telling
		}
	}
	return last
}
