package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
	"github.com/larder-go/larder/internal/results"
	"github.com/larder-go/larder/workload"
	"github.com/larder-go/larder/workload/trace"
)

// names parses benchmark output and returns the names in it.
func names(t *testing.T, text string) (names []string) {
	t.Helper()
	in := benchfmt.NewReader(strings.NewReader(text), "out")
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.Result:
			names = append(names, strings.TrimRight(rec.Name.String(), "0123456789"))
		case *benchfmt.SyntaxError:
			require.NoError(t, rec)
		}
	}
	require.NoError(t, in.Err())
	return names
}

func TestRunWithoutFlagsWouldMeasureTheNamedWorkloads(t *testing.T) {
	got := cachebench(t, "run", "-samples", "1", "-ops", "20000")
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr, "nothing but errors where nobody looks")
	var want []string
	for _, wl := range []string{"zipf99-rw100", "zipf99-rw95", "zipf99-rw50"} {
		spec, err := workload.Named(wl)
		require.NoError(t, err)
		work, err := bench.Synthesize(spec, 1, 20000)
		require.NoError(t, err)
		require.Contains(t, got.stdout, "# wl="+wl+" "+work.Realised.String()+"\n", "the same operations as the named workload")
		for _, b := range []string{"cow", "syncmap", "rwmutex", "sharded", "noop", "rawmap"} {
			if b == "rawmap" && wl != "zipf99-rw100" {
				continue
			}
			want = append(want, "Cache/wl="+wl+"/backend="+b+"/cap=0/ops=20000/goroutines=")
		}
	}
	var have []string
	for _, n := range names(t, got.stdout) {
		have = append(have, n[:strings.Index(n, "goroutines=")+len("goroutines=")])
	}
	require.Equal(t, want, have)
}

func TestRun(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	for _, c := range []struct {
		args string
		want []string // names without what follows the last =
	}{
		{"-backend cow -reads 90 " + quick, []string{"Cache/wl=zipf99-rw90/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-"}},
		{"-backend cow -reads 99.5 -dist uniform,loop:5 " + quick, []string{
			"Cache/wl=uniform-rw99.5/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=loop_5-rw99.5/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
		}},
		{"-backend syncmap -dist zipf:1.25 -reads 80 -deletes 10 " + quick, []string{"Cache/wl=zipf125-rw80-del10/backend=syncmap/cap=0/keys=100/ops=20000/goroutines=1-"}},
		{"-backend syncmap -dist zipf:0.123 -reads 80 " + quick, []string{"Cache/wl=zipf_0.123-rw80/backend=syncmap/cap=0/keys=100/ops=20000/goroutines=1-"}},
		{"-backend rwmutex -value uniform:8:32 -ttl none -reads 0 " + quick, []string{"Cache/wl=zipf99-rw0/backend=rwmutex/cap=0/keys=100/value=uniform_8_32/ttl=none/ops=20000/goroutines=1-"}},
		{"-backend rwmutex -ttl choice:1s=1,2s=3 -reads 50 " + quick, []string{"Cache/wl=zipf99-rw50/backend=rwmutex/cap=0/keys=100/ttl=choice_1s_1_2s_3/ops=20000/goroutines=1-"}},
		{"-backend cow,rwmutex -key int -reads 50 " + quick, []string{
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/ops=20000/key=int/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=rwmutex/cap=0/keys=100/ops=20000/key=int/goroutines=1-",
		}},
		{"-backend cow,sharded-cow -shards 1,8 -reads 50 " + quick, []string{
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=sharded-cow/shards=1/cap=0/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=sharded-cow/shards=8/cap=0/keys=100/ops=20000/goroutines=1-",
		}},
		{"-backend rwmutex -batch 1,64 -reads 50 " + quick, []string{"Cache/wl=zipf99-rw50/backend=rwmutex/cap=0/keys=100/ops=20000/goroutines=1-"}},
		{"-backend cow -sweeper none,full -reads 50 " + quick, []string{
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/sweeper=none/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/sweeper=full/keys=100/ops=20000/goroutines=1-",
		}},
		{"-backend cow -reads 90,50 -reads 50.0 -seed 7 " + quick, []string{"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/seed=7/ops=20000/goroutines=1-"}},
		{"-backend cow -reads 50 -keys 1e2 -samples 1 -ops 2e4", []string{"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-"}},
		{"-backend cow -reads 90,50 -samples 1 -ops 2e4 -keys 100,1e5", []string{
			"Cache/wl=zipf99-rw90/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw90/backend=cow/cap=0/keys=100000/ops=20000/goroutines=1-",
			"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100000/ops=20000/goroutines=1-",
		}},
		{"-backend cow -reads 50 -ttl 60m -duration 1ms -samples 1 -keys 100", []string{"Cache/wl=zipf99-rw50/backend=cow/cap=0/keys=100/goroutines=1-"}},
		{"-backend cow-map -nostats -reads 50 " + quick, []string{"Cache/wl=zipf99-rw50/backend=cow-map/cap=0/keys=100/ops=20000/stats=off/goroutines=1-"}},
		{"-backend cow -wl hotspot,loop -samples 1 -ops 20000", []string{
			"Cache/wl=hotspot/backend=cow/cap=0/ops=20000/goroutines=1-",
			"Cache/wl=loop/backend=cow/cap=0/ops=20000/goroutines=1-",
		}},
		{"-backend cow,noop,rawmap -samples 2 -trace " + recorded, []string{
			"Cache/wl=small/backend=cow/cap=0/goroutines=1-", "Cache/wl=small/backend=noop/cap=0/goroutines=1-",
			"Cache/wl=small/backend=noop/cap=0/goroutines=1-", "Cache/wl=small/backend=cow/cap=0/goroutines=1-",
		}},
		{"-backend cow -samples 1 -duration 1ms -value 9 -ttl 5s -format lirs -trace " + recorded, []string{"Cache/wl=small/backend=cow/cap=0/value=9/ttl=5s/goroutines=1-"}},
		{"-backend cow -samples 1 -ops 5 -trace " + recorded, []string{"Cache/wl=small/backend=cow/cap=0/ops=5/goroutines=1-"}},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := cachebench(t, words("run -goroutines 1 %s", c.args)...)
			require.Zero(t, got.code, got.stderr)
			require.Empty(t, got.stderr)
			require.Equal(t, c.want, names(t, got.stdout))
		})
	}
}

