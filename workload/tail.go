package workload

import (
	"fmt"
	"math"
)

// Laws whose rare large amounts hold much of the total.

// lognormal draws amounts whose logarithm is normally distributed around that of
// the median with the standard deviation sigma. An amount beyond the limits of
// the unit becomes the limit.
type lognormal struct {
	median uint32
	sigma  float64
	most   uint32
}

func (l lognormal) draw(r *source) uint32 {
	x := float64(float64(l.median) * exp(float64(l.sigma*normal(r))))
	return nearest(x, 1, l.most)
}

// normal draws from the standard normal distribution by the polar method
// (Marsaglia and Bray, "A Convenient Method for Generating Normal Variables",
// 1964). The second variate that it yields is given up for the sake of having
// no state.
func normal(r *source) float64 {
	for {
		x, y := float64(2*r.unit())-1, float64(2*r.unit())-1
		if s := float64(x*x) + float64(y*y); s > 0 && s < 1 {
			return float64(x * math.Sqrt(float64(-2*log(s))/s)) // Sqrt is exact everywhere
		}
	}
}

func (l lognormal) format(u *unit) string { return write("lognormal", u.format(l.median), l.sigma) }

func (l lognormal) validate(u *unit) error {
	switch {
	case l.median < 1:
		return fmt.Errorf("the median %s is below %s", u.format(l.median), u.format(1))
	case !(l.sigma >= 0 && l.sigma <= 5):
		return fmt.Errorf("sigma, %v, is not in [0, 5]", l.sigma)
	}
	return nil
}

// pareto draws from min to max with a density in proportion to x^-(shape+1): the
// bounded Pareto distribution, drawn by inversion.
type pareto struct {
	min, max uint32
	shape    float64
}

func (l pareto) draw(r *source) uint32 {
	// The distribution function is (1-(min/x)^shape)/c with
	// c = 1-(min/max)^shape.
	t := float64(l.shape * log(float64(l.min)/float64(l.max)))
	c := float64(-t * expm1Over(t))
	v := float64(-r.unit() * c)
	x := float64(float64(l.min) * exp(float64(-v*log1pOver(v))/l.shape))
	return nearest(x, l.min, l.max)
}

func (l pareto) format(u *unit) string {
	return write("pareto", u.format(l.min), u.format(l.max), l.shape)
}

func (l pareto) validate(u *unit) error {
	switch {
	case l.min < 1:
		return fmt.Errorf("the lower bound %s is below %s", u.format(l.min), u.format(1))
	case !(l.shape >= 0.01 && l.shape <= 100):
		return fmt.Errorf("the shape %v is not in [0.01, 100]", l.shape)
	}
	return u.checkBounds(l.min, l.max)
}
