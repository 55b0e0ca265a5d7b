package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
	peers "github.com/larder-go/larder/peers"
	"github.com/larder-go/larder/workload"
)

// Whether they know a time to live, and a capacity.
func Example() {
	for _, b := range peers.Peers() {
		fmt.Println(b.Name, !b.NoTTL, !b.Unbounded)
	}
	// Output:
	// xsync3 false false
	// xsync4 false false
	// sync-map false false
	// mutex-map true false
	// otter false true
	// otter-ttl true true
	// theine true true
	// ristretto true true
	// lru false true
	// lru-ttl true true
	// 2q false true
	// arc false true
	// ttlcache true true
	// go-cache true false
	// sturdyc true true
	// bigcache true true
	// fastcache false true
	// freecache true true
}

// cachebench runs the command in this process.
func cachebench(t *testing.T, args string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.App{Backends: peers.Backends()}.Run(context.Background(), strings.Fields(args), &out, &errs)
	return code, out.String(), errs.String()
}

// rows reads results, and fails on what is wrong with them.
func rows(t *testing.T, text string) []*benchfmt.Result {
	t.Helper()
	var all []*benchfmt.Result
	for in := benchfmt.NewReader(strings.NewReader(text), "out"); in.Scan(); {
		switch r := in.Result().(type) {
		case *benchfmt.Result:
			all = append(all, r.Clone())
		case *benchfmt.SyntaxError:
			require.NoError(t, r)
		}
	}
	return all
}

func TestList(t *testing.T) {
	code, list, _ := cachebench(t, "list")
	require.Zero(t, code)
	for _, name := range names {
		require.Contains(t, list, "\n  "+name+" ")
	}
	require.Equal(t, 8, strings.Count(list, "(no time to live: "))
	require.Equal(t, len(unbounded)+1, strings.Count(list, "(no capacity: "), "rawmap has none either")
	require.Equal(t, len(oneTTL), strings.Count(list, "(one time to live for all entries)\n"))
}

func TestTypos(t *testing.T) {
	code, _, says := cachebench(t, "run -backend oter")
	require.Equal(t, 2, code)
	require.Contains(t, says, "otter")
	require.Equal(t, 1, strings.Count(says, "\n"))
}

// cannot expects a comment with a reason for each of some peers, and returns how many
// they are.
func cannot(t *testing.T, out, reason string, peers []string) int {
	t.Helper()
	for _, name := range peers {
		require.Regexp(t, "(?m)^# cannot: Cache/.*/backend="+name+"/.*: "+reason+"$", out)
	}
	return len(peers)
}

// TestRun measures every peer on all kinds of operation, with both types of
// keys: a wrong value, or more entries than keys, would be the end of the run.
func TestRun(t *testing.T) {
	for _, flags := range []string{
		"-keys 40000", // more than the longest queue of Sets holds, which is ristretto's
		"-keys 500 -key int",
		"-keys 500 -ttl none",
		"-keys 500 -ttl uniform:1m:1h",
		"-keys 500 -nostats",
	} {
		code, out, says := cachebench(t, fmt.Sprintf("run -samples 1 -ops 20000 -reads 90 -goroutines 2 %s -backend %s",
			flags, strings.Join(names, ",")))
		require.Zero(t, code, says)
		all := rows(t, out)
		want := len(names)
		if strings.Contains(flags, "-key int") {
			want -= cannot(t, out, "it has no integer keys", noInts)
		}
		if strings.Contains(flags, "uniform") {
			want -= cannot(t, out, "it has one time to live for all entries, and zipf99-rw90 has several", oneTTL)
		}
		require.Len(t, all, want)
		for _, r := range all {
			hits, _ := r.Value("hit-%")
			require.EqualValues(t, 100, hits, "%s: keys are missing after the cache was filled", r.Name)
		}
		wantNotes := 8
		switch {
		case strings.Contains(flags, "-ttl none"):
			wantNotes = 0
		case strings.Contains(flags, "-key int"):
			wantNotes-- // of fastcache
		}
		require.Equal(t, wantNotes, strings.Count(out, " knows no time to live: "), out)
		require.Equal(t, 4, strings.Count(out, " finishes Sets later: "), out)
	}
}