// TestMapAmongMixes: what cannot be written to has no figures where something is
// written, and is measured where nothing is.
func TestMapAmongMixes(t *testing.T) {
	got := cachebench(t, words("run -goroutines 1,3 -backend cow,rawmap -reads 100,99,90,50 %s", quick)...)
	require.Zero(t, got.code, got.stderr)
	count := func(part string) int { return strings.Count(got.stdout, part) }
	require.Equal(t, 8, count("/backend=cow/"))
	require.Equal(t, 2, count("BenchmarkCache/wl=zipf99-rw100/backend=rawmap/"))
	require.Equal(t, 5, count("/goroutines=3-"))
	require.Equal(t, 6, count("# cannot: "))
	for _, reads := range []string{"99", "90", "50"} {
		require.Contains(t, got.stdout, "# cannot: Cache/wl=zipf99-rw"+reads+"/backend=rawmap/cap=0/keys=100/ops=20000/goroutines=3: it is measured only where nothing is written\n")
	}
}

func TestHitRatioOfATrace(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	got := cachebench(t, words("run -goroutines 1 -samples 1 -backend cow,syncmap,rwmutex,sharded -trace %s", recorded)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 4, strings.Count(got.stdout, " 37.5 hit-% "), "3 of 8: %s", got.stdout)
}

func TestSameSeedSameOperations(t *testing.T) {
	stream := func(seed string) string {
		got := cachebench(t, words("run -backend noop -reads 50 -seed %s %s", seed, quick)...)
		require.Zero(t, got.code, got.stderr)
		line, _, _ := strings.Cut(got.stdout, "\n")
		return line
	}
	require.Equal(t, stream("7"), stream("7"))
	require.NotEqual(t, stream("7"), stream("8"))
}

func TestInvalidRuns(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-backend rwmutex -reads 50 -batch 64 " + quick, "nothing was measured: rwmutex: it has no GetMany, and looks keys up one by one alone"},
		{"-backend rawmap -reads 50 " + quick, "nothing was measured: rawmap: it is measured only where nothing is written"},
		{"-backend cow-map -samples 1 -ops 20000", "nothing was measured: cow-map: it is measured with at most 10000 keys"},
		{"-backend cow -reads 95 -samples 1 -ops 3 -keys 10", "operations were a "},
	} {
		t.Run(c.args, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.txt")
			got := cachebench(t, words("run -o %s %s", out, c.args)...)
			require.Equal(t, 3, got.code)
			require.Contains(t, got.stderr, "invalid measurement")
			require.Contains(t, got.stderr, c.want)
			require.Equal(t, 1, strings.Count(got.stderr, "\n"))
			require.NoFileExists(t, out)
			require.NoFileExists(t, out+".manifest.json")
		})
	}
}

func TestBrokenBackend(t *testing.T) {
	liar := bench.Backend{Name: "liar", Default: true, NewString: func(bench.Setup) (bench.Cache[string], error) { return lie{}, nil }}
	got := runApp(t, cli.App{Backends: []bench.Backend{liar}}, words("run %s", quick)...)
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "backend liar on zipf99-rw100: invalid measurement: wrong value: Get(key:")
}

