package writebehind

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// Options configure a queue. The zero value works: writes go out at once, one batch
// at a time, and what comes in meanwhile is the next batch. New reads the options
// once; its copy is never changed.
type Options[K comparable, V any] struct {
	// Limit is the number of keys that may have pending writes; a key counts once,
	// also while it is written and has a newer write waiting. 0 means 10,000.
	Limit int

	// BatchSize is the largest number of writes in a batch. 0 means 100, or Limit
	// if that is less; it must not exceed Limit.
	BatchSize int

	// Delay is how long a write may wait for others to fill its batch, from when it could
	// be written: from its Put, or from the end of the batch in which an older write of
	// its key is. A full batch, a full queue, Flush and Close do not wait for it. 0 means
	// no delay.
	Delay time.Duration

	// Parallel is the number of batches in flight. A batch that waits to be tried
	// again is one of them: that is what spares a store that is down. 0 means 1.
	Parallel int

	// Attempts is how often a batch is tried before what failed of it is lost, the first
	// time included. A newer write that takes the place of a failed one there has the
	// attempts that are left, one that comes after the last has all of them anew. After
	// an error that is Permanent no other attempt is made. 0 means
	// 10, which with the other defaults outlasts some twenty seconds without a store.
	// math.MaxInt tries until Close gives up.
	Attempts int

	// Backoff is the wait after the first failed attempt. It doubles with each
	// further one up to MaxBackoff, and up to half of it is taken off at random.
	// 0 means 100 milliseconds.
	Backoff time.Duration

	// MaxBackoff is the longest wait between two attempts. 0 means 10 seconds, or
	// Backoff if that is more; it must not be less than Backoff.
	MaxBackoff time.Duration

	// Timeout is how long one attempt may take; then its context ends. It is also
	// how long Close waits for attempts that it has cancelled. 0 means 10 seconds.
	Timeout time.Duration

	// OnLost is told of each write that is given up, and why: after the last
	// attempt, after one with an error that is Permanent, or when Close runs out of time. It is called outside of locks, from
	// up to Parallel goroutines at once, before Flush and Close return. Until it
	// returns, the write counts as pending, but Get does not show it any more: take it
	// out of the cache here. It may call Put, also for the same key; it must not call
	// Flush or Close, which wait for it. If it panics or calls
	// runtime.Goexit, that is added to the reason in the errors of Flush and Close,
	// and the others are still told of. nil means that losses are only counted.
	OnLost func(lost Write[K, V], why error)

	// Clock replaces the system's clock for delays, back-off, time limits and ages.
	// nil means the system's. With another one the contexts of attempts have no
	// Deadline, and when they end in time context.Cause says so, not their Err.
	Clock larder.Clock
}

// complete returns the options with their defaults, or what is wrong with them.
func (o Options[K, V]) complete() (Options[K, V], error) {
	for _, n := range []struct {
		field string
		value int64
	}{
		{"Limit", int64(o.Limit)},
		{"BatchSize", int64(o.BatchSize)},
		{"Delay", int64(o.Delay)},
		{"Parallel", int64(o.Parallel)},
		{"Attempts", int64(o.Attempts)},
		{"Backoff", int64(o.Backoff)},
		{"MaxBackoff", int64(o.MaxBackoff)},
		{"Timeout", int64(o.Timeout)},
	} {
		if n.value < 0 {
			return o, &larder.OptionError{Field: n.field, Reason: fmt.Sprintf("%d is negative (0 means the default)", n.value)}
		}
	}
	o.Limit = orElse(o.Limit, 10_000)
	o.BatchSize = orElse(o.BatchSize, min(100, o.Limit))
	o.Parallel = orElse(o.Parallel, 1)
	o.Attempts = orElse(o.Attempts, 10)
	o.Backoff = orElse(o.Backoff, 100*time.Millisecond)
	o.MaxBackoff = orElse(o.MaxBackoff, max(10*time.Second, o.Backoff))
	o.Timeout = orElse(o.Timeout, 10*time.Second)
	if o.Clock == nil {
		o.Clock = larder.SystemClock{}
	}
	switch {
	case o.BatchSize > o.Limit:
		return o, &larder.OptionError{Field: "BatchSize", Reason: fmt.Sprintf(
			"%d is more than Limit %d: a batch could never be full", o.BatchSize, o.Limit)}
	case o.MaxBackoff < o.Backoff:
		return o, &larder.OptionError{Field: "MaxBackoff", Reason: fmt.Sprintf(
			"%v is less than Backoff %v", o.MaxBackoff, o.Backoff)}
	}
	return o, nil
}

func orElse[T int | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}
