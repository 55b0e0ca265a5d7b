package deadlines_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/deadlines"
)

// entry is what the items of these tests stand for.
type entry struct {
	deadline int64
	stale    bool
	seen     bool
	out      bool // taken out by Due or dropped by Trim
}

type (
	index = deadlines.Index[*entry]
	item  = deadlines.Item[*entry]
)

// kind is an implementation and what it promises beyond the contract.
type kind struct {
	name  string
	make  func() index
	exact bool // Due takes items out in order and uses one of limit for each; Next is exact
	moves int  // the most that an item uses of limit
}

var kinds = []kind{
	{"Heap", deadlines.NewHeap[*entry], true, 1},
	{"Wheel", deadlines.NewWheel[*entry], false, 8}, // six lower levels, the heap, out
	{"Queue", deadlines.NewQueue[*entry], true, 1},
}

func each(t *testing.T, test func(*testing.T, kind)) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) { test(t, k) })
	}
}

// slot is the length of the wheel's lowest slots.
const slot = 1 << 24

// add puts entries with these deadlines in.
func add(x index, all ...int64) []*entry {
	var entries []*entry
	for _, d := range all {
		e := &entry{deadline: d}
		entries = append(entries, e)
		x.Add(item{Deadline: d, Of: e})
	}
	return entries
}

// due calls Due until it says that nothing due is left.
func due(t *testing.T, x index, now int64, limit int) (out []int64, used int) {
	t.Helper()
	for {
		n := x.Due(now, limit, func(i item) { out = append(out, i.Deadline) })
		require.LessOrEqual(t, n, limit)
		if used += n; n < limit {
			return out, used
		}
	}
}

func TestExtremes(t *testing.T) {
	const last = math.MaxInt64 - 1
	all := []int64{math.MinInt64, math.MinInt64 + 1, -slot - 1, -slot, -1, 0, 1, slot - 1, slot, 1 << 40, 1 << 60, 1<<62 + 1, last - slot, last - 1, last}
	each(t, func(t *testing.T, k kind) {
		for _, start := range []int64{math.MinInt64, -1, 0, slot, 1 << 61, last} {
			x := k.make()
			x.Due(start, 1, func(item) { t.Fatal("nothing is in it") })
			add(x, all...)
			for i, d := range all {
				if i > 0 {
					out, _ := due(t, x, d-1, 3)
					require.Empty(t, out, "from %d: before %d", start, d)
				}
				out, _ := due(t, x, d, 3)
				require.Equal(t, []int64{d}, out, "from %d", start)
			}
			require.Zero(t, x.Len())
		}
	})
}

func TestEmpty(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		check := func() {
			t.Helper()
			_, ok := x.Next()
			require.False(t, ok)
			require.Zero(t, x.Len())
			require.Zero(t, x.Due(math.MaxInt64, 10, func(item) { t.Fatal("nothing is in it") }))
			x.Overdue(math.MaxInt64, func(item) { t.Fatal("nothing is in it") })
			x.Trim(10, func(*entry) bool { t.Fatal("nothing is in it"); return true })
		}
		check()
		add(x, 1, slot, 1<<50, 2)
		x.Due(1<<49, 3, func(item) {})
		x.Reset()
		check()
		add(x, 1, slot, 1<<50, 2)
		x.Trim(4, func(*entry) bool { return true })
		check()
	})
}

// Items that share a slot with now, and are due one nanosecond after another,
// come at their time; those that are not due cost nothing.
func TestSlotOfNow(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		const n = 5000
		for i := range int64(n) {
			add(x, 10*slot+i)
		}
		total := 0
		for i := range int64(n) {
			out, used := due(t, x, 10*slot+i, 16)
			require.Equal(t, []int64{10*slot + i}, out)
			total += used
			require.Zero(t, x.Due(10*slot+i, 16, nil))
		}
		require.LessOrEqual(t, total, n*k.moves)
	})
}

// A clock that jumps ahead and comes back leaves the index right: what is added
// then is neither stuck behind what came before nor early.
func TestClockStepsBack(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		hour := int64(time.Hour)
		add(x, 100*hour)
		due(t, x, 99*hour, 10)
		add(x, 2*hour, hour)
		add(x, 3*hour)
		for _, d := range []int64{hour, 2 * hour, 3 * hour, 100 * hour} {
			next, ok := x.Next()
			require.True(t, ok)
			require.LessOrEqual(t, next, d)
			out, _ := due(t, x, d-1, 10)
			require.Empty(t, out)
			out, _ = due(t, x, d, 10)
			require.Equal(t, []int64{d}, out)
		}
	})
}

// Whoever sleeps until Next and calls Due does not spin: each wakeup takes an
// item out or moves it down.
func TestSleepUntilNext(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		const century = int64(100 * 365 * 24 * time.Hour)
		all := []int64{5, slot + 7, 1000 * slot, int64(time.Hour), century, century + 1, math.MaxInt64 - 1}
		add(x, all...)
		var out []int64
		wakeups := 0
		for {
			next, ok := x.Next()
			if !ok {
				break
			}
			now := next
			if x.Due(now, 100, func(i item) {
				require.LessOrEqual(t, i.Deadline, now)
				out = append(out, i.Deadline)
			}) == 0 {
				t.Fatalf("woken at %d for nothing", now)
			}
			wakeups++
		}
		require.Equal(t, all, out)
		require.LessOrEqual(t, wakeups, len(all)*k.moves)
	})
}

// The wheel keeps up with a clock at which nothing was due: a near item goes to
// a short slot, and Next is no more than that before its deadline.
func TestWheelKeepsUp(t *testing.T) {
	x := deadlines.NewWheel[*entry]()
	now := int64(1<<50 + 5*slot)
	due(t, x, now, 1)
	add(x, now+3*slot+9)
	next, _ := x.Next()
	require.Equal(t, now+3*slot, next)
}
