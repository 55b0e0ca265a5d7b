package trace_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

// TestCutAnywhere cuts compressed files at every byte, and others here and there.
func TestCutAnywhere(t *testing.T) {
	for _, c := range mixedFiles {
		whole, err := os.ReadFile(filepath.Join("testdata", c.file))
		require.NoError(t, err)
		if strings.Count(c.file, ".") == 1 {
			for n := 1; n < len(whole); n += 11 {
				tr, err := trace.Read(bytes.NewReader(whole[:n]), c.file, c.format)
				if err != nil {
					refused(t, err, c.format+": ")
					continue
				}
				require.LessOrEqual(t, len(tr.Ops), 222)
			}
			continue
		}
		// Between the parts of a file made of two it is not cut off but whole.
		part := len(whole)
		whole = slices.Concat(whole, whole[:part/2])
		for n := range whole {
			if n != part {
				_, err := trace.Read(bytes.NewReader(whole[:n]), c.file, c.format)
				require.Error(t, err, "%s, %d bytes", c.file, n)
				refused(t, err, "")
			}
		}
	}
}

// TestFlippedBits flips every bit of compressed files: the flip must be found,
// or have changed nothing that matters, such as the time in a header.
func TestFlippedBits(t *testing.T) {
	want := open(t, "mixed.lirs", "lirs")
	for _, file := range []string{"mixed.lirs.gz", "mixed.be32.xz", "mixed.lis.zst"} {
		whole, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		format := open(t, file, "").Format
		found := 0
		for bit := range 8 * len(whole) {
			damaged := bytes.Clone(whole)
			damaged[bit/8] ^= 1 << (bit % 8)
			tr, err := trace.Read(bytes.NewReader(damaged), file, format)
			if err != nil {
				refused(t, err, "")
				found++
				continue
			}
			require.Equal(t, want.IDs, tr.IDs, "%s, bit %d", file, bit)
			require.Len(t, tr.Ops, len(want.Ops), "%s, bit %d", file, bit)
		}
		require.Greater(t, found, 7*len(whole), file)
	}
}

// TestXZDictionary changes the size of the dictionary in the header of a block,
// in the first part of a file or the second, to 4 GiB.
func TestXZDictionary(t *testing.T) {
	part, err := os.ReadFile(filepath.Join("testdata", "mixed.be32.xz"))
	require.NoError(t, err)
	greedy := withXZDictionary(part, 40)
	for name, file := range map[string][]byte{
		"first part":  greedy,
		"second part": slices.Concat(part, greedy),
	} {
		_, err := trace.Read(bytes.NewReader(file), name, "be32")
		refused(t, err, "xz: asks for a dictionary of 4294967296 bytes, more than the 134217728 that are granted")
	}
	tr, err := trace.Read(bytes.NewReader(withXZDictionary(part, 30)), "128 MiB", "be32")
	require.NoError(t, err)
	require.Len(t, tr.Ops, 222)
}
