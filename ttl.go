package larder

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// DefaultTTL as the ttl of Set means Options.TTL.
	DefaultTTL time.Duration = 0

	// NoExpiry as a ttl means that the entry has no deadline. Every shorter
	// positive ttl is honoured; a deadline past the end of time (292 years
	// after the cache was made) is moved to the end of time.
	NoExpiry time.Duration = math.MaxInt64
)

// Between returns a duration drawn uniformly from the range that min and max
// enclose, both included, in either order. As the ttl of Set it keeps entries
// that are set together from expiring together:
//
//	cache.Set(key, value, larder.Between(4*time.Minute, 6*time.Minute))
//
// A Set with a negative one fails: keep both bounds positive.
//
// It never returns 0 (which would mean DefaultTTL) unless both bounds are 0
// or one is 0 and the other negative. It may be called from any goroutine.
func Between(min, max time.Duration) time.Duration {
	if min > max {
		min, max = max, min
	}
	// The width of the range may exceed an int64, not a uint64.
	width := uint64(max) - uint64(min)
	d := min
	if width == math.MaxUint64 {
		d = time.Duration(rand.Uint64())
	} else {
		d += time.Duration(rand.Uint64N(width + 1))
	}
	if d == 0 && max > 0 {
		return 1
	}
	return d
}
