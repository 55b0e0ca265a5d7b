package engine

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// OneTTL is the time to live that all entries of a cache with SweepQueue have. The
// zero value does not know it yet. It is safe for concurrent use.
type OneTTL struct{ ttl atomic.Int64 } // stored once; 0 until it is known

// Take returns an error, which is a larder.ErrTTL, if ttl is another than that of
// the calls before. ttl is positive and finite.
func (o *OneTTL) Take(ttl time.Duration) error {
	one := time.Duration(o.ttl.Load())
	if one == 0 {
		o.ttl.CompareAndSwap(0, int64(ttl))
		one = time.Duration(o.ttl.Load())
	}
	if ttl != one {
		return &otherTTL{one, ttl}
	}
	return nil
}

type otherTTL struct{ one, other time.Duration }

func (e *otherTTL) Error() string {
	return fmt.Sprintf("larder: with SweepQueue all entries have one time to live, which is %v here, not %v (choose another sweeper)", e.one, e.other)
}

func (e *otherTTL) Is(target error) bool { return target == larder.ErrTTL }
