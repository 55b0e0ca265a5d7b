package replay

import (
	"fmt"
	"math"

	"github.com/larder-go/larder/workload"
)

// Limits bound a cache. One of them at least must be set; 0 means no limit.
type Limits struct {
	Capacity  int   // resident objects
	MaxWeight int64 // sum of their weights, as Weight tells them
}

// String returns the limits as they stand in results, such as "capacity=100".
func (l Limits) String() string {
	switch {
	case l.MaxWeight == 0:
		return fmt.Sprintf("capacity=%d", l.Capacity)
	case l.Capacity == 0:
		return fmt.Sprintf("max-weight=%d", l.MaxWeight)
	}
	return fmt.Sprintf("capacity=%d max-weight=%d", l.Capacity, l.MaxWeight)
}

// Weight returns what the object of an operation weighs: its size in bytes, and 1
// where that is 0, since what weighs nothing need never leave.
func Weight(op workload.Op) int64 { return max(int64(op.Size), 1) }

// Sized reports whether any operation of the stream tells a size. It takes O(n)
// time.
func Sized(s *workload.Stream) bool {
	for _, op := range s.Ops {
		if op.Size > 0 {
			return true
		}
	}
	return false
}

// check returns an error that wraps ErrLimits unless the limits make sense.
func (l Limits) check() error {
	if l.Capacity < 0 || l.MaxWeight < 0 || l == (Limits{}) {
		return fmt.Errorf("%w: %v", ErrLimits, l)
	}
	return nil
}

// within returns the same limits for a policy: no larger than is of use with that
// many keys, so that nobody allocates for more, and math.MaxInt64 for no limit on
// the weight.
func (l Limits) within(keys int) Limits {
	if l.Capacity == 0 || l.Capacity > keys {
		l.Capacity = max(keys, 1)
	}
	if l.MaxWeight == 0 {
		l.MaxWeight = math.MaxInt64
	}
	return l
}

// exceeded returns an error that wraps ErrInvalid where a cache holds more than the
// limits allow.
func (l Limits) exceeded(objects int, weight int64) error {
	switch {
	case l.Capacity > 0 && objects > l.Capacity:
		return fmt.Errorf("%w: it holds %d objects, its capacity is %d", ErrInvalid, objects, l.Capacity)
	case l.MaxWeight > 0 && weight > l.MaxWeight:
		return fmt.Errorf("%w: what it holds weighs %d, and %d is the most", ErrInvalid, weight, l.MaxWeight)
	}
	return nil
}
