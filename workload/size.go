package workload

import (
	"fmt"
	"strconv"
)

// MaxSize is the largest value in bytes that a [Size] can ask for: 1 GiB.
const MaxSize = 1 << 30

// Size is a distribution of the sizes of values. The zero value, written "0", is
// always 0 bytes; [ParseSize] makes all others.
type Size struct{ law law }

var sizeUnit = &unit{
	what:   "size",
	symbol: "SIZE",
	least:  0,
	most:   MaxSize,
	parse:  parseBytes,
	format: func(n uint32) string { return strconv.FormatUint(uint64(n), 10) },
}

// ParseSize reads a distribution of sizes in one of the forms of [SizeForms],
// where a SIZE is a number of bytes: "64", "uniform:64:1024", "lognormal:256:1.2",
// "pareto:64:65536:1.1" or "choice:64=9,4096=1", with the meaning that they have
// for [ParseTTL]. An unknown name before a colon is an *[UnknownError].
func ParseSize(s string) (Size, error) {
	l, err := parseLaw(sizeUnit, s)
	return Size{l}, err
}

// SizeForms lists what [ParseSize] reads, for help texts.
func SizeForms() []string { return lawUsages(sizeUnit) }

// String returns the text that ParseSize reads back as the same distribution.
func (s Size) String() string { return s.orZero().format(sizeUnit) }

func (s Size) orZero() law {
	if s.law == nil {
		return fixed(0)
	}
	return s.law
}

// perKey returns a function that gives the size of a key's values.
func (s Size) perKey(seed uint64) func(key uint32) uint32 {
	l := s.orZero()
	if f, ok := l.(fixed); ok {
		return func(uint32) uint32 { return uint32(f) }
	}
	return func(key uint32) uint32 {
		r := newSource(seed, forSizes, uint64(key))
		return l.draw(&r)
	}
}

func parseBytes(text string) (uint32, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a number of bytes that can be used", text)
	case n < 0:
		return 0, fmt.Errorf("%d bytes is negative", n)
	case n > MaxSize:
		return 0, fmt.Errorf("%d bytes is more than %d", n, MaxSize)
	}
	return uint32(n), nil
}
