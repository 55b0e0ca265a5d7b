package replay_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload/trace"
)

// TestGroundTruth compares with the figures of an independent program for real
// traces, which are too large to be part of the repository: LARDER_TRACES names
// their folder.
func TestGroundTruth(t *testing.T) {
	dir, byTrace, column := groundTruth(t)
	require.Contains(t, column, "lru")
	require.Contains(t, column, replay.Optimum)
	for name, rows := range byTrace {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if raceEnabled { // it is slow and has nothing to find on one goroutine: one size of each
				rows = rows[len(rows)/2:][:1]
			}
			number := func(row []string, name string) float64 { return number(t, row[column[name]]) }
			tr := open(t, dir, name)
			require.EqualValues(t, number(rows[0], "requests"), len(tr.Ops))
			require.EqualValues(t, number(rows[0], "unique"), tr.Keys)
			for _, row := range rows {
				for _, name := range []string{"lru", replay.Optimum} {
					p, err := replay.Named(name)
					require.NoError(t, err)
					capacity := int(number(row, "size"))
					result, err := replay.Run(tr.Stream(), p, replay.Limits{Capacity: capacity}, 0)
					require.NoError(t, err)
					// The file has three decimals.
					require.InDelta(t, number(row, p.Name), result.Ratio(), 0.0006, "%s at %d", p.Name, capacity)
				}
			}
		})
	}
}

// groundTruth returns the folder of the traces, the rows of its file by trace, and the
// places of the columns by name.
func groundTruth(t *testing.T) (dir string, byTrace map[string][][]string, column map[string]int) {
	t.Helper()
	dir = os.Getenv("LARDER_TRACES")
	if dir == "" {
		missing(t, "LARDER_TRACES does not name the folder of the traces")
	}
	f, err := os.Open(filepath.Join(dir, "ground-truth.tsv"))
	if err != nil {
		missing(t, "the folder of the traces is not there: "+err.Error())
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	require.NotEmpty(t, rows)

	column = map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	byTrace = map[string][][]string{}
	for _, row := range rows[1:] {
		name := row[column["trace"]]
		byTrace[name] = append(byTrace[name], row)
	}
	require.NotEmpty(t, byTrace)
	return dir, byTrace, column
}

func open(t *testing.T, dir, name string) *trace.Trace {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, filepath.Dir(name), "*"+filepath.Base(name)+"*"))
	require.NoError(t, err)
	require.Len(t, files, 1, "files of the trace")
	tr, err := trace.Open(files[0], "")
	require.NoError(t, err)
	return tr
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return v
}

// missing skips a test for want of something, or fails where nothing may be
// skipped.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("LARDER_REQUIRE") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}
