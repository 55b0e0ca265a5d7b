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
