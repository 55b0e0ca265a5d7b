package compare_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

// shape is what the noise of times is like: the time of sample i of a row whose time
// is 100.
type shape func(r *rand.Rand, sd float64, i int) float64

// shapes all have about the same spread, in the middle at least.
var shapes = map[string]shape{
	"Normal": func(r *rand.Rand, sd float64, _ int) float64 { return 100 * math.Exp(sd*r.NormFloat64()) },
	"HeavyTails": func(r *rand.Rand, sd float64, _ int) float64 { // t with 2 degrees of freedom
		return 100 * math.Exp(sd*r.NormFloat64()/math.Sqrt(r.ExpFloat64()))
	},
	"Spikes": func(r *rand.Rand, sd float64, _ int) float64 { // now and then something else runs
		if r.Float64() < 0.1 {
			return 100 * (1 + r.ExpFloat64())
		}
		return 100 * (1 + sd*r.ExpFloat64())
	},
	"TwoModes": func(r *rand.Rand, sd float64, _ int) float64 {
		return 100 * (1 + 2*sd*float64(r.IntN(2)) + sd/4*r.NormFloat64())
	},
	"Ties": func(r *rand.Rand, sd float64, _ int) float64 { return 100 * (1 + sd*math.Round(r.NormFloat64())) },
	"Drift": func(r *rand.Rand, sd float64, i int) float64 { // both sides, measured in turns, become slower
		return 100 * (1 + 0.02*float64(i)) * math.Exp(sd*r.NormFloat64())
	},
}

// trial is one comparison of rows with so many samples a side.
type trial struct {
	rows, samples int
	sd            float64
	slower        float64 // the factor by which row 0 is, on the new side
}

func (c trial) run(t *testing.T, r *rand.Rand, noise shape, o compare.Options) *compare.Report {
	t.Helper()
	var text [2]strings.Builder
	for row := range c.rows {
		for side := range text {
			factor := 1.0
			if side == 1 && row == 0 {
				factor = c.slower
			}
			for i := range c.samples {
				fmt.Fprintf(&text[side], "BenchmarkCache/row=%d 1 %v ns/op\n", row, factor*noise(r, c.sd, i))
			}
		}
	}
	var sets [2]results.Set
	for side := range sets {
		_, err := sets[side].Add(strings.NewReader(text[side].String()), "trial.txt")
		require.NoError(t, err)
	}
	report, err := compare.Compare(&sets[0], &sets[1], o)
	require.NoError(t, err)
	return report
}

// most returns how often something may happen in so many trials that has a chance of
// p: four standard deviations above the mean.
func most(many int, p float64) int {
	mean := float64(many) * p
	return int(mean + 4*math.Sqrt(mean*(1-p)))
}

// trials returns how many there are: with the race detector a tenth, since what it
// watches is the same each time, and takes ten times as long.
func trials(n int) int {
	if raceEnabled {
		return n / 10
	}
	return n
}

// count runs trials and counts those that something is true of.
func count(t *testing.T, many int, c trial, noise shape, o compare.Options, is func(*compare.Report) bool) (n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(many), 7))
	for range many {
		if is(c.run(t, r, noise, o)) {
			n++
		}
	}
	return n
}

func changed(r *compare.Report) bool {
	return r.Count(compare.Regressed)+r.Count(compare.Improved) > 0
}

func regressed(r *compare.Report) bool { return r.Verdict() == compare.Regression }

// TestFalseAlarms: where nothing has changed, something is called changed as often as
// alpha says at most, whatever the noise is like, with nothing but the statistics to
// prevent it: the minimum effect is next to nothing.
func TestFalseAlarms(t *testing.T) {
	const alpha = 0.05
	for name, noise := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			many := trials(500)
			n := count(t, many, trial{rows: 10, samples: 8, sd: 0.05, slower: 1}, noise, compare.Options{Alpha: alpha, MinEffect: 1e-9}, changed)
			require.LessOrEqual(t, n, most(many, alpha))
			if name != "Drift" && !raceEnabled { // which is more noise than each side's own, so that the test is more careful
				require.Positive(t, n, "nothing is ever called changed: the test proves nothing")
			}
		})
	}
}

