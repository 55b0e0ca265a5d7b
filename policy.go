package larder

import (
	"fmt"
	"strconv"
	"strings"
)

// Policy names how a bounded cache chooses what leaves when it is full. Its zero
// value is PolicyAdaptive.
//
// None moves or counts anything shared when an entry is found: a hit stores a
// counter of two bits in the entry, unless that is at its highest already. Which
// policy keeps what is in docs/eviction.md, with the hit ratios of all of them on
// real traces.
type Policy uint8

const (
	// PolicyAdaptive tries five ways to order entries on a sample of the keys
	// and orders the cache by the one that misses least. The choice for every
	// workload that is not known well.
	PolicyAdaptive Policy = iota

	// PolicyTinyLFU keeps what is asked for most often: an entry is admitted only
	// if it was asked for more often than the one that has to leave for it.
	// Good for stable popularity and for loops, bad where what is new is what is
	// asked for.
	PolicyTinyLFU

	// PolicyS3FIFO has new entries prove themselves in a small queue before they
	// enter the main one. Good against scans; loops larger than the cache
	// defeat it.
	PolicyS3FIFO

	// PolicyLRU keeps what was asked for last, by the clock approximation: an
	// entry that was asked for since the hand last passed it is passed over.
	// Good where what is new is what is asked for; scans and loops defeat it.
	PolicyLRU

	// PolicySoonestExpiry evicts what expires soonest, and of what never expires
	// what was set first. It does not look at what is asked for.
	PolicySoonestExpiry
)

var policyNames = [...]string{"adaptive", "tinylfu", "s3fifo", "lru", "soonestexpiry"}

// String returns the policy in lower case, without the prefix, such as "adaptive".
func (p Policy) String() string {
	if int(p) >= len(policyNames) {
		return "policy(" + strconv.Itoa(int(p)) + ")"
	}
	return policyNames[p]
}

// Policies returns all policies, the default first.
func Policies() []Policy {
	all := make([]Policy, len(policyNames))
	for i := range all {
		all[i] = Policy(i)
	}
	return all
}

// ParsePolicy returns the policy that String would call name.
func ParsePolicy(name string) (Policy, error) {
	for i, n := range policyNames {
		if n == name {
			return Policy(i), nil
		}
	}
	return 0, fmt.Errorf("larder: unknown policy %q (there are %s)", name, strings.Join(policyNames[:], ", "))
}
