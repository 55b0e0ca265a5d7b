package bench

import (
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"strconv"
	"strings"
)

// Collector is how the garbage collector is set. The zero value lets it run with
// GOGC=off and without a limit, which nobody wants; see [Collector.Check].
type Collector struct {
	GOGC  int         // percent; 0: off
	Limit MemoryLimit // beyond which it works harder
}

// MemoryLimit is a limit like GOMEMLIMIT. The zero value is none.
type MemoryLimit struct {
	Times float64 // the heap that is live when the cache is full; where it is not 0 it counts
	Bytes int64
}

// String returns what was asked for, such as "1.5x", "1048576" or "none".
func (m MemoryLimit) String() string {
	switch {
	case m.Times > 0:
		return fmt.Sprintf("%vx", m.Times)
	case m.Bytes > 0:
		return strconv.FormatInt(m.Bytes, 10)
	}
	return "none"
}

// ParseMemoryLimit parses a multiple of the live heap such as 1.5x, a number of bytes
// with or without a suffix as in GOMEMLIMIT (B, KiB, MiB, GiB), or none.
func ParseMemoryLimit(text string) (MemoryLimit, error) {
	if text == "none" {
		return MemoryLimit{}, nil
	}
	if number, ok := strings.CutSuffix(text, "x"); ok {
		times, err := strconv.ParseFloat(number, 64)
		if err != nil || !(times > 1 && times <= 100) { // written so that NaN fails
			return MemoryLimit{}, errors.New("bench: want a multiple of the live heap above 1x, up to 100x, such as 1.5x")
		}
		return MemoryLimit{Times: times}, nil
	}
	unit := int64(1)
	number := strings.TrimSuffix(text, "B")
	for suffix, bytes := range map[string]int64{"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30} {
		if rest, ok := strings.CutSuffix(number, suffix); ok && number != text {
			number, unit = rest, bytes
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return MemoryLimit{}, errors.New("bench: want a multiple of the live heap such as 1.5x, bytes such as 512MiB, or none")
	}
	return MemoryLimit{Bytes: n * unit}, nil
}

// gogcText returns the percentage as the environment variable spells it.
func gogcText(percent int) string {
	if percent == 0 {
		return "off"
	}
	return strconv.Itoa(percent)
}

// Check returns an error if nothing would ever be collected.
func (c Collector) Check() error {
	if c.GOGC == 0 && c.Limit == (MemoryLimit{}) {
		return errors.New("bench: with GOGC=off and no memory limit nothing is collected until memory is full")
	}
	return nil
}

// parts are those of the name of a benchmark.
func (c Collector) parts() []string {
	parts := []string{"gogc=" + gogcText(c.GOGC)}
	if c.Limit != (MemoryLimit{}) {
		parts = append(parts, "memlimit="+c.Limit.String())
	}
	return parts
}

// use puts the settings in force, with so many bytes live, until restore is called.
func (c Collector) use(live uint64) (restore func()) {
	percent := c.GOGC
	if percent == 0 {
		percent = -1
	}
	limit := c.Limit.Bytes
	switch {
	case c.Limit.Times > 0:
		limit = int64(c.Limit.Times * float64(live))
	case limit == 0:
		limit = math.MaxInt64
	}
	oldLimit := debug.SetMemoryLimit(limit)
	oldPercent := debug.SetGCPercent(percent)
	return func() {
		debug.SetGCPercent(oldPercent)
		debug.SetMemoryLimit(oldLimit)
	}
}
