package workload

import (
	"fmt"
	"math"
	"time"
)

// MaxTTL is the longest time to live that an operation can hold, a little more
// than 49 days.
const MaxTTL = math.MaxUint32 * time.Millisecond

// TTL is a distribution of times to live. The zero value, written "0", always
// asks for the cache's default; [ParseTTL] makes all others.
type TTL struct{ law law }

var ttlUnit = &unit{
	what:   "time to live",
	symbol: "TTL",
	least:  1, // a drawn 0 would ask for the default
	most:   math.MaxUint32,
	parse:  parseMilliseconds,
	format: func(ms uint32) string {
		if ms == 0 {
			return "0"
		}
		return (time.Duration(ms) * time.Millisecond).String()
	},
}

// ParseTTL reads a distribution of times to live in one of the forms of
// [TTLForms], where a TTL is a duration such as "60s" or "1h30m", in whole
// milliseconds:
//
//   - "60s" is always the same; "0" asks for the cache's default;
//   - "uniform:1s:10s": from the first to the second, both included;
//   - "lognormal:30s:1.5": with that median and that standard deviation of the
//     natural logarithm;
//   - "pareto:1s:1h:1.1": a heavy tail, from the first to the second, with a
//     density in proportion to x^-(SHAPE+1);
//   - "choice:1s=9,1h=1": one of these, with integer weights.
//
// An unknown name before a colon is an *[UnknownError].
func ParseTTL(s string) (TTL, error) {
	l, err := parseLaw(ttlUnit, s)
	return TTL{l}, err
}

// TTLForms lists what [ParseTTL] reads, for help texts.
func TTLForms() []string { return lawUsages(ttlUnit) }

// String returns the text that ParseTTL reads back as the same distribution.
func (t TTL) String() string { return t.orDefault().format(ttlUnit) }

func (t TTL) orDefault() law {
	if t.law == nil {
		return fixed(0)
	}
	return t.law
}

// draws returns a function that draws one time to live after another, in
// milliseconds.
func (t TTL) draws(seed uint64) func() uint32 {
	l, r := t.orDefault(), newSource(seed, forTTLs, 0)
	return func() uint32 { return l.draw(&r) }
}

func parseMilliseconds(text string) (uint32, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a duration such as 60s or 1h30m", text)
	case d < 0:
		return 0, fmt.Errorf("%s is negative", text)
	case d > MaxTTL:
		return 0, fmt.Errorf("%s is longer than %v", text, MaxTTL)
	case d%time.Millisecond != 0:
		return 0, fmt.Errorf("%s is not a whole number of milliseconds", text)
	}
	return uint32(d / time.Millisecond), nil
}
