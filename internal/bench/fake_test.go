package bench_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// fake is a correct cache that remembers what was asked of it, and lets a test
// break it.
type fake struct {
	mu    sync.Mutex
	m     map[string][]byte
	calls []string

	get  func(f *fake, key string) ([]byte, bool)
	set  func(f *fake, key string, value []byte, ttl time.Duration) error
	size func(f *fake) int
}

func (f *fake) Get(key string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, "get "+key)
	if f.get != nil {
		return f.get(f, key)
	}
	v, ok := f.m[key]
	return v, ok
}

func (f *fake) Set(key string, value []byte, ttl time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, "set "+key)
	if f.set != nil {
		return f.set(f, key, value, ttl)
	}
	f.m[key] = value
	return nil
}

func (f *fake) Delete(key string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, "delete "+key)
	_, ok := f.m[key]
	delete(f.m, key)
	return ok
}

func (f *fake) Len() int {
	if f.size != nil {
		return f.size(f)
	}
	return len(f.m)
}

func (f *fake) Close() error { return nil }

// backend returns a backend whose caches are fakes, broken by breakIt if that is
// not nil, and where to find those it made.
func backend(name string, breakIt func(*fake)) (bench.Backend, *[]*fake) {
	made := new([]*fake)
	return bench.Backend{Name: name, NewString: func(bench.Setup) (bench.Cache[string], error) {
		f := &fake{m: make(map[string][]byte)}
		if breakIt != nil {
			breakIt(f)
		}
		*made = append(*made, f)
		return f, nil
	}}, made
}

// recorder is a Reporter that keeps everything.
type recorder struct {
	works   []bench.Work
	rows    []bench.Row
	skipped []string
	missing []bench.Cannot
	notes   []string
	begun   []string
	onRow   func(bench.Row) error
}

func (r *recorder) Work(w *bench.Work) error { r.works = append(r.works, *w); return nil }

func (r *recorder) Skip(c bench.Cell, reason string) error {
	r.skipped = append(r.skipped, c.Backend+": "+reason)
	r.missing = append(r.missing, bench.Cannot{Cell: c, Reason: reason})
	return nil
}

func (r *recorder) Note(_ bench.Cell, text string) error {
	r.notes = append(r.notes, text)
	return nil
}

func (r *recorder) Begin(c bench.Cell, _ int) { r.begun = append(r.begun, c.Backend) }

func (r *recorder) Row(row bench.Row) error {
	r.rows = append(r.rows, row)
	if r.onRow != nil {
		return r.onRow(row)
	}
	return nil
}

// spec is a small workload with so many percent of Gets, the rest Sets.
func spec(t *testing.T, gets float64) workload.Spec {
	t.Helper()
	size, err := workload.ParseSize("64")
	require.NoError(t, err)
	return workload.Spec{
		Name: "small", Keys: 50, Dist: workload.Zipf{Skew: 0.99}, Size: size,
		Mix: workload.Mix{Get: gets / 100, Set: 1 - gets/100},
	}
}

func synthetic(t *testing.T, s workload.Spec) func() (bench.Work, error) {
	t.Helper()
	return func() (bench.Work, error) { return bench.Synthesize(s, 1, 10_000) }
}

// recorded is the workload of a trace of Gets.
func recorded(t *testing.T, keys ...uint32) func() (bench.Work, error) {
	t.Helper()
	s := &workload.Stream{Keys: int(slices.Max(keys)) + 1}
	for _, k := range keys {
		s.Ops = append(s.Ops, workload.Op{Key: k})
	}
	return func() (bench.Work, error) {
		return bench.Recorded(s, bench.Source{Trace: "some/trace.txt.gz"}, 0, 64)
	}
}

// plan measures the backends on one workload, once, on one goroutine.
func plan(work func() (bench.Work, error), backends ...bench.Backend) bench.Plan {
	return bench.Plan{
		Backends:   backends,
		Works:      []func() (bench.Work, error){work},
		Goroutines: []int{1},
		Sweepers:   []larder.Sweeper{larder.SweepCursor},
		Samples:    1,
		Ops:        10_000,
		TTL:        time.Hour,
	}
}

func run(t *testing.T, p bench.Plan) (*recorder, error) {
	t.Helper()
	r := new(recorder)
	return r, p.Run(context.Background(), r)
}

var errDeaf = errors.New("deaf")

// deaf is a recorder that takes no notes.
type deaf struct{ *recorder }

func (deaf) Note(bench.Cell, string) error { return errDeaf }
