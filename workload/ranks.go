package workload

// ranks draws ranks in [0, n) with the exact probabilities of Zipf's law: rank r
// in proportion to (r+1)^-skew, for every skew >= 0. It needs no table: it is
// rejection-inversion (Hörmann and Derflinger, "Rejection-Inversion to Generate
// Variates from Monotone Discrete Distributions", 1996, section 3), whose
// expected number of tries is below 1.02 whatever the skew and n.
//
// In the paper's notation, with k = r+1: h(x) = x^-skew, H is an antiderivative
// of h, and u is drawn from (H(1.5)-h(1), H(n+0.5)]. The interval of length h(k)
// that ends at H(k+0.5) belongs to k; what the intervals leave uncovered is
// rejected. They do not overlap because h is convex.
type ranks struct {
	skew float64
	n    float64
	from float64 // H(n+0.5)
	span float64 // H(1.5)-h(1) - from, which is negative
	// squeeze is a distance such that k is accepted for certain where
	// k - H⁻¹(u) does not exceed it; this spares most draws the full test.
	squeeze float64
}

func newRanks(skew float64, n uint64) *ranks {
	z := &ranks{skew: skew, n: float64(n)}
	z.from = z.integral(z.n + 0.5)
	z.span = z.integral(1.5) - 1 - z.from
	z.squeeze = 2 - z.inverse(z.integral(2.5)-z.density(2))
	return z
}

// draw returns the next rank.
func (z *ranks) draw(r *source) uint64 {
	for {
		u := z.from + float64(r.unit()*z.span)
		x := z.inverse(u)
		// x may lie outside [1, n] by rounding; a float64 beyond the range of
		// an integer converts differently from platform to platform.
		k := 1.0
		switch {
		case x >= z.n:
			k = z.n
		case x >= 1:
			k = float64(uint64(x + 0.5))
		}
		if k-x <= z.squeeze || u >= z.integral(k+0.5)-z.density(k) {
			return uint64(k) - 1
		}
	}
}

// density is h(x) = x^-skew.
func (z *ranks) density(x float64) float64 { return exp(float64(-z.skew * log(x))) }

// integral is H(x) = (x^(1-skew)-1)/(1-skew), which is log x at skew 1; this form
// does not cancel where the skew is near 1.
func (z *ranks) integral(x float64) float64 {
	l := log(x)
	return float64(l * expm1Over(float64((1-z.skew)*l)))
}

// inverse is the inverse of integral.
func (z *ranks) inverse(y float64) float64 {
	return exp(float64(y * log1pOver(float64((1-z.skew)*y))))
}
