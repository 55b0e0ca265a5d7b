package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestTicksAreRoundAndNotTooMany(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []string
	}{
		{0, 7, []string{"0", "1", "2", "3", "4", "5", "6", "7"}},
		{0, 120, []string{"0", "20", "40", "60", "80", "100", "120"}},
		{0, 1.2e6, []string{"0", "200 k", "400 k", "600 k", "800 k", "1 M", "1.2 M"}},
		{0, 0.9, []string{"0", "0.2", "0.4", "0.6", "0.8"}},
	} {
		var labels []string
		for _, mark := range (ticks{7, plain}).Ticks(c.low, c.high) {
			labels = append(labels, mark.Label)
		}
		require.Equal(t, c.want, labels)
	}
}

func TestSizesAreMarkedUpToTheEndOfTheLines(t *testing.T) {
	var labels []string
	for _, mark := range (sizes{math.Log10(2400)}).Ticks(math.Log10(75), 9) {
		labels = append(labels, mark.Label)
	}
	require.Equal(t, []string{"100", "200", "500", "1 k", "2 k"}, labels)
}

func TestBarsStandOnTheFloor(t *testing.T) {
	require.Equal(t, plotter.XYs{{X: 1, Y: 0}, {X: 1, Y: 5}, {X: 2, Y: 5}, {X: 2, Y: 6}, {X: 3, Y: 6}, {X: 3, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 4}, {X: 10, Y: 4}, {X: 10, Y: 0}},
		bars(plotter.XYs{{X: 1, Y: 5}, {X: 2, Y: 6}, {X: 9, Y: 4}}, 1, 0))
}

func TestCaughtUp(t *testing.T) {
	at, ok := caughtUp(plotter.XYs{{X: 0}, {X: 1, Y: 3}, {X: 2}, {X: 3, Y: 1}, {X: 4}, {X: 5}})
	require.True(t, ok)
	require.Equal(t, 4.0, at)
	_, ok = caughtUp(plotter.XYs{{X: 0}, {X: 1}, {X: 2, Y: 1}})
	require.False(t, ok)
}
