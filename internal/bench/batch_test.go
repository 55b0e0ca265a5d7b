package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// many is a fake that looks several keys up at once, and remembers how many at a
// time.
type many struct {
	*fake
	sizes  []int
	answer func(values [][]byte, found []bool, n int) int // nil: the truth
}

func (m *many) Get(string) ([]byte, bool) { panic("keys are to be looked up together") }

func (m *many) GetMany(keys []string, values [][]byte, found []bool) int {
	m.sizes = append(m.sizes, len(keys))
	n := 0
	for i, key := range keys {
		if values[i], found[i] = m.fake.Get(key); found[i] {
			n++
		}
	}
	if m.answer != nil {
		return m.answer(values, found, n)
	}
	return n
}

// batching is a backend whose caches are of the type many.
func batching(answer func(values [][]byte, found []bool, n int) int) (bench.Backend, *[]*many) {
	made := new([]*many)
	return bench.Backend{Name: "many", NewString: func(bench.Setup) (bench.Cache[string], error) {
		m := &many{fake: &fake{m: make(map[string][]byte)}, answer: answer}
		*made = append(*made, m)
		return m, nil
	}}, made
}

func TestBatches(t *testing.T) {
	for _, gets := range []float64{100, 90} {
		b, made := batching(nil)
		p := plan(synthetic(t, spec(t, gets)), b)
		p.Batches = []int{64}
		r, err := run(t, p)
		require.NoError(t, err)
		require.Contains(t, r.rows[0].Name(), "/backend=many/cap=0/batch=64/goroutines=1-")
		require.EqualValues(t, 10_000, r.rows[0].Ops(), "a key is an operation")
		require.Equal(t, r.rows[0].Gets, r.rows[0].Hits)
		require.Len(t, *made, 2, "one to look whether it has GetMany")
		sizes := (*made)[1].sizes
		keys, partly := 0, 0
		for _, n := range sizes {
			keys += n
			if n != 64 {
				partly++
			}
		}
		require.InDelta(t, 1.1*float64(r.rows[0].Gets), keys, 50, "with the tenth that is not measured")
		require.LessOrEqual(t, partly, 2, "the last batch of either part alone is not full: Sets do not end one")
	}
}

// TestBatchesLookUpWhatGetWould: the keys of the stream, in its order.
func TestBatchesLookUpWhatGetWould(t *testing.T) {
	one, madeOne := backend("one", nil)
	_, err := run(t, plan(synthetic(t, spec(t, 100)), one))
	require.NoError(t, err)
	b, made := batching(nil)
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Batches = []int{7}
	_, err = run(t, p)
	require.NoError(t, err)
	require.Equal(t, (*madeOne)[0].calls, (*made)[1].calls)
}

// TestBatchesFill: what is missing in a batch is stored after it.
func TestBatchesFill(t *testing.T) {
	b, made := batching(nil)
	p := plan(recorded(t, 0, 1, 2, 0, 1, 2, 3), b)
	p.Batches = []int{3}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, bench.Tally{Gets: 7, Hits: 3, Fills: 4}, r.rows[0].Tally)
	require.Equal(t, []int{3, 3, 1}, (*made)[1].sizes)
}

func TestBackendsWithoutBatches(t *testing.T) {
	without, _ := backend("without", nil)
	plain, _ := backend("plain", nil)
	with, _ := batching(nil)
	p := plan(synthetic(t, spec(t, 100)), without, with, plain)
	p.Batches = []int{16, 64}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	require.Len(t, r.skipped, 4)
	require.Equal(t, "without: it has no GetMany, and looks keys up one by one alone", r.skipped[0])

	p = plan(synthetic(t, spec(t, 100)), without)
	p.Batches = []int{1, 64}
	r, err = run(t, p)
	require.NoError(t, err)
	require.Len(t, r.rows, 1)
	require.NotContains(t, r.rows[0].Name(), "batch", "one key at a time is what it is without batches")
	require.Len(t, r.skipped, 1)
}

func TestBrokenBatches(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(values [][]byte, found []bool, n int) int
		want   string
	}{
		{"AnotherKeysValue", func(values [][]byte, found []bool, n int) int {
			values[0], values[len(values)-1] = values[len(values)-1], values[0]
			return n
		}, "wrong value: GetMany(key:"},
		{"StaleFound", func(values [][]byte, found []bool, n int) int {
			values[0] = make([]byte, 64)
			return n
		}, "wrong value: GetMany(key:"},
		{"Miscounted", func(_ [][]byte, _ []bool, n int) int { return n - 1 }, "GetMany returned 63 and marked 64 of 64 keys as found"},
		{"Panic", func([][]byte, []bool, int) int { panic("oh no") }, "it panicked: oh no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, _ := batching(c.answer)
			p := plan(synthetic(t, spec(t, 100)), b)
			p.Batches = []int{64}
			r, err := run(t, p)
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, c.want)
			require.Empty(t, r.rows)
		})
	}
}

func TestBatchesOfSeveralGoroutines(t *testing.T) {
	mixed := spec(t, 90)
	mixed.Mix = workload.Mix{Get: 0.9, Set: 0.05, Delete: 0.05}
	b, _ := batching(nil)
	locked := b
	locked.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		c, err := b.NewString(s)
		return quiet{c.(*many)}, err
	}
	p := plan(synthetic(t, mixed), locked)
	p.Batches, p.Goroutines = []int{64}, []int{3}
	r, err := run(t, p)
	require.NoError(t, err)
	require.EqualValues(t, 10_000, r.rows[0].Ops())
	require.Positive(t, r.rows[0].Deletes)
	require.Positive(t, r.rows[0].Fills)
}

// quiet does not remember the sizes, which several goroutines would write.
type quiet struct{ *many }

func (q quiet) GetMany(keys []string, values [][]byte, found []bool) int {
	other := many{fake: q.fake}
	return other.GetMany(keys, values, found)
}

func TestLabelOfABatch(t *testing.T) {
	require.Equal(t, "b/4 batch 64", bench.Cell{Backend: "b", Shards: 4, Batch: 64}.Label())
	require.Equal(t, "b", bench.Cell{Backend: "b", Batch: 1}.Label())
}
