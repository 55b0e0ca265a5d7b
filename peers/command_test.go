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
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
	peers "github.com/larder-go/larder/peers"
)

func Example() {
	for _, b := range peers.Peers() {
		fmt.Println(b.Name, b.NoTTL)
	}
	// Output:
	// xsync3 true
	// xsync4 true
	// sync-map true
	// otter true
	// otter-ttl false
	// theine false
	// ristretto false
	// lru true
	// 2q true
	// arc true
	// ttlcache false
	// go-cache false
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
	require.Equal(t, 7, strings.Count(list, "(no time to live: "))
	require.Equal(t, 5, strings.Count(list, "(cannot be bounded: "), "four peers and rawmap")
}

func TestTypos(t *testing.T) {
	code, _, says := cachebench(t, "run -backend oter")
	require.Equal(t, 2, code)
	require.Contains(t, says, "otter")
	require.Equal(t, 1, strings.Count(says, "\n"))
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
			require.Contains(t, out, "not measured: go-cache has no integer keys")
			want--
		}
		require.Len(t, all, want)
		for _, r := range all {
			hits, _ := r.Value("hit-%")
			require.EqualValues(t, 100, hits, "%s: keys are missing after the cache was filled", r.Name)
		}
		wantNotes := 7
		if strings.Contains(flags, "-ttl none") {
			wantNotes = 0
		}
		require.Equal(t, wantNotes, strings.Count(out, " knows no time to live: "), out)
	}
}

// TestRunBounded: those that can be bounded keep a tenth of the keys, and misses are
// filled; the others are left out.
func TestRunBounded(t *testing.T) {
	code, out, says := cachebench(t, "run -samples 1 -ops 20000 -keys 2000 -reads 100 -goroutines 2 -capacity 10% -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	all := rows(t, out)
	require.Len(t, all, len(names)-len(unbounded))
	for _, r := range all {
		require.Contains(t, r.Name.String(), "/cap=200/")
		hits, _ := r.Value("hit-%")
		require.Greater(t, hits, 20.0, "%s", r.Name)
		require.Less(t, hits, 90.0, "%s: the optimum has less with a tenth of the keys", r.Name)
	}
	for _, name := range unbounded {
		require.Contains(t, out, "not measured: "+name+" cannot be bounded\n")
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
	for _, r := range rows(t, out) {
		hits, _ := r.Value("hit-%")
		require.Positive(t, hits, "%s", r.Name)
		require.Less(t, hits, 100.0, "%s", r.Name)
	}
	code, out, says = cachebench(t, "run -samples 1 -trace ../workload/trace/testdata/textbook.lirs -backend "+strings.Join(names, ","))
	require.Zero(t, code, says)
	require.Len(t, rows(t, out), len(names))
}

// TestSweep: those that know a time to live are measured while entries expire, each
// with the sweeper that it has.
func TestSweep(t *testing.T) {
	code, out, says := cachebench(t, "sweep -virtual -sweeper none -wl ttl-burst -keys 100 -duration 100ms -backend rwmutex,"+strings.Join(names, ","))
	require.Zero(t, code, says)
	for _, name := range names {
		require.Regexp(t, "not measured: "+name+" (knows no time to live|goes by the system's clock)", out)
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
	require.Equal(t, []string{"otter-ttl", "theine", "ristretto", "ttlcache", "go-cache"}, r.measured)
	require.Equal(t, 7, r.skipped)
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
