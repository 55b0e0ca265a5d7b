package cutprobe_test

import (
	"iter"
	"maps"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/cutprobe"
)

// table is a map under a lock, whose iterations are of one instant, or not.
type table struct {
	mu     sync.Mutex // guards values
	values map[int]int
}

func (t *table) set(key, value int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.values[key] = value
}

func (t *table) get(key int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.values[key]
}

func (t *table) cut() iter.Seq2[int, int] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.All(maps.Clone(t.values))
}

func newTable() *table { return &table{values: map[int]int{-1: 7, 1 << 20: 7}} } // and keys of others

func TestACutIsAccepted(t *testing.T) {
	m := newTable()
	r := cutprobe.Run(256, 100, m.set, m.cut)
	require.Equal(t, 100, r.Views)
	require.Positive(t, r.Beside)
	require.Zero(t, r.Torn, r.First)
}

// The judge lets the writer pass in the middle of the loop.
func TestAnIterationThatReadsAsItGoesIsRejected(t *testing.T) {
	m := newTable()
	r := cutprobe.Run(256, 100, m.set, func() iter.Seq2[int, int] {
		return func(yield func(int, int) bool) {
			for i := range 256 {
				key := i * 37 % 256 // the order of a table of hashes
				if !yield(key, m.get(key)) {
					return
				}
			}
		}
	})
	require.Equal(t, 100, r.Views)
	require.Positive(t, r.Torn)
	require.NotEmpty(t, r.First)
}

// Of one instant, but not of one during the view.
func TestAnOldCutIsRejected(t *testing.T) {
	m := newTable()
	old := maps.All(map[int]int{0: 0, 1: 0})
	r := cutprobe.Run(2, 100, m.set, func() iter.Seq2[int, int] { return old })
	require.Positive(t, r.Torn)
	require.Contains(t, r.First, "had ended before it began")
}

// A map that stops the writer while it is iterated over holds nobody up for
// ever, and its views prove nothing.
func TestALockThatIsHeldDuringTheLoop(t *testing.T) {
	m := newTable()
	r := cutprobe.Run(8, 3, m.set, func() iter.Seq2[int, int] {
		return func(yield func(int, int) bool) {
			m.mu.Lock()
			defer m.mu.Unlock()
			maps.All(m.values)(yield)
		}
	})
	require.Equal(t, 3, r.Views)
	require.Zero(t, r.Torn, r.First)
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		values      []int
		least, most int64
		says        string
	}{
		{[]int{0, 0, 0, 0}, 0, 0, ""},
		{[]int{1, 0, 0, 0}, 1, 1, ""},
		{[]int{8, 8, 8, 7}, 31, 31, ""},
		{[]int{8, 8, 8, 8}, 32, 32, ""},
		{[]int{8, 8, 8, 8}, 33, 40, "32 writes in it, and 33 had ended"},
		{[]int{8, 8, 8, 8}, 20, 31, "32 writes in it, and 31 had begun"},
		{[]int{8, 7, 8, 7}, 0, 99, "key 1 is at 7 and key 2, which is written later, at 8"},
		{[]int{7, 7, 7, 8}, 0, 99, "written later"},
		{[]int{9, 8, 8, 7}, 0, 99, "rounds apart"},
		{[]int{9, 9, 7, 7}, 0, 99, "rounds apart"},
		{[]int{8, -1, 8, 8}, 0, 99, "key 1 is missing"},
		{[]int{8, 8, 8, -1}, 0, 99, "is missing"},
	} {
		says := cutprobe.Verdict(c.values, c.least, c.most)
		if c.says == "" {
			require.Empty(t, says, "%v", c)
		} else {
			require.Contains(t, says, c.says, "%v", c)
		}
	}
}

func TestAKeyShownTwice(t *testing.T) {
	p := cutprobe.New(0) // means 2
	m := newTable()
	p.Fill(m.set)
	v := p.Judge(func() iter.Seq2[int, int] {
		return func(yield func(int, int) bool) {
			_ = yield(0, 0) && yield(1, 0) && yield(0, 0)
		}
	})
	require.Contains(t, v.Breach, "twice")
	require.Zero(t, v.Beside)
}
