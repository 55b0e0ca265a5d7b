package larder

import (
	"fmt"
	"time"
)

// Options configure a cache; every backend's New takes them. The zero value
// works: an unbounded cache whose entries do not expire unless Set says so.
// A field appears here when every backend honours it.
type Options[K comparable, V any] struct {
	// TTL is the time to live of entries set with DefaultTTL. 0 and NoExpiry
	// mean none.
	TTL time.Duration

	// Jitter is a fraction in [0, 1) by which each finite time to live is
	// shortened at random: with 0.1 an entry set for a minute lives for 54 to
	// 60 seconds, uniformly. It applies to what Between returned as well.
	Jitter float64

	// Sweeper is the strategy that removes expired entries nobody reads.
	Sweeper Sweeper

	// SweepInterval is the time between two ticks of the sweeper. 0 chooses
	// it from the number of entries and the shortest time to live seen, so
	// that the sweeper gets around the cache in a quarter of that time, but
	// not in less than 100 milliseconds and at most 10 seconds (at 1,024
	// entries a tick, and 1,000 ticks a second). It is an error with SweepNone.
	SweepInterval time.Duration

	// SweepLimit is the number of entries that one tick of SweepCursor looks
	// at. 0 means 1,024. It is an error with any other sweeper.
	SweepLimit int

	// Clock replaces the system's clock, for every decision about time and
	// for the ticks of the sweeper. nil means the system's clock, read as
	// seldom as possible; SystemClock{} means the same clock read every time.
	Clock Clock

	// OnRemove is called once for each value that leaves the cache, with the
	// cause: synchronously, after every lock is released, before the operation
	// that removed it returns (for what the sweeper removes: on a goroutine of
	// the timer or of the Clock). It may call the cache. If it panics, the
	// panic reaches the operation's caller, and the cache stays usable.
	OnRemove func(key K, value V, cause Cause)

	// NoStats leaves the counts of Stats at 0 and saves their cost.
	NoStats bool
}

// Validate returns an *OptionError for the first field whose value, alone or
// beside another's, makes no sense; backends call it in New.
func (o Options[K, V]) Validate() error {
	switch {
	case o.TTL < 0:
		return optionError("TTL", "%v is negative", o.TTL)
	case !(o.Jitter >= 0 && o.Jitter < 1): // written so that NaN fails
		return optionError("Jitter", "%v is not in [0, 1)", o.Jitter)
	case int(o.Sweeper) >= len(sweeperNames):
		return optionError("Sweeper", "%v is unknown", o.Sweeper)
	case o.SweepInterval < 0:
		return optionError("SweepInterval", "%v is negative", o.SweepInterval)
	case o.SweepInterval > 0 && o.Sweeper == SweepNone:
		return optionError("SweepInterval", "%v excludes Sweeper none, which has no ticks", o.SweepInterval)
	case o.SweepLimit < 0:
		return optionError("SweepLimit", "%d is negative", o.SweepLimit)
	case o.SweepLimit > 0 && o.Sweeper != SweepCursor:
		return optionError("SweepLimit", "%d excludes Sweeper %v: only cursor has a limit", o.SweepLimit, o.Sweeper)
	}
	return nil
}

func optionError(field, format string, args ...any) error {
	return &OptionError{Field: field, Reason: fmt.Sprintf(format, args...)}
}
