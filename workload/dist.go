package workload

import (
	"fmt"
	"math"
)

// Dist is a distribution of requests over the keys [0, Spec.Keys). It is one of
// the types of this package: [Uniform], [Zipf], [Hotspot], [Latest], [Loop],
// [Scan] or [Shift].
type Dist interface {
	// String returns the text that ParseDist reads back as the same Dist.
	String() string

	// validate refuses parameters that make no sense, alone or with n keys.
	validate(n uint64) error
	// keys returns a function that draws the key of one operation after
	// another for a valid Dist, given the kinds of the operations.
	keys(n, seed uint64) func(Kind) uint32
}

var distForms = []form[Dist]{
	{"uniform", func(*arguments) Dist { return Uniform{} }},
	{"zipf:SKEW", func(a *arguments) Dist { return Zipf{a.float()} }},
	{"hotspot:KEYS:REQUESTS", func(a *arguments) Dist { return Hotspot{a.float(), a.float()} }},
	{"latest:SKEW", func(a *arguments) Dist { return Latest{a.float()} }},
	{"loop:LENGTH", func(a *arguments) Dist { return Loop{a.int()} }},
	{"scan:SKEW:EVERY:LENGTH", func(a *arguments) Dist { return Scan{a.float(), a.int(), a.int()} }},
	{"shift:SKEW:EVERY:STEP", func(a *arguments) Dist { return Shift{a.float(), a.int(), a.int()} }},
}

// ParseDist reads a distribution in one of the forms of [DistForms], such as
// "zipf:0.99": the name of the type in lower case, then its fields in order. An
// unknown name is an *[UnknownError].
func ParseDist(s string) (Dist, error) {
	return parse("distribution", s, distForms, func(d Dist) error { return d.validate(MaxKeys) })
}

// DistForms lists what [ParseDist] reads, for help texts.
func DistForms() []string { return usages(distForms) }

// maxPeriod bounds numbers of operations after which something happens. More
// than MaxOps would mean never.
const maxPeriod = 1 << 28

func checkSkew(s float64) error {
	if !(s >= 0 && s <= math.MaxFloat64) {
		return fmt.Errorf("the skew %v is not a finite number from 0", s)
	}
	return nil
}

func checkRange(what string, value int, most uint64) error {
	if value < 1 || uint64(value) > most {
		return fmt.Errorf("%s, %d, is not in [1, %d]", what, value, most)
	}
	return nil
}
