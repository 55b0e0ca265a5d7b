package cli

import (
	"math"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/workload"
)

const (
	noTTL      = "none"    // as the value of -ttl: no deadlines
	defaultTTL = time.Hour // of the caches; usualTTL in figures
	usualTTL   = "1h"
)

// lifetime is a value of -ttl: a distribution, whose zero value asks for the
// time to live of the cache, which is none or defaultTTL.
type lifetime struct {
	workload.TTL
	none bool
	text string // "" where it is the distribution's
}

// String returns the text that parseTTL reads back as the same.
func (l lifetime) String() string {
	if l.text != "" {
		return l.text
	}
	return l.TTL.String()
}

func parseTTL(text string) (lifetime, error) {
	if text == noTTL {
		return lifetime{none: true, text: noTTL}, nil
	}
	t, err := workload.ParseTTL(text)
	if err != nil {
		return lifetime{}, flagError(err)
	}
	if t.String() == defaultTTL.String() {
		return lifetime{text: usualTTL}, nil // the cache's own
	}
	return lifetime{TTL: t}, nil
}

// plainTTL parses a time to live that is the same for all entries.
func plainTTL(text string) (time.Duration, error) {
	if text == noTTL {
		return larder.NoExpiry, nil
	}
	ttl, err := time.ParseDuration(text)
	if err != nil || ttl <= 0 || ttl == math.MaxInt64 {
		return 0, usageError("-ttl %s: with -trace give a duration above 0, or none", text)
	}
	return ttl, nil
}
