package cachetest

import (
	"fmt"

	"github.com/larder-go/larder"
)

// settle compares what was reported with what has left, which was because of
// cause unless it had expired.
func (pl *player) settle(cause larder.Cause, left ...*held) error {
	leaving := make(map[*held]bool)
	for _, h := range left {
		leaving[h] = true
	}
	for _, r := range pl.removed.take() {
		h := pl.values[r.value]
		switch {
		case h == nil || h.key != r.key:
			return fmt.Errorf("reported %v, which was never stored", r)
		case h.reported:
			return fmt.Errorf("reported %v, which was reported before", r)
		case r.cause == expired:
			if !pl.shownDead(h) {
				return fmt.Errorf("reported %v; but it is %v", r, pl.describe(h))
			}
			pl.expirations++
		case r.cause == evicted || r.cause == rejected:
			if err := pl.settleEvicted(r, h); err != nil {
				return err
			}
		case r.cause != cause || !leaving[h]:
			return fmt.Errorf("reported %v", r)
		// Clear may call cleared what has expired.
		case cause != cleared && !pl.shownLive(h):
			return fmt.Errorf("reported %v; but it is %v", r, pl.describe(h))
		}
		pl.gone(h)
	}
	for _, h := range left {
		if !h.reported {
			return fmt.Errorf("did not report that %s=%d has left", h.key, h.value)
		}
	}
	return nil
}

// settleEvicted takes note of what a Set has had leave.
func (pl *player) settleEvicted(r removal, h *held) error {
	pinned := pl.limits.Weigh != nil && pl.weight(h.key, h.value) == 0
	switch {
	case pl.setting == nil || !pl.limits.Bounded():
		return fmt.Errorf("reported %v", r)
	case (r.cause == rejected) != (h == pl.setting):
		return fmt.Errorf("reported %v; but what was set is %v", r, pl.describe(pl.setting))
	case r.cause == evicted && pinned:
		return fmt.Errorf("reported %v, which is pinned", r)
	case !pl.shownLive(h):
		return fmt.Errorf("reported %v; but it is %v", r, pl.describe(h))
	case r.cause == evicted:
		pl.want.Evictions++
	default:
		pl.want.Rejections++
	}
	return nil
}

// withinLimits compares with the limits what has not been reported, which is what
// is there.
func (pl *player) withinLimits() error {
	if !pl.limits.Bounded() {
		return nil
	}
	sum := int64(0)
	for _, h := range pl.entries {
		sum += pl.weight(h.key, h.value)
	}
	n, st, most := pl.cache.Len(), pl.cache.Stats(), pl.limits
	if n != len(pl.entries) || st.Weight != sum {
		return fmt.Errorf("Len() = %d and Stats().Weight = %d; but %d values that weigh %d were not reported", n, st.Weight, len(pl.entries), sum)
	}
	if most.Capacity > 0 && n > most.Capacity || most.MaxWeight > 0 && sum > most.MaxWeight {
		return fmt.Errorf("left %d entries that weigh %d; the limits are %d and %d", n, sum, most.Capacity, most.MaxWeight)
	}
	return nil
}

// end compares what can be when all keys were deleted.
func (pl *player) end() error {
	for value, h := range pl.values {
		if !h.reported {
			return fmt.Errorf("in the end %s=%d was not reported", h.key, value)
		}
	}
	got := withoutMoment(pl.cache.Stats())
	lazy, want := got.LazyDeletes+got.SweepDeletes, pl.want
	if lazy > pl.expirations || lazy < pl.expirations && !pl.cleared {
		return fmt.Errorf("in the end %+v count %d removals of expired values, want %d", got, lazy, pl.expirations)
	}
	want.ExpiredReads, want.LazyDeletes, want.SweepDeletes = got.ExpiredReads, got.LazyDeletes, got.SweepDeletes
	if got != want || got.ExpiredReads > got.Misses {
		return fmt.Errorf("in the end Stats() = %+v, want %+v", got, want)
	}
	return nil
}

func (pl *player) describe(h *held) string {
	if h == nil {
		return "absent"
	}
	deadline := "without a deadline"
	if h.last != larder.NoExpiry {
		deadline = fmt.Sprintf("with a deadline from %v to %v", h.first, h.last)
	}
	return fmt.Sprintf("%s=%d, %s %s, at %v (at most %v)",
		h.key, h.value, [...]string{"expired", "perhaps expired", "live"}[pl.life(h)], deadline, pl.now, pl.peak)
}
