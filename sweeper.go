package larder

import (
	"fmt"
	"strings"
)

// Sweeper names a strategy by which expired entries that nobody reads are
// found and removed. Its zero value is SweepCursor.
type Sweeper uint8

const (
	// SweepCursor looks at no more than Options.SweepLimit entries a tick and
	// goes on at the next tick where it stopped, so that no tick holds a lock
	// for long however large the cache is. On syncmap it takes the entries in
	// the order of their deadlines.
	SweepCursor Sweeper = iota
	// SweepFull looks at all entries in one go, on rwmutex under one hold of
	// its lock: the simplest, and the one that makes large caches stall.
	SweepFull
	// SweepNone has no background work: an expired entry stays resident until
	// it is read, overwritten or deleted.
	SweepNone
)

var sweeperNames = [...]string{"cursor", "full", "none"}

// Sweepers returns all strategies.
func Sweepers() []Sweeper { return []Sweeper{SweepCursor, SweepFull, SweepNone} }

// String returns the name in lower case without the prefix, such as "cursor".
func (s Sweeper) String() string {
	if int(s) >= len(sweeperNames) {
		return fmt.Sprintf("sweeper(%d)", uint8(s))
	}
	return sweeperNames[s]
}

// ParseSweeper returns the strategy that String would call name.
func ParseSweeper(name string) (Sweeper, error) {
	for i, n := range sweeperNames {
		if n == name {
			return Sweeper(i), nil
		}
	}
	return 0, fmt.Errorf("larder: unknown sweeper %q (there are %s)", name, strings.Join(sweeperNames[:], ", "))
}
