package storetest

import (
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// rounds calls Scan with the given limit for the rest of one round over n
// entries and another, and returns the keys that were shown. All are accepted.
func rounds(s Subject, n, limit int) map[int]bool {
	shown := map[int]bool{}
	for range 2 * (n/limit + 1) {
		s.Scan(limit, func(e *Entry) bool { shown[e.Key] = true; return true })
	}
	return shown
}

func scanShowsEverything(t *testing.T, s Subject) {
	s.Scan(10, func(*Entry) bool { t.Error("the store is empty"); return false })
	const n = 1000
	fill(s, n)
	for _, limit := range []int{1, 7, 100, n, math.MaxInt} {
		if s.ByDeadline { // accepted entries are forgotten: link them anew
			for range s.Drain() {
			}
			fill(s, n)
		}
		require.Equal(t, n, len(rounds(s, n, limit)), "limit %d", limit)
	}
}

// scanShowsWhatStays removes half of the entries and adds others between the
// calls, as users do: those that stay must all be shown in one round or two.
func scanShowsWhatStays(t *testing.T, s Subject) {
	const n = 1000
	es := fill(s, n)
	shown := map[int]bool{}
	gone := 0
	for len(shown) < n && gone < n {
		s.Scan(10, func(e *Entry) bool { shown[e.Key] = true; return true })
		for range 5 { // from the front, in the way of every cursor
			s.Remove([]*Entry{es[gone]})
			gone += 2
		}
		s.Swap(&Entry{Key: n + gone, Deadline: forever})
	}
	maps.Copy(shown, rounds(s, 2*n, 10))
	for k := 1; k < n; k += 2 {
		require.True(t, shown[k], "entry %d stayed and was never shown", k)
	}
	s.Check(t)
}

// scanIsBounded counts how many entries are shown under one hold of a lock.
func scanIsBounded(t *testing.T, s Subject) {
	const n, limit = 1000, 64
	fill(s, n)
	for range 3 * n / limit {
		underLock := 0
		s.Scan(limit, func(*Entry) bool {
			if s.Held() {
				underLock++
			}
			return true
		})
		require.LessOrEqual(t, underLock, limit)
	}
	require.False(t, s.Held(), "no lock is left behind")
	if s.ByDeadline {
		s.Swap(&Entry{Key: 1, Deadline: 10})
		s.Swap(&Entry{Key: 2, Deadline: 20})
		s.Swap(&Entry{Key: 3, Deadline: 30})
		var shown []int
		s.Scan(limit, func(e *Entry) bool { shown = append(shown, e.Key); return e.Key == 1 })
		require.Equal(t, []int{1, 2}, shown, "the soonest first, up to the first refused")
		shown = nil
		s.Scan(limit, func(e *Entry) bool { shown = append(shown, e.Key); return false })
		require.Equal(t, []int{2}, shown, "the accepted one is forgotten, the refused one is not")
	}
}
