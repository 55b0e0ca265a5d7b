package bench

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/larder-go/larder/internal/replay"
)

var (
	// ErrClock is wrapped by the errors about a stream with times to live that
	// cannot be replayed: nobody knows when the operations were, or the cache goes
	// by a clock of its own.
	ErrClock = errors.New("bench: times to live cannot be replayed")

	// ErrUnbounded is wrapped by the errors about backends that cannot be replayed
	// with the limits that were asked for.
	ErrUnbounded = errors.New("bench: the backend cannot keep to the limits")
)

// Fits returns an error unless Cache can replay the stream through the backend with
// the limits: it wraps ErrUnbounded or ErrClock.
func (r *Replay) Fits(b Backend, l replay.Limits) error {
	if reason, kind := r.Unfit(b, l); kind != nil {
		return fmt.Errorf("%w: %s: %s", kind, b.Name, reason)
	}
	return nil
}

// Unfit returns why Cache cannot replay the stream through the backend with the
// limits, as a sentence about "it", and what its error would wrap; nil if it can.
func (r *Replay) Unfit(b Backend, l replay.Limits) (reason string, kind error) {
	beyond := ""
	if b.Cannot != nil {
		beyond = b.Cannot(r.setup(b, l, Through{}))
	}
	switch {
	case b.Floor || b.Empty || b.ReadOnly:
		return "it is a floor of measurements and no cache", ErrUnbounded
	case b.Unbounded:
		return "it has no capacity", ErrUnbounded
	case l.MaxWeight > 0 && !b.Own:
		return "a largest weight is for larder's own, and it is none", ErrUnbounded
	case beyond != "":
		return beyond, ErrUnbounded
	case b.MaxKeys > 0 && min(r.stream.Keys, cmp.Or(l.Capacity, math.MaxInt)) > b.MaxKeys:
		return fmt.Sprintf("it is replayed with at most %d entries: it takes too long with more", b.MaxKeys), ErrUnbounded
	case r.expires && r.times == nil:
		return "the trace has times to live and does not tell when its operations were; replay policies alone, which ignore them", ErrClock
	case r.expires && !b.Own:
		return "it goes by a clock of its own, and the trace has times to live; name larder's backends", ErrClock
	}
	return "", nil
}

// setup returns what caches are made with, but for the clock.
func (r *Replay) setup(b Backend, l replay.Limits, how Through) Setup {
	bytes := keySize(b.NewInt != nil) + standInSize
	s := Setup{Keys: r.stream.Keys, Capacity: l.Capacity, Shards: how.Shards, NoStats: true, EntryBytes: bytes, LargestBytes: bytes}
	if l.MaxWeight > 0 {
		s.MaxWeight, s.Weigh = l.MaxWeight, weightOf
	}
	return s
}
