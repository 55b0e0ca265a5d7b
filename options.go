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

	// Sliding has a Get that finds an entry begin its time to live anew, unless
	// that prolongs it by less than this fraction of it, a number in (0, 1): so
	// a hot entry is not written at every hit. With 0.1, an entry set for an
	// hour expires 54 to 60 minutes after the last hit. 0 means that a hit
	// prolongs nothing. Jitter is drawn once for an entry, when it is set.
	// Only Get and GetMany prolong; All and snapshots do not.
	Sliding float64

	// Sweeper is the strategy that removes expired entries nobody reads.
	Sweeper Sweeper

	// SweepInterval is the time between two ticks of the sweeper. 0 has it
	// sleep until there is something to do; see Sweeper. It is an error with
	// SweepNone and SweepSampled, which do not tick.
	SweepInterval time.Duration

	// SweepLimit is the number of entries that the sweeper looks at in one go:
	// in a tick of SweepCursor; between two moments at which SweepAdaptive,
	// SweepHeap, SweepWheel and SweepQueue let others run (the last three hold
	// their lock for 64 at most); in one sample of SweepSampled; of one shard of
	// package sharded. 0 means 1,024, and 20 for samples. It is an error with SweepNone and
	// SweepFull.
	SweepLimit int

	// SweepSets is of how many Sets one looks at a sample, on average, with
	// SweepSampled. 0 means 16. It is an error with any other sweeper.
	SweepSets int

	// SweepBudget is the number of entries that SweepAdaptive, SweepHeap,
	// SweepWheel or SweepQueue looks at within a second at most, those of one
	// shard of package sharded. 0 means 8 million. It is an error with any
	// other sweeper.
	SweepBudget int

	// Capacity is the largest number of resident entries, when no Set is in
	// progress: each of those may exceed it by one. 0 means no limit. A Resizer
	// can change it later.
	Capacity int

	// MaxWeight is the largest sum of the weights of the resident entries, on the
	// same terms; it needs Weigh. 0 means no limit. With Capacity both hold.
	MaxWeight int64

	// Weigh returns the weight of an entry, such as its size in bytes. It is
	// called once by each Set, before anything has changed and outside of locks;
	// if it panics, so does Set. 0 pins the entry: it is never evicted, but
	// counts towards Capacity. With a negative weight Set returns ErrWeight, with
	// one above MaxWeight ErrTooLarge. It needs Capacity or MaxWeight.
	Weigh func(key K, value V) int64

	// Policy chooses what leaves when the cache is full. It needs Capacity or
	// MaxWeight, but for its zero value.
	Policy Policy

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
	case !(o.Sliding >= 0 && o.Sliding < 1):
		return optionError("Sliding", "%v is not in [0, 1)", o.Sliding)
	case o.SweepInterval < 0:
		return optionError("SweepInterval", "%v is negative", o.SweepInterval)
	case o.SweepInterval > 0 && !o.Sweeper.Ticks():
		return optionError("SweepInterval", "%v excludes Sweeper %v, which has no ticks", o.SweepInterval, o.Sweeper)
	case o.SweepLimit < 0:
		return optionError("SweepLimit", "%d is negative", o.SweepLimit)
	case o.SweepLimit > 0 && (o.Sweeper == SweepNone || o.Sweeper == SweepFull):
		return optionError("SweepLimit", "%d excludes Sweeper %v, which has no limit", o.SweepLimit, o.Sweeper)
	case o.SweepSets < 0:
		return optionError("SweepSets", "%d is negative", o.SweepSets)
	case o.SweepSets > 0 && o.Sweeper != SweepSampled:
		return optionError("SweepSets", "%d excludes Sweeper %v, which looks at no samples", o.SweepSets, o.Sweeper)
	case o.SweepBudget < 0:
		return optionError("SweepBudget", "%d is negative", o.SweepBudget)
	case o.SweepBudget > 0 && !o.Sweeper.budgeted():
		return optionError("SweepBudget", "%d excludes Sweeper %v, which has no budget", o.SweepBudget, o.Sweeper)
	case o.Sweeper == SweepQueue && o.Jitter > 0:
		return optionError("Jitter", "%v excludes Sweeper queue, which needs one time to live for all entries", o.Jitter)
	}
	return o.validateLimits()
}

// Bounded reports whether the options limit the number of entries or their weight.
func (o Options[K, V]) Bounded() bool { return o.Capacity > 0 || o.MaxWeight > 0 }

func (o Options[K, V]) validateLimits() error {
	switch {
	case o.Capacity < 0:
		return optionError("Capacity", "%d is negative", o.Capacity)
	case o.MaxWeight < 0:
		return optionError("MaxWeight", "%d is negative", o.MaxWeight)
	case o.MaxWeight > 0 && o.Weigh == nil:
		return optionError("MaxWeight", "%d needs Weigh, which says what an entry weighs", o.MaxWeight)
	case o.Weigh != nil && !o.Bounded():
		return optionError("Weigh", "it needs MaxWeight, or Capacity where it only pins entries")
	case int(o.Policy) >= len(policyNames):
		return optionError("Policy", "%v is unknown", o.Policy)
	case o.Policy != PolicyAdaptive && !o.Bounded():
		return optionError("Policy", "%v needs Capacity or MaxWeight: nothing is evicted without", o.Policy)
	}
	return nil
}

func optionError(field, format string, args ...any) error {
	return &OptionError{Field: field, Reason: fmt.Sprintf(format, args...)}
}
