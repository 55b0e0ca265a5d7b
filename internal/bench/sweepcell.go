package bench

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/larder-go/larder"
)

// ownSweeper is the sweeper of caches of others.
const ownSweeper = "own"

// sweepName returns the name of a cell of sweeps, with a last part if that is not
// "". The sweeper comes before the backend, as what is compared first.
func (c Cell) sweepName(last string) string {
	parts := []string{c.Subject.benchmark(), "wl=" + c.Work, "sweeper=" + c.Sweeper, "backend=" + c.Backend}
	if c.Shards > 0 {
		parts = append(parts, fmt.Sprintf("shards=%d", c.Shards))
	}
	parts = append(parts, c.Labels...)
	if c.backend.Own {
		parts = append(parts, c.setup.tuning()...)
	}
	if last != "" {
		parts = append(parts, last)
	}
	return fmt.Sprintf("%s-%d", strings.Join(parts, "/"), c.procs())
}

// tuning returns the options of a sweeper that are not left to it.
func (s Setup) tuning() (parts []string) {
	if s.SweepInterval > 0 {
		parts = append(parts, fmt.Sprintf("interval=%v", s.SweepInterval))
	}
	if s.SweepLimit > 0 {
		parts = append(parts, fmt.Sprintf("limit=%d", s.SweepLimit))
	}
	if s.SweepBudget > 0 {
		parts = append(parts, fmt.Sprintf("budget=%d", s.SweepBudget))
	}
	return parts
}

// part returns the part of a name that tells a step from the others, all of one
// length so that they sort by time.
func (s SweepStep) part(all []SweepStep) string {
	decimals := 2
	for _, other := range all[:min(2, len(all))] {
		if other.At%(10*time.Millisecond) != 0 {
			decimals = 3
		}
	}
	return fmt.Sprintf("t=%0*.*fs", 5+decimals, decimals, s.At.Seconds())
}

// together returns the sweeper that all of the cell's group have, or "" where
// sweepers are what is compared.
func (c Cell) together() string {
	if c.Subject.sweeps() {
		return ""
	}
	return c.Sweeper
}

// skipSweep returns why the cell cannot be measured where entries expire, or "".
func (c Cell) skipSweep(w *Work, intKeys bool) string {
	b := c.backend
	switch {
	case b.Floor:
		return "it is a floor: nothing of it expires"
	case b.NoTTL:
		return "it knows no time to live"
	case b.OneTTL:
		return "it has one time to live for all entries, and some here are never to expire"
	case b.Seconds:
		return "its times to live are whole seconds"
	case c.Subject == SweepTimes && !b.Own:
		return "it goes by the system's clock, which cannot be virtual"
	case !c.has(takes[int](w.Expiring), takes[string](w.Expiring), intKeys):
		return fmt.Sprintf("its sweeper %s takes one time to live for all entries, and %s has several", c.Sweeper, w.Name)
	}
	return ""
}

// takes returns what tells whether a cache takes entries with the times to live of
// a workload.
func takes[K comparable](e Expiring) func(Cache[K]) bool {
	return func(cache Cache[K]) bool {
		var key K
		for _, ttl := range e.several() {
			if errors.Is(cache.Set(key, nil, ttl), larder.ErrTTL) {
				return false
			}
		}
		return true
	}
}
