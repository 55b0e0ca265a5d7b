package compare_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

// FuzzCompare: whatever two files say, there is a report or an error, the report can be
// told in each format, and a file is never worse than itself.
func FuzzCompare(f *testing.F) {
	row := lines("Cache/wl=w/backend=cow-2", "ns/op", around(100)...)
	f.Add(row, row, "", false)
	f.Add(exact+lines("A", "hit-%", 1, 2, 3), exact+lines("A", "hit-%", 0, 0), "*", true)
	f.Add(lines("A", "load", 0, 1e-320, 1e308), lines("A", "ns/op", -1, 0, 5), ".unit:ns/op", true)
	f.Add(lines("A", "B/op", 0, 1), lines("A", "B/op", 1e300, -1e300), "-/a:b", false)
	f.Add("# wl=w stream=a\ngoos: x\n"+row, "# wl=w stream=b\ngoos: y\n"+row, "(", true)
	f.Fuzz(func(t *testing.T, old, new, filter string, all bool) {
		var was, is results.Set
		if _, err := was.Add(strings.NewReader(old), "old.txt"); err != nil {
			return
		}
		if _, err := is.Add(strings.NewReader(new), "new.txt"); err != nil {
			return
		}
		o := compare.Options{Filter: filter, All: all, Machines: all, Missing: all}
		if r, err := compare.Compare(&was, &is, o); err == nil {
			told(t, r)
		}
		if r, err := compare.Compare(&is, &is, o); err == nil {
			told(t, r)
			require.NotEqual(t, compare.Regression, r.Verdict())
			require.Zero(t, r.Count(compare.Improved))
		}
	})
}

func told(t *testing.T, r *compare.Report) {
	t.Helper()
	require.NotEmpty(t, r.Summary())
	require.NoError(t, r.Text(io.Discard, 60))
	require.NoError(t, r.Markdown(io.Discard))
	require.NoError(t, r.JSON(io.Discard))
}
