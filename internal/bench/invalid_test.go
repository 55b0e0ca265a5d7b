package bench_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// TestBrokenBackends proves that no broken backend gets a figure.
func TestBrokenBackends(t *testing.T) {
	shared := make(map[string][]byte) // survives the cache
	for _, c := range []struct {
		name    string
		breakIt func(*fake)
		work    func() (bench.Work, error)
		want    string
	}{
		{"AnotherKeysValue", func(f *fake) {
			f.get = func(f *fake, key string) ([]byte, bool) {
				for k, v := range f.m {
					if k != key {
						return v, true
					}
				}
				return nil, false
			}
		}, synthetic(t, spec(t, 95)), "wrong value: Get(key:"},
		{"ZeroedValue", func(f *fake) {
			f.get = func(*fake, string) ([]byte, bool) { return make([]byte, 64), true }
		}, synthetic(t, spec(t, 95)), "wrong value"},
		{"TruncatedValueOfAnother", func(f *fake) {
			f.get = func(*fake, string) ([]byte, bool) { return []byte{0xff, 0xff}, true }
		}, synthetic(t, spec(t, 95)), "wrong value"},
		{"FailingSet", func(f *fake) {
			f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
				if _, ok := f.m[key]; ok {
					return errors.New("full")
				}
				f.m[key] = v
				return nil
			}
		}, synthetic(t, spec(t, 95)), "failed: full"},
		{"FailingFill", func(f *fake) {
			f.set = func(*fake, string, []byte, time.Duration) error { return errors.New("full") }
		}, synthetic(t, spec(t, 100)), "failed: full"},
		{"Panic", func(f *fake) {
			f.get = func(*fake, string) ([]byte, bool) { panic("oh no") }
		}, synthetic(t, spec(t, 95)), "it panicked: oh no"},
		{"TooManyEntries", func(f *fake) {
			f.size = func(*fake) int { return 51 }
		}, synthetic(t, spec(t, 95)), "it holds 51 entries, and there are 50 keys"},
		{"AboveTheOptimum", func(f *fake) {
			f.m = shared
		}, recorded(t, 0, 1, 2, 0, 1, 2), "6 hits, and the optimum has 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, _ := backend("broken", c.breakIt)
			p := plan(c.work, b)
			p.Samples = 2
			_, err := run(t, p)
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "backend broken on ")
		})
	}
}

func TestMixThatWasNotAchieved(t *testing.T) {
	for _, c := range []struct {
		name  string
		asked workload.Mix
		ok    bool
	}{
		{"AsAsked", workload.Mix{Get: 0.95, Set: 0.05}, true},
		{"LessThanAPointOff", workload.Mix{Get: 0.942, Set: 0.058}, true},
		{"MoreThanAPointOff", workload.Mix{Get: 0.935, Set: 0.065}, false},
		{"Deletes", workload.Mix{Get: 0.95, Delete: 0.05}, false},
		{"NoGets", workload.Mix{Set: 1}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, _ := backend("good", nil)
			work := func() (bench.Work, error) {
				w, err := bench.Synthesize(spec(t, 95), 1, 10_000)
				w.Asked = c.asked
				return w, err
			}
			r, err := run(t, plan(work, b))
			if c.ok {
				require.NoError(t, err)
				require.Len(t, r.rows, 1)
				return
			}
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, "operations were a ")
			require.Empty(t, r.rows)
		})
	}
}

func TestTooFewOperationsForTheMix(t *testing.T) {
	b, _ := backend("good", nil)
	p := plan(synthetic(t, spec(t, 95)), b)
	p.Ops = 3
	_, err := run(t, p)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "measure for longer")
}

func TestNothingMeasured(t *testing.T) {
	good, _ := backend("good", nil)
	small, readOnly, noStrings := good, good, good
	small.MaxKeys, readOnly.ReadOnly, noStrings.NewString = 49, true, nil
	for _, c := range []struct {
		name    string
		backend bench.Backend
		want    string
	}{
		{"ReadOnly", readOnly, "only where nothing is written"},
		{"TooManyKeys", small, "at most 49 keys"},
		{"NoStringKeys", noStrings, "has no string keys"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := run(t, plan(synthetic(t, spec(t, 95)), c.backend))
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, "nothing was measured: good: it ")
			require.ErrorContains(t, err, c.want)
			require.Len(t, r.skipped, 1)
		})
	}
	t.Run("NoIntegerKeys", func(t *testing.T) {
		p := plan(synthetic(t, spec(t, 95)), good)
		p.IntKeys = true
		_, err := run(t, p)
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "has no integer keys")
	})
	t.Run("NoBackend", func(t *testing.T) {
		_, err := run(t, plan(synthetic(t, spec(t, 95))))
		require.ErrorIs(t, err, bench.ErrInvalid)
	})
}
