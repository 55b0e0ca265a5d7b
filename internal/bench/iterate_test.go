package bench_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// iterable is a fake that shows its entries as all does.
type iterable struct {
	*fake
	all func(f *fake) iter.Seq2[string, []byte]
}

func (i iterable) All() iter.Seq2[string, []byte] { return i.all(i.fake) }

func iterableBackend(all func(f *fake) iter.Seq2[string, []byte], breakIt func(*fake)) bench.Backend {
	b, _ := backend("iterable", func(f *fake) {
		if breakIt != nil {
			breakIt(f)
			return
		}
		f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
			f.calls = nil
			f.m[key] = value
			return nil
		}
	})
	open := b.NewString
	b.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		c, err := open(s)
		return iterable{c.(*fake), all}, err
	}
	return b
}

// cut copies under the lock.
func cut(f *fake) iter.Seq2[string, []byte] {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.All(maps.Clone(f.m))
}

// torn reads each entry when the loop comes to it.
func torn(f *fake) iter.Seq2[string, []byte] {
	copied := cut(f)
	return func(yield func(string, []byte) bool) {
		for key := range copied {
			f.mu.Lock()
			v := f.m[key]
			f.mu.Unlock()
			if !yield(key, v) {
				return
			}
		}
	}
}

func iterations(t *testing.T, b ...bench.Backend) (*recorder, error) {
	t.Helper()
	p := plan(entries(t, 256), b...)
	p.Subject, p.Views = bench.Iterations, 50
	return run(t, p)
}

func TestIterations(t *testing.T) {
	whole, mixed := iterableBackend(cut, nil), iterableBackend(torn, nil)
	mixed.Name = "mixed"
	r, err := iterations(t, whole, mixed)
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	for _, row := range r.rows {
		require.Equal(t, 50, row.Views)
		require.Positive(t, row.Beside)
	}
	require.Zero(t, r.rows[0].Torn)
	require.Positive(t, r.rows[1].Torn)
	require.Regexp(t, `^Iteration/backend=mixed/cap=0-\d+$`, r.rows[1].Name())

	groups := bench.Summarize(r.rows)
	require.Len(t, groups, 1)
	require.Equal(t, "memory", groups[0].String(), "the name of the work")
	require.Equal(t, "iterable", groups[0].Summaries[0].Backend)
	require.Positive(t, groups[0].Summaries[1].TornPercent)
	require.Positive(t, groups[0].Summaries[1].BesidePercent)
	require.Empty(t, groups[0].Verdict())
}

func TestIterationsAreWritten(t *testing.T) {
	p := plan(entries(t, 16), iterableBackend(cut, nil))
	p.Subject, p.Views = bench.Iterations, 30
	results, units := parsed(t, written(t, p))
	require.Len(t, results, 1)
	require.Equal(t, 30, results[0].Iters)
	share, ok := results[0].Value("torn-%")
	require.True(t, ok)
	require.Zero(t, share)
	_, ok = results[0].Value("beside-%")
	require.True(t, ok)
	require.Equal(t, -1, units.GetBetter("torn-%"))
}

func TestBackendsThatCannotBeIteratedOver(t *testing.T) {
	without, _ := backend("without", nil)
	r, err := iterations(t, without, iterableBackend(cut, nil))
	require.NoError(t, err)
	require.Len(t, r.rows, 1)
	require.Equal(t, []string{"without: it has no All"}, r.skipped)
}

func TestBrokenIterations(t *testing.T) {
	for want, b := range map[string]bench.Backend{
		"All shows the key nobody's, which was never set": iterableBackend(func(f *fake) iter.Seq2[string, []byte] {
			return maps.All(map[string][]byte{"nobody's": nil})
		}, nil),
		"wrong value: All(key:": iterableBackend(func(f *fake) iter.Seq2[string, []byte] {
			all := maps.Collect(cut(f))
			for key := range all {
				all[key] = make([]byte, 16)
			}
			return maps.All(all)
		}, nil),
		"failed: full": iterableBackend(cut, func(f *fake) {
			f.set = func(*fake, string, []byte, time.Duration) error { return errors.New("full") }
		}),
	} {
		r, err := iterations(t, b)
		require.ErrorIs(t, err, bench.ErrInvalid, want)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "backend iterable on memory: ")
		require.Empty(t, r.rows)
	}
}

func TestCancelEndsIterations(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b := iterableBackend(func(f *fake) iter.Seq2[string, []byte] {
		cancel()
		return cut(f)
	}, nil)
	p := plan(entries(t, 16), b)
	p.Subject, p.Views = bench.Iterations, 1_000_000_000
	r := new(recorder)
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	require.Empty(t, r.rows)
}
