package policy

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAGhostRemembersWhatLeftLast(t *testing.T) {
	for _, room := range []int{1, 10, 1000} {
		var g ghost
		g.fit(room)
		for print := range uint32(3 * room) {
			g.add(print + 1)
		}
		known := 0
		for print := uint32(3 * room); print > uint32(2*room); print-- {
			if g.take(print) {
				known++
				require.False(t, g.take(print), "it was taken")
			}
		}
		require.GreaterOrEqual(t, known, room*9/10, "of %d", room)
		for print := range uint32(2*room - 1) {
			require.False(t, g.take(print+1), "%d left before the last %d", print+1, room)
		}
	}
}

func TestAGhostForgetsNothingWhenItGrows(t *testing.T) {
	var g ghost
	g.fit(12)
	for print := range uint32(12) {
		g.add(print)
	}
	known := func() (n int) {
		for print := range uint32(12) {
			if b := g.bucket(printOf(print)); b != nil {
				for _, it := range b {
					if it.print == printOf(print) && g.counts(it.arrival) {
						n++
					}
				}
			}
		}
		return n
	}
	before := known()
	g.fit(500)
	require.GreaterOrEqual(t, known(), before)
	require.LessOrEqual(t, len(g.buckets)*bucketSize*8, 500*11+64, "bytes")
}

func TestAnEmptyGhost(t *testing.T) {
	var g ghost
	require.False(t, g.take(0))
	g.fit(0)
	g.add(0)
	require.True(t, g.take(0), "a fingerprint of 0 is one like others")
}
