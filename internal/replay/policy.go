package replay

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/workload"
)

// Cache is a bounded cache under replay. It needs no values: an object is there
// or it is not. Only one goroutine uses it.
type Cache interface {
	// Step carries out the next operation of the stream and, for a Get,
	// reports a hit.
	Step(op workload.Op) (hit bool)
	// Len returns the number of resident objects.
	Len() int
	// Weight returns the sum of their weights, as function Weight told them when
	// they were inserted; 0 where the policy does not weigh.
	Weight() int64
}

// Policy is a way to choose what stays, by name.
type Policy struct {
	Name   string // as on a command line
	Doc    string // in a few words
	Weighs bool   // it honours Limits.MaxWeight

	// New returns an empty cache for one replay of the stream, from its first
	// operation to its last. Both limits are set: the capacity is at least 1, and
	// no larger than the number of keys where that is 1 or more; the largest
	// weight is math.MaxInt64 where there is no limit, and always where the policy
	// does not weigh. An object that weighs more than that is not inserted.
	New func(s *workload.Stream, l Limits) Cache
}

// Optimum is the name of the policy that no other beats. Of objects of several
// sizes, under a largest weight, no such policy is known that could be computed.
const Optimum = "opt"

// Policies returns all policies.
func Policies() []Policy {
	return []Policy{
		own(larder.PolicyAdaptive, "adaptive", "larder's default: the best of five ways, by a tournament"),
		own(larder.PolicyTinyLFU, "tinylfu", "larder's W-TinyLFU, with clocks"),
		own(larder.PolicyS3FIFO, "s3fifo", "larder's S3-FIFO"),
		own(larder.PolicyLRU, "clock", "larder's lru, which is a clock"),
		{Name: "lru", Doc: "least recently used", Weighs: true, New: newLRU},
		{Name: Optimum, Doc: "the optimum, which knows the future (Belady, with bypass)", New: newOptimum},
	}
}

// Named returns the policy of that name, or an error that wraps ErrPolicy and
// lists the names.
func Named(name string) (Policy, error) {
	var names []string
	for _, p := range Policies() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Policy{}, fmt.Errorf("%w: %q is none of %s", ErrPolicy, name, strings.Join(names, ", "))
}
