package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// firstOut is a bounded cache: what was set first leaves.
type firstOut struct {
	mu    sync.Mutex
	limit int
	order []string
	m     map[string][]byte
}

func (f *firstOut) Get(key string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, ok := f.m[key]
	return v, ok
}

func (f *firstOut) Set(key string, value []byte, _ time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.m[key]; !ok {
		f.order = append(f.order, key)
	}
	f.m[key] = value
	if f.limit > 0 && len(f.m) > f.limit {
		delete(f.m, f.order[0])
		f.order = f.order[1:]
	}
	return nil
}

func (f *firstOut) Delete(string) bool { return false }
func (f *firstOut) Len() int           { return len(f.m) }
func (f *firstOut) Close() error       { return nil }

// firstOuts are an own backend that is bounded, by more entries than it is told, and
// one of others that is as lax and says so.
func firstOuts(lax int) cli.App {
	open := func(s bench.Setup) (bench.Cache[string], error) {
		f := &firstOut{limit: s.Capacity, m: make(map[string][]byte)}
		if f.limit > 0 {
			f.limit += lax
		}
		return f, nil
	}
	return cli.App{Backends: []bench.Backend{
		{Name: "mine", Own: true, Default: true, NewString: open},
		{Name: "theirs", Default: true, NewString: open},
		{Name: "map", Default: true, Unbounded: true, NewString: open},
	}}
}

func TestRunBounded(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	args := words("run -goroutines 1 -reads 100 -capacity 0,10%%,20 -policy adaptive,lru -o %s %s", out, quick)
	got := runApp(t, firstOuts(0), args...)
	require.Zero(t, got.code, got.stderr)
	const after = "/keys=100/ops=20000/goroutines=1-"
	require.Equal(t, []string{
		"Cache/wl=zipf99-rw100/backend=mine/cap=0" + after,
		"Cache/wl=zipf99-rw100/backend=theirs/cap=0" + after,
		"Cache/wl=zipf99-rw100/backend=map/cap=0" + after,
		"Cache/wl=zipf99-rw100/backend=mine/cap=10" + after,
		"Cache/wl=zipf99-rw100/backend=mine/cap=10/policy=lru" + after,
		"Cache/wl=zipf99-rw100/backend=theirs/cap=10" + after,
		"Cache/wl=zipf99-rw100/backend=mine/cap=20" + after,
		"Cache/wl=zipf99-rw100/backend=mine/cap=20/policy=lru" + after,
		"Cache/wl=zipf99-rw100/backend=theirs/cap=20" + after,
	}, names(t, got.stdout))
	require.Equal(t, 3, strings.Count(got.stdout, " 100 hit-% "), "those without a limit: %s", got.stdout)
	require.Contains(t, got.stdout, "# cannot: Cache/wl=zipf99-rw100/backend=map/cap=20"+strings.TrimRight(after, "-")+": it has no capacity\n")

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.Equal(t, []string{"0", "10%", "20"}, m.Options.Capacities)
	require.Equal(t, []string{"adaptive", "lru"}, m.Options.Policies)
}

// TestCapacityOfZeroIsNoLimit: nothing is said of policies where there is none.
func TestCapacityOfZeroIsNoLimit(t *testing.T) {
	for _, flags := range []string{"", "-capacity 0"} {
		got := runApp(t, firstOuts(0), words("run -backend mine -reads 100 %s %s", flags, quick)...)
		require.Zero(t, got.code, got.stderr)
		require.Contains(t, got.stdout, "/backend=mine/cap=0/keys=100/")
		require.Contains(t, got.stdout, " 100 hit-% ")
	}
}

func TestAboveCapacityOnTheCommandLine(t *testing.T) {
	run := words("run -goroutines 1 -reads 100 -capacity 10 %s -backend", quick)
	got := runApp(t, firstOuts(1), append(run, "mine")...)
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "backend mine on zipf99-rw100: invalid measurement: the cache holds 11 entries, and its capacity is 10\n")

	got = runApp(t, firstOuts(1), append(run, "theirs")...)
	require.Zero(t, got.code, got.stderr)
	require.True(t, strings.HasSuffix(got.stdout, "# wl=zipf99-rw100: theirs held up to 11 entries after a sample, with a capacity of 10\n"), got.stdout)
}

// TestSharesThatMeetANumber: the names of rows would not tell them apart.
func TestSharesThatMeetANumber(t *testing.T) {
	got := runApp(t, firstOuts(0), words("run -backend mine -reads 100 -capacity 10,10%% %s", quick)...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "two combinations would be called Cache/wl=zipf99-rw100/backend=mine/cap=10/")
}

// TestBoundedOnATerminal: each capacity has a table, and policies have rows.
func TestBoundedOnATerminal(t *testing.T) {
	a := firstOuts(0)
	a.Backends[1] = firstOuts(2).Backends[1]
	a.Terminal = func(io.Writer) bool { return true }
	got := runApp(t, a, words("run -goroutines 1 -backend mine,theirs -reads 100,99 -capacity 10,20 -policy adaptive,lru %s", quick)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 1, strings.Count(got.stderr, "\nNote: theirs held up to 12 entries after a sample, with a capacity of 10.\n"), got.stderr)
	for _, part := range []string{
		"\nzipf99-rw100, capacity 10, 1 goroutine\n", "\nzipf99-rw100, capacity 20, 1 goroutine\n", " mine lru ", " theirs ",
	} {
		require.Contains(t, got.stderr, part)
	}
}

func TestWhatCannotBeBoundedIsListed(t *testing.T) {
	list := runApp(t, firstOuts(0), "list").stdout
	require.Equal(t, 1, strings.Count(list, "(no capacity: with one there are no figures of it)\n"))
}

// TestMemoryBounded: in processes of their own, which know of the capacity too.
func TestMemoryBounded(t *testing.T) {
	got := cachebench(t, words("memory -backend cow,rawmap -keys 100,1000 -capacity 0,100%% -policy adaptive,s3fifo -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, []string{
		"Memory/backend=cow/cap=0/keys=100-",
		"Memory/backend=rawmap/cap=0/keys=100-",
		"Memory/backend=cow/cap=100/keys=100-",
		"Memory/backend=cow/cap=100/policy=s3fifo/keys=100-",
		"Memory/backend=cow/cap=0/keys=1000-",
		"Memory/backend=rawmap/cap=0/keys=1000-",
		"Memory/backend=cow/cap=1000/keys=1000-",
		"Memory/backend=cow/cap=1000/policy=s3fifo/keys=1000-",
	}, names(t, got.stdout))
	for _, keys := range []string{"100", "1000"} {
		require.Contains(t, got.stdout, "# cannot: Memory/backend=rawmap/cap="+keys+"/keys="+keys+": it has no capacity\n")
	}
}
