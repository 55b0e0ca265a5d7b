package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func TestReplay(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	const named = " -policy lru,opt"
	for args, want := range map[string][]string{
		"-capacity 2,100" + named: {
			"capacity=2 policy=lru 0.00 % 0 of 8 requests of small, warm 0.00 %",
			"capacity=2 policy=opt 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=100 policy=lru 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=100 policy=opt 37.50 % 3 of 8 requests of small, warm 50.00 %",
		},
		"-capacity 1000000000000000000 -policy lru": {"capacity=1000000000000000000 policy=lru 37.50 % 3 of 8 requests of small, warm 50.00 %"},
		"-capacity 1e18 -policy opt":                {"capacity=1000000000000000000 policy=opt 37.50 % 3 of 8 requests of small, warm 50.00 %"},
		"-capacity 3 -policy lru -format lirs":      {"capacity=3 policy=lru 25.00 % 2 of 8 requests of small, warm 25.00 %"},

		// Of the five keys 60 % are 3 and 1 % is 1, as is 2 %.
		"-capacity 60% -policy lru":   {"capacity=3 policy=lru 25.00 % 2 of 8 requests of small, warm 25.00 %"},
		"-capacity 1%,2% -policy lru": {"capacity=1 policy=lru 0.00 % 0 of 8 requests of small, warm 0.00 %"},

		"-capacity 5 -policy lru -warmup 0":   {"capacity=5 policy=lru 37.50 % 3 of 8 requests of small, warm 37.50 %"},
		"-capacity 5 -policy lru -warmup 0.9": {"capacity=5 policy=lru 37.50 % 3 of 8 requests of small, warm 100.00 %"},
		"-capacity 5 -policy lru -backend cow,sharded -goroutines 1,4": {
			"capacity=5 policy=lru 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=cow goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=cow goroutines=4 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=sharded goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=sharded goroutines=4 37.50 % 3 of 8 requests of small, warm 50.00 %",
		},
		"-capacity 5,128 -policy lru -backend cow,sharded -shards 1,2": {
			"capacity=5 policy=lru 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=cow goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=sharded shards=1 goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=5 backend=sharded shards=2 goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"# sharded is made of 1 of 2 shards with a capacity of 5",
			"capacity=128 policy=lru 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=128 backend=cow goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=128 backend=sharded shards=1 goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
			"capacity=128 backend=sharded shards=2 goroutines=1 37.50 % 3 of 8 requests of small, warm 50.00 %",
		},
	} {
		got := cachebench(t, words("replay -trace %s %s", recorded, args)...)
		require.Zero(t, got.code, got.stderr)
		require.Equal(t, want, strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n"), args)
		require.Empty(t, got.stderr)
	}
	all := cachebench(t, words("replay -trace %s -capacity 2", recorded)...)
	require.Contains(t, all.stdout, "policy=lru")
	require.Contains(t, all.stdout, "policy=opt")
}

// sizedTrace asks for a of 10 bytes, b of 30, and a again.
const sizedTrace = "key,op,size\na,GET,10\nb,GET,30\na,GET,10\n"

func TestReplayInBytes(t *testing.T) {
	path := file(t, "sized.csv", sizedTrace)
	for args, want := range map[string]string{
		// The optimum has no hit ratio in bytes.
		"-capacity 2 -policy lru,opt": "capacity=2 policy=lru 33.33 % 1 of 3 requests of sized, warm 50.00 %, bytes 20.00 %, warm bytes 25.00 %\n" +
			"capacity=2 policy=opt 33.33 % 1 of 3 requests of sized, warm 50.00 %\n",
		"-max-weight 39,40 -policy lru": "# opt is left out: with several sizes nobody knows how to compute it\n" +
			"max-weight=39 policy=lru 0.00 % 0 of 3 requests of sized, warm 0.00 %, bytes 0.00 %, warm bytes 0.00 %\n" +
			"max-weight=40 policy=lru 33.33 % 1 of 3 requests of sized, warm 50.00 %, bytes 20.00 %, warm bytes 25.00 %\n",
	} {
		got := cachebench(t, words("replay -trace %s %s", path, args)...)
		require.Zero(t, got.code, got.stderr)
		require.Equal(t, want, got.stdout, args)
	}
	got := cachebench(t, words("replay -trace %s -max-weight 40", path)...)
	require.NotContains(t, got.stdout, "policy=opt")
	require.Contains(t, got.stdout, "policy=lru")
}

func TestReplayOfTimesToLive(t *testing.T) {
	timed := file(t, "timed.csv", "key,op,ttl,op_time\na,SET,2,100\na,GET,2,101\na,GET,2,102\na,GET,2,103\n")
	got := cachebench(t, words("replay -trace %s -capacity 1 -policy lru -backend cow", timed)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, "capacity=1 policy=lru 100.00 % 3 of 3 requests of timed, warm 100.00 %\n"+
		"capacity=1 backend=cow goroutines=1 66.67 % 2 of 3 requests of timed, warm 50.00 %\n", got.stdout, "the policy ignores them")

	untimed := file(t, "untimed.csv", "key,op,ttl\na,SET,2\na,GET,2\n")
	got = cachebench(t, words("replay -trace %s -capacity 1 -policy lru -backend cow", untimed)...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "times to live cannot be replayed: cow: the trace has times to live and does not tell when its operations were")

	foreign := bench.Larder()[:1]
	foreign[0].Own = false
	got = runApp(t, cli.App{Backends: foreign}, words("replay -trace %s -capacity 1 -backend cow", timed)...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "cow: it goes by a clock of its own")
}

// TestReplayIntoAFile: the same figures, in a form that benchstat reads.
func TestReplayIntoAFile(t *testing.T) {
	path, recorded := filepath.Join(t.TempDir(), "out.txt"), file(t, "sized.csv", sizedTrace)
	got := cachebench(t, words("replay -trace %s -capacity 2 -policy lru,opt -backend cow -o %s", recorded, path)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 3, strings.Count(got.stdout, "\n"))
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	values := map[string]map[string]float64{}
	in := benchfmt.NewReader(f, path)
	for in.Scan() {
		row, ok := in.Result().(*benchfmt.Result)
		if !ok {
			require.IsType(t, (*benchfmt.UnitMetadata)(nil), in.Result())
			continue
		}
		values[row.Name.String()] = map[string]float64{}
		for _, v := range row.Values {
			values[row.Name.String()][v.Unit] = v.Value
		}
	}
	lru := map[string]float64{"hit-%": 33.3333, "warm-hit-%": 50, "byte-hit-%": 20, "warm-byte-hit-%": 25}
	require.Equal(t, map[string]map[string]float64{
		"Replay/trace=sized/capacity=2/policy=lru":               lru,
		"Replay/trace=sized/capacity=2/policy=opt":               {"hit-%": 33.3333, "warm-hit-%": 50},
		"Replay/trace=sized/capacity=2/backend=cow/goroutines=1": lru,
	}, values)
	for _, unit := range []string{"hit-%", "warm-hit-%", "byte-hit-%", "warm-byte-hit-%"} {
		require.Equal(t, 1, in.Units().GetBetter(unit), unit)
		require.Nil(t, in.Units().Get(unit, "assume"), "caches have seeds of their own")
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "# command: cachebench replay -trace "+recorded)
	require.Contains(t, string(text), "# trace: sized, csv, 3 operations on 2 keys, sha256 ")
	require.Contains(t, string(text), "\nUnit warm-byte-hit-% better=higher\n")
	m := manifestOf(t, path)
	require.Equal(t, 3, m.Rows)
	require.Equal(t, recorded, m.Works[0].Source.Trace)
	require.Len(t, m.Works[0].Source.SHA256, 64)

	got = cachebench(t, words("replay -trace %s -capacity 2 -o %s", recorded, path)...)
	require.Zero(t, got.code, got.stderr)
	text, err = os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "\nUnit hit-% better=higher assume=exact\n", "policies by themselves have the same figures each time")
}