// TestRunBounded: those that can be bounded keep a tenth of the keys, and misses are
// filled; the others are left out.
func TestRunBounded(t *testing.T) {
	code, out, says := cachebench(t, "run -samples 1 -ops 20000 -keys 2000 -reads 100 -goroutines 2 -capacity 10% -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	all := rows(t, out)
	small := []string{"bigcache", "fastcache", "freecache"}
	require.Len(t, all, len(names)-cannot(t, out, "it has no capacity", unbounded)-cannot(t, out, "its capacity is .* at least, and 200 entries take .*", small))
	for _, r := range all {
		require.Contains(t, r.Name.String(), "/cap=200/")
		hits, _ := r.Value("hit-%")
		require.Greater(t, hits, 20.0, "%s", r.Name)
		require.Less(t, hits, 90.0, "%s: the optimum has less with a tenth of the keys", r.Name)
	}

	code, _, says = cachebench(t, "run -capacity 1 -backend 2q")
	require.Equal(t, 2, code)
	require.Contains(t, says, "backend 2q: a capacity of 1 leaves no room")
}

// TestDeletesAndFills: a peer that refuses a Set has fewer hits, not another
// key's value.
func TestDeletesAndFills(t *testing.T) {
	code, out, says := cachebench(t, "run -samples 1 -ops 20000 -keys 100 -reads 50 -deletes 20 -goroutines 2 -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	require.Len(t, rows(t, out), len(names))
	for _, r := range rows(t, out) {
		hits, _ := r.Value("hit-%")
		require.Positive(t, hits, "%s", r.Name)
		require.Less(t, hits, 100.0, "%s", r.Name)
	}
	code, out, says = cachebench(t, "run -samples 1 -trace ../workload/trace/testdata/textbook.lirs -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	require.Len(t, rows(t, out), len(names))
}

// TestReplay: what cannot be has a line beside those of the others.
func TestReplay(t *testing.T) {
	code, out, says := cachebench(t, "replay -trace ../workload/trace/testdata/textbook.lirs -capacity 3 -policy opt -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	for _, name := range names {
		result := "\\d+"
		switch {
		case slices.Contains(unbounded, name):
			result = "cannot: it has no capacity"
		case slices.Contains(ofBytes, name):
			result = "cannot: its capacity is .* at least, and 3 entries take .* bytes"
		}
		require.Regexp(t, "(?m)^capacity=3 backend="+name+" goroutines=1 "+result, out)
	}
}

// TestRunBoundedInBytes: with entries enough for those too, whose rows tell what their
// capacity is derived from.
func TestRunBoundedInBytes(t *testing.T) {
	code, out, says := cachebench(t, "run -samples 1 -ops 20000 -keys 18000 -value 4000 -reads 100 -goroutines 2 -capacity 9000 -backend "+strings.Join(ofBytes, ","))
	require.Zero(t, code, says)
	all := rows(t, out)
	require.Len(t, all, len(ofBytes))
	for _, r := range all {
		hits, _ := r.Value("hit-%")
		require.Greater(t, hits, 50.0, "%s", r.Name)
		require.Less(t, hits, 100.0, "%s", r.Name)
	}
	for _, name := range ofBytes {
		require.Regexp(t, "# wl=zipf99-rw100: "+name+" has a capacity of .* MiB: 9000 entries of 4020 bytes on average and ", out)
		require.Contains(t, out, "# wl=zipf99-rw100: "+name+" keeps copies of keys and values, and returns copies\n")
	}
	require.NotContains(t, out, "entries after a sample", "none holds more than its capacity")
}

// TestMixThatNoPeerAchieved: whatever the library, a mix other than the one asked for
// is no result.
func TestMixThatNoPeerAchieved(t *testing.T) {
	size, err := workload.ParseSize("64")
	require.NoError(t, err)
	spec := workload.Spec{Name: "w", Keys: 50, Dist: workload.Uniform{}, Size: size, Mix: workload.Mix{Get: 0.9, Set: 0.1}}
	for _, b := range peers.Peers() {
		p := bench.Plan{
			Backends: []bench.Backend{b}, Goroutines: []int{2}, Sweepers: []larder.Sweeper{larder.SweepDefault}, Samples: 1, Ops: 10_000,
			Works: []func() (bench.Work, error){func() (bench.Work, error) {
				w, err := bench.Synthesize(spec, 1, 10_000)
				w.Asked = workload.Mix{Get: 0.88, Set: 0.12}
				return w, err
			}},
		}
		r := new(recorder)
		require.ErrorIs(t, p.Run(t.Context(), r), bench.ErrInvalid, b.Name)
		require.Empty(t, r.measured)
	}
}

// TestSweep: those that know a time to live are measured while entries expire, each
// with the sweeper that it has.
func TestSweep(t *testing.T) {
	code, out, says := cachebench(t, "sweep -virtual -sweeper none -wl ttl-burst -keys 100 -duration 100ms -backend rwmutex,"+strings.Join(names, ","))
	require.Zero(t, code, says)
	for _, name := range names {
		require.Regexp(t, "# cannot: SweepTime/.*/backend="+name+".*: it (knows no time to live|goes by the system's clock|has one time to live)|its times", out)
	}
	p := bench.Plan{
		Backends: peers.Peers(), Goroutines: []int{1}, Sweepers: larder.Sweepers(), Samples: 1, Subject: bench.Sweeps,
		Rate: 1000, Duration: 200 * time.Millisecond, TTL: 20 * time.Millisecond, Slack: time.Minute,
		Works: []func() (bench.Work, error){func() (bench.Work, error) {
			return bench.SweepWork(bench.SweepSpec{Law: bench.SweepLaws()[0], Entries: 500, Scale: 20 * time.Millisecond}, 1)
		}},
	}
	require.NoError(t, p.Check())
	r := new(recorder)
	require.NoError(t, p.Run(t.Context(), r))
	require.Equal(t, []string{"mutex-map", "otter-ttl", "theine", "ristretto", "ttlcache", "go-cache"}, r.measured)
	require.Equal(t, len(names)-len(r.measured), r.skipped)
}

// recorder is a reporter that keeps names.
type recorder struct {
	measured []string
	skipped  int
}

func (*recorder) Work(*bench.Work) error          { return nil }
func (r *recorder) Skip(bench.Cell, string) error { r.skipped++; return nil }
func (*recorder) Note(bench.Cell, string) error   { return nil }
func (*recorder) Begin(bench.Cell, int)           {}
func (r *recorder) Row(row bench.Row) error {
	r.measured = append(r.measured, row.Backend)
	if row.Sweeper != "own" || row.Sweep.Watched {
		return errors.New(row.Name() + " has no sweeper of larder's")
	}
	return nil
}

// TestCommand builds the command as a user does: only then the versions are known.
func TestCommand(t *testing.T) {
	dir := t.TempDir()
	binary, results := filepath.Join(dir, "cachebench"), filepath.Join(dir, "out")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.CommandContext(t.Context(), binary, "run", "-samples", "1", "-ops", "1000", "-keys", "100", "-reads", "100",
		"-backend", "cow,sync-map,otter,xsync4", "-o", results).CombinedOutput()
	require.NoError(t, err, "%s", out)

	text, err := os.ReadFile(results + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(text, &m))
	require.Equal(t, []string{"sync-map", "otter", "xsync4"}, m.Options.NoTTL)
	require.Len(t, m.Libraries, 2, "Go's version is the machine's")
	require.Regexp(t, `^github.com/maypok86/otter/v2 v2\.\d+\.\d+$`, m.Libraries["otter"])
	require.Regexp(t, `^github.com/puzpuzpuz/xsync/v4 v4\.\d+\.\d+$`, m.Libraries["xsync4"])
}