// TestNothingHasChanged: as it is used, with 10 samples and ordinary noise, it is never
// a regression; where samples are now and then far off, about as seldom as alpha says.
func TestNothingHasChanged(t *testing.T) {
	for name, noise := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			many := trials(500)
			n := count(t, many, trial{rows: 10, samples: 10, sd: 0.02, slower: 1}, noise, compare.Options{Alpha: 0.01}, regressed)
			if name == "HeavyTails" {
				require.LessOrEqual(t, n, most(many, 0.01/2)) // the other half is better
				return
			}
			require.Zero(t, n)
		})
	}
}

// TestTenPercentSlower is a regression, each time but few, and never fine.
func TestTenPercentSlower(t *testing.T) {
	for _, sd := range []float64{0.01, 0.02, 0.03} {
		for _, samples := range []int{10, 20} {
			t.Run(fmt.Sprintf("sd=%v/samples=%d", sd, samples), func(t *testing.T) {
				t.Parallel()
				many := trials(300)
				n := count(t, many, trial{rows: 20, samples: samples, sd: sd, slower: 1.1}, shapes["Normal"], compare.Options{}, func(r *compare.Report) bool {
					require.NotEqual(t, compare.Fine, r.Verdict())
					return regressed(r)
				})
				least := many * 99 / 100
				if sd == 0.03 && samples == 10 {
					least = many * 95 / 100 // one row of twenty has to be surer than one of one
				}
				require.GreaterOrEqual(t, n, least)
			})
		}
	}
}

// TestAsMuchSlowerAsIsTooMuch is not called fine more often than half of alpha: it is
// undecided.
func TestAsMuchSlowerAsIsTooMuch(t *testing.T) {
	for name, noise := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const alpha = 0.05
			many := trials(1000)
			n := count(t, many, trial{rows: 1, samples: 10, sd: 0.03, slower: 1.05}, noise, compare.Options{Alpha: alpha},
				func(r *compare.Report) bool { return r.Verdict() == compare.Fine })
			require.LessOrEqual(t, n, most(many, alpha/2))
		})
	}
}

// TestNeededIsAboutEnough: with as many samples as are told, most rows are decided
// that were not.
func TestNeededIsAboutEnough(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, slower := range []float64{1, 1.1} {
		undecided, decided := 0, 0
		for range 300 {
			few := trial{rows: 1, samples: 6, sd: 0.06, slower: slower}
			report := few.run(t, r, shapes["Normal"], compare.Options{})
			if report.Verdict() != compare.Inconclusive {
				continue
			}
			require.Greater(t, report.Needed, few.samples)
			undecided++
			few.samples = min(2*report.Needed, 200) // it is a guess from six samples
			if few.run(t, r, shapes["Normal"], compare.Options{}).Verdict() != compare.Inconclusive {
				decided++
			}
		}
		require.Greater(t, undecided, 100)
		require.Greater(t, decided, undecided*8/10, "%v", slower)
	}
}

// TestTooFewToBeSure: with three samples a side no difference is a regression, however
// large, and none is fine.
func TestTooFewToBeSure(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for samples, needed := range map[int]int{1: 5, 3: 5, 4: 5} {
		for _, slower := range []float64{1, 3} {
			report := trial{rows: 1, samples: samples, sd: 1e-6, slower: slower}.run(t, r, shapes["Normal"], compare.Options{})
			require.Equal(t, compare.Inconclusive, report.Verdict())
			require.Equal(t, needed, report.Needed)
			require.Equal(t, compare.Inconclusive, trial{rows: 1, samples: samples, slower: 1}.run(t, r, shapes["Normal"], compare.Options{}).Verdict(), "all the same")
		}
	}
	report := trial{rows: 100, samples: 5, sd: 0.001, slower: 3}.run(t, r, shapes["Normal"], compare.Options{})
	require.Equal(t, compare.Inconclusive, report.Verdict(), "of a hundred rows")
	require.Equal(t, 9, report.Needed)
}
