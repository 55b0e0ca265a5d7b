package policy

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASketchNeverEstimatesTooLittle(t *testing.T) {
	var s sketch
	const keys = 2000
	asked := make(map[uint32]int)
	for i := range uint32(5 * keys) {
		print := i * i % keys
		s.add(print, 1, keys)
		asked[print]++
	}
	require.Zero(t, s.epoch, "nothing was halved")
	over := 0
	for print, n := range asked {
		got := int(s.estimate(print))
		require.GreaterOrEqual(t, got, min(n, maxFreq))
		if got > min(n, maxFreq) {
			over++
		}
	}
	require.Less(t, over, keys/20, "four rows of four counters for each key hardly ever collide in all")
}

func TestASketchOfNothingKnowsNothing(t *testing.T) {
	var s sketch
	require.Zero(t, s.estimate(7))
}

func TestASketchKeepsItsCountsWhenItGrows(t *testing.T) {
	var s sketch
	for print := range uint32(32) {
		for range print % 8 {
			s.add(print, 1, 32)
		}
	}
	before := make([]uint8, 32)
	for print := range before {
		before[print] = s.estimate(uint32(print))
	}
	s.fit(1000)
	require.GreaterOrEqual(t, len(s.words)*16, 1000*perEntry)
	for print, f := range before {
		require.Equal(t, f, s.estimate(uint32(print)), "of %d", print)
	}
	large := len(s.words)
	s.fit(10)
	require.Len(t, s.words, large, "it does not shrink")
}

func TestCountsAreHalvedAfterTenAdditionsForEachEntry(t *testing.T) {
	var s sketch
	for range 99 {
		s.add(1, 1, 10)
	}
	require.EqualValues(t, maxFreq, s.estimate(1))
	s.add(2, 1, 10)
	require.EqualValues(t, maxFreq/2, s.estimate(1))
	require.EqualValues(t, 0, s.estimate(2))
	require.EqualValues(t, 1, s.epoch)
	for range 49 {
		s.add(3, 1, 10)
	}
	require.EqualValues(t, 1, s.epoch, "half of the additions count on")
	s.add(3, 1, 10)
	require.EqualValues(t, 2, s.epoch)
}