// TestReplaysOfPoliciesAreExact: so that compare takes any change for one.
func TestReplaysOfPoliciesAreExact(t *testing.T) {
	path, recorded := filepath.Join(t.TempDir(), "out.txt"), file(t, "small.lirs", smallTrace)
	got := cachebench(t, words("replay -trace %s -capacity 2 -o %s", recorded, path)...)
	require.Zero(t, got.code, got.stderr)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "\nUnit hit-% better=higher assume=exact\nUnit warm-hit-% better=higher assume=exact\nBenchmark")
}

// hoarder keeps everything, whatever its capacity is.
type hoarder map[int][]byte

func (h hoarder) Get(key int) ([]byte, bool)                   { v, ok := h[key]; return v, ok }
func (h hoarder) Set(key int, v []byte, _ time.Duration) error { h[key] = v; return nil }
func (h hoarder) Delete(key int) bool                          { delete(h, key); return true }
func (h hoarder) Len() int                                     { return len(h) }
func (h hoarder) Close() error                                 { return nil }

func TestAReplayAboveTheLimitIsInvalid(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	b := bench.Backend{Name: "hoarder", NewInt: func(bench.Setup) (bench.Cache[int], error) { return hoarder{}, nil }}
	path := filepath.Join(t.TempDir(), "out.txt")
	replay := func(capacity int) ran {
		return runApp(t, cli.App{Backends: []bench.Backend{b}},
			words("replay -trace %s -capacity %d -policy lru -backend hoarder -o %s", recorded, capacity, path)...)
	}
	got := replay(1)
	require.Equal(t, cli.ExitInvalid, got.code)
	require.Contains(t, got.stderr, "hoarder hits 3 times with a capacity of 1, and the optimum is 2")
	require.NoFileExists(t, path, "nothing invalid is kept")

	got = replay(3)
	require.Zero(t, got.code, "no more hits than there can be: %s", got.stderr)
	require.Contains(t, got.stdout, "\n# hoarder held up to 5 entries with a capacity of 3\n")

	b.Own = true
	got = replay(3)
	require.Equal(t, cli.ExitInvalid, got.code)
	require.Contains(t, got.stderr, "hoarder holds 4 entries with a capacity of 3, after operation 6")
}

func TestReplayWithoutGets(t *testing.T) {
	path := file(t, "sets.csv", "key,op\na,SET\nb,SET\n")
	got := cachebench(t, words("replay -capacity 3 -trace %s", path)...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "holds no Get")
	require.Empty(t, got.stdout)
}