// TestInvalidKeepsWhatWasMeasured: rows that are finished are not lost to another backend,
// and the file tells that they are not all.
func TestInvalidKeepsWhatWasMeasured(t *testing.T) {
	liar := bench.Backend{Name: "liar", NewString: func(bench.Setup) (bench.Cache[string], error) { return lie{}, nil }}
	a := cli.App{Backends: append(bench.Larder(), liar)}
	out := filepath.Join(t.TempDir(), "out.txt")
	got := runApp(t, a, words("run -backend cow,liar %s -o %s", quick, out)...)
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "wrong value: Get(key:")
	require.Contains(t, got.stderr, "; 1 rows were measured and are kept in "+out)
	kept, err := results.Read(out)
	require.NoError(t, err)
	require.True(t, kept.Files[0].Partial)
	require.True(t, kept.Files[0].Manifest.Partial)
	require.Len(t, kept.Rows, 1)

	got = runApp(t, a, words("run -backend liar,cow %s -o %s", quick, out+"2")...)
	require.Equal(t, 3, got.code)
	require.NoFileExists(t, out+"2", "there was nothing to keep")
}

func TestOutputFileAndManifest(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	out := filepath.Join(t.TempDir(), "out.txt")
	args := words("run -goroutines 1 -samples 2 -backend cow,rwmutex -trace %s -o %s", recorded, out)
	got := cachebench(t, args...)
	require.Zero(t, got.code, got.stderr)
	content, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, got.stdout, string(content))
	require.Len(t, names(t, string(content)), 4)

	var m bench.Manifest
	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &m))
	require.Equal(t, append([]string{"cachebench"}, args...), m.Command)
	require.False(t, m.Partial)
	require.Equal(t, 4, m.Rows)
	require.Equal(t, []string{"cow", "rwmutex"}, m.Options.Backends)
	require.Equal(t, recorded, m.Works[0].Source.Trace)
	require.Equal(t, "lirs", m.Works[0].Source.Format)
	require.Len(t, m.Works[0].Source.SHA256, 64)
	require.Equal(t, runtime.GOMAXPROCS(0), m.Machine.GOMAXPROCS)
	entries, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	require.Len(t, entries, 2)
}

func TestOutputThatCannotBeWrittenStopsBeforeMeasuring(t *testing.T) {
	measured := false
	b := bench.Backend{Name: "b", Default: true, NewString: func(bench.Setup) (bench.Cache[string], error) {
		return witness{&measured}, nil
	}}
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "out.txt.manifest.json"), 0o700))
	for _, path := range []string{filepath.Join(dir, "missing", "out.txt"), filepath.Join(dir, "out.txt")} {
		got := runApp(t, cli.App{Backends: []bench.Backend{b}}, words("run -o %s %s", path, quick)...)
		require.Equal(t, 5, got.code)
		require.Contains(t, got.stderr, path)
		require.False(t, measured)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, left, 1)
}

func TestStandardOutputThatCannotBeWritten(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	for _, c := range []struct {
		err   error
		quiet bool
	}{{syscall.ENOSPC, false}, {syscall.EPIPE, true}, {io.ErrClosedPipe, false}} {
		for _, args := range []string{
			"run " + quick, "run -h", "list", "list -h", "-h", "replay -h", "replay -capacity 3 -trace " + recorded,
		} {
			t.Run(c.err.Error()+"/"+args, func(t *testing.T) {
				var stderr strings.Builder
				code := cli.App{Backends: bench.Larder()}.Run(t.Context(), words("%s", args), broken{c.err}, &stderr)
				require.Equal(t, 5, code)
				if c.quiet {
					require.Empty(t, stderr.String())
					return
				}
				require.Contains(t, stderr.String(), "cannot write to standard output: "+c.err.Error())
			})
		}
	}
}

func TestList(t *testing.T) {
	got := cachebench(t, "list")
	require.Zero(t, got.code, got.stderr)
	for _, list := range [][]string{
		workload.Names(), {"cow", "cow-map", "sharded-syncmap", "rawmap"}, {"cursor", "full", "none"},
		trace.Formats(), {"lru", "opt"}, {"ns/op", "hit-%", "allocs/op", "overhead-B/entry", "torn-%"}, {"hotspot:KEYS:REQUESTS"},
	} {
		for _, name := range list {
			require.True(t, slices.Contains(strings.FieldsFunc(got.stdout, func(r rune) bool { return r == ' ' || r == '\n' || r == '*' }), name), name)
		}
	}
	for _, policy := range larder.Policies() {
		require.Regexp(t, `(?m)^ [ *]`+policy.String()+` +[a-z]+ `, got.stdout, "each has a description")
	}
	for _, sweeper := range larder.Sweepers() {
		require.Regexp(t, `(?m)^ [ *]`+sweeper.String()+` +[a-z]+ `, got.stdout, "each has a description")
	}
}
