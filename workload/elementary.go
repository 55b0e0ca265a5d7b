package workload

import "math"

// The elementary functions of this file give the same bits on every platform,
// which those of package math do not: some of them are assembly on some
// platforms. They use sums, products, quotients and the exact functions of
// package math alone, and every product stands inside a conversion to float64,
// which forbids the compiler to fuse it with a sum (arm64, ppc64, riscv64 and
// s390x would do so). Errors are a few units in the last place.

// Log 2 in two parts; the first has 21 trailing zero bits, so that its product
// with an exponent is exact.
const (
	ln2Hi = 0x1.62e42fee00000p-1
	ln2Lo = math.Ln2 - ln2Hi
)

// atanhOver returns artanh(f)/f for |f| <= 3-2√2, by its Taylor series up to
// f^20: the first term left out is below 2^-60.
func atanhOver(f float64) float64 {
	z := float64(f * f)
	w := float64(z * z)
	// The even and the odd powers of z are two chains that a processor
	// computes side by side: a third faster than one chain.
	even := 1.0 / 21
	even = float64(even*w) + 1.0/17
	even = float64(even*w) + 1.0/13
	even = float64(even*w) + 1.0/9
	even = float64(even*w) + 1.0/5
	even = float64(even*w) + 1
	odd := 1.0 / 19
	odd = float64(odd*w) + 1.0/15
	odd = float64(odd*w) + 1.0/11
	odd = float64(odd*w) + 1.0/7
	odd = float64(odd*w) + 1.0/3
	return float64(odd*z) + even
}

// log returns the natural logarithm of x, which must be a positive, finite and
// normal number.
func log(x float64) float64 {
	// x = m·2^k with m in [√½, √2); log m = 2·artanh((m-1)/(m+1)).
	bits := math.Float64bits(x)
	k := int(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m > math.Sqrt2 {
		m /= 2
		k++
	}
	f := (m - 1) / (m + 1)
	lnM := float64(2*f) * atanhOver(f)
	return float64(float64(k)*ln2Hi) + (float64(float64(k)*ln2Lo) + float64(lnM))
}

// log1pOver returns log(1+t)/t, and its limits 1 at t = 0 and +Inf at t <= -1.
func log1pOver(t float64) float64 {
	switch {
	case t <= -1:
		return math.Inf(1)
	case t < math.Sqrt2/2-1 || t > math.Sqrt2-1:
		return log(1+t) / t
	}
	// log(1+t) = 2·artanh(t/(2+t)), without the cancellation of 1+t.
	return float64(2*atanhOver(t/(2+t))) / (2 + t)
}

// expm1OverReduced returns (e^r-1)/r for |r| <= ½·log 2, by its Taylor series up
// to r^12: the first term left out is below 2^-56.
func expm1OverReduced(r float64) float64 {
	w := float64(r * r)
	even := 1.0 / 6227020800 // 1/13!
	even = float64(even*w) + 1.0/39916800
	even = float64(even*w) + 1.0/362880
	even = float64(even*w) + 1.0/5040
	even = float64(even*w) + 1.0/120
	even = float64(even*w) + 1.0/6
	even = float64(even*w) + 1
	odd := 1.0 / 479001600 // 1/12!
	odd = float64(odd*w) + 1.0/3628800
	odd = float64(odd*w) + 1.0/40320
	odd = float64(odd*w) + 1.0/720
	odd = float64(odd*w) + 1.0/24
	odd = float64(odd*w) + 1.0/2
	return float64(odd*r) + even
}

// exp returns e^x: 0 below -708 and +Inf above 709, where the result would not
// be a normal number or nearly not a finite one.
func exp(x float64) float64 {
	switch {
	case x < -708:
		return 0
	case x > 709:
		return math.Inf(1)
	}
	// x = k·log 2 + r with |r| <= ½·log 2; e^x = 2^k·e^r.
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	m := float64(r*expm1OverReduced(r)) + 1
	return float64(m * math.Float64frombits(uint64(int64(k)+1023)<<52))
}

// expm1Over returns (e^t-1)/t, and its limit 1 at t = 0.
func expm1Over(t float64) float64 {
	if t < -math.Ln2/2 || t > math.Ln2/2 {
		return (exp(t) - 1) / t
	}
	return expm1OverReduced(t)
}
