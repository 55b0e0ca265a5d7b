package workload_test

import (
	"math"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// ulps returns the distance of two numbers in units in the last place of want.
func ulps(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

// elementary pairs each function with a reference and with arguments spread
// over its domain. The conversions keep the arguments, too, from being fused.
var elementary = []struct {
	name      string
	got, want func(float64) float64
	at        func(unit float64) float64
}{
	{"Log", workload.Log, math.Log, func(u float64) float64 { return math.Ldexp(1+u, int(u*2000)-1000) }},
	{"LogNearOne", workload.Log, math.Log, func(u float64) float64 { return 0.5 + u }},
	{"Exp", workload.Exp, math.Exp, func(u float64) float64 { return float64(1400*u) - 700 }},
	{"ExpNearZero", workload.Exp, math.Exp, func(u float64) float64 { return u - 0.5 }},
	{"Expm1Over", workload.Expm1Over, expm1Over, func(u float64) float64 { return float64(60*u) - 40 }},
	{"Expm1OverNearZero", workload.Expm1Over, expm1Over, func(u float64) float64 { return math.Ldexp(u-0.5, -int(u*60)) }},
	{"Log1pOver", workload.Log1pOver, log1pOver, func(u float64) float64 { return float64(100*u*u) - 0.999999 }},
	{"Log1pOverNearZero", workload.Log1pOver, log1pOver, func(u float64) float64 { return math.Ldexp(u-0.5, -int(u*60)) }},
}

func log1pOver(t float64) float64 {
	if t == 0 {
		return 1
	}
	return math.Log1p(t) / t
}

func TestElementaryFunctionsAreAccurate(t *testing.T) {
	t.Parallel()
	for _, f := range elementary {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := workload.NewSource(1, 0)
			for range 100_000 {
				x := f.at(s.Unit())
				require.LessOrEqual(t, ulps(f.got(x), f.want(x)), 6.0, "at %v", x)
			}
		})
	}
}

func TestElementaryFunctionsAtTheirLimits(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"log 1", workload.Log(1), 0},
		{"exp 0", workload.Exp(0), 1},
		{"exp -Inf", workload.Exp(-inf), 0},
		{"exp -709", workload.Exp(-709), 0},
		{"exp 710", workload.Exp(710), inf},
		{"exp +Inf", workload.Exp(inf), inf},
		{"expm1Over 0", workload.Expm1Over(0), 1},
		{"expm1Over -Inf", workload.Expm1Over(-inf), 0},
		{"log1pOver 0", workload.Log1pOver(0), 1},
		{"log1pOver -1", workload.Log1pOver(-1), inf},
		{"log1pOver -2", workload.Log1pOver(-2), inf},
	} {
		require.Equal(t, c.want, c.got, c.name)
	}
}
