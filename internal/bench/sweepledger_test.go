package bench_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

const ms = time.Millisecond

// set sets a key in one step.
func set(l bench.Ledger, key int, deadline time.Duration) {
	l.Begin(key)
	l.End(key, deadline)
}

func TestLedgerCountsWhatIsOverdue(t *testing.T) {
	l := bench.NewLedger(5, time.Second, 0)
	n, lag := l.Overdue(0, 0)
	require.Zero(t, n)
	require.Zero(t, lag)
	for key, deadline := range []time.Duration{10 * ms, 20 * ms, 20*ms + 1, math.MaxInt64, time.Hour} {
		set(l, key, deadline)
	}
	for _, look := range []struct {
		now, lag          time.Duration
		resident, overdue int
	}{
		{10*ms - 1, 0, 5, 0},
		{10 * ms, 0, 5, 1}, // the deadline has come
		{15 * ms, 0, 4, 0},
		{20 * ms, 10 * ms, 5, 2},
		{20 * ms, 0, 4, 1},
		{21*ms - 1, 11*ms - 1, 5, 2}, // the third passes with the whole millisecond
		{21 * ms, 11 * ms, 5, 3},
		{21 * ms, 0, 1, 0}, // fewer than are live: some were refused
		{500 * ms, 490 * ms, 9, 3},
		{2 * time.Second, 2*time.Second - 10*ms, 5, 3}, // what is beyond the span does not pass
	} {
		n, lag := l.Overdue(look.now, look.resident)
		require.Equal(t, look.overdue, n, "%+v", look)
		require.Equal(t, look.lag, lag, "%+v", look)
	}
}

func TestLedgerFollowsKeysThatAreSetAgain(t *testing.T) {
	l := bench.NewLedger(2, time.Second, 0)
	set(l, 0, 10*ms)
	set(l, 1, 10*ms)
	set(l, 1, 30*ms) // before it passes
	n, _ := l.Overdue(15*ms, 2)
	require.Equal(t, 1, n)
	set(l, 0, 40*ms) // after it has passed
	n, _ = l.Overdue(15*ms, 2)
	require.Zero(t, n)
	n, lag := l.Overdue(45*ms, 2)
	require.Equal(t, 2, n)
	require.Equal(t, 15*ms, lag)
	set(l, 1, 20*ms) // set so late that it has passed already
	n, _ = l.Overdue(45*ms, 2)
	require.Equal(t, 2, n)
}

func TestLedgerKnowsTheDead(t *testing.T) {
	l := bench.NewLedger(3, time.Second, 5*ms)
	require.False(t, l.Dead(0, time.Hour), "it was never set")
	set(l, 0, 10*ms)
	set(l, 1, math.MaxInt64)
	require.False(t, l.Dead(0, 15*ms), "the clock may be late")
	require.True(t, l.Dead(0, 15*ms+1))
	require.False(t, l.Dead(1, math.MaxInt64), "it does not expire")
	l.Begin(0)
	require.False(t, l.Dead(0, time.Hour), "it is being set just now")
	l.End(0, 50*ms)
	require.False(t, l.Dead(0, 20*ms))
	require.True(t, l.Dead(0, 56*ms))
}
