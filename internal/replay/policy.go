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
}

// Policy is a way to choose what stays, by name.
type Policy struct {
	Name string // as on a command line
	Doc  string // in a few words
	// New returns an empty cache for one replay of the stream, from its first
	// operation to its last. The capacity is at least 1, and no larger than the
	// number of keys where that is 1 or more.
	New func(s *workload.Stream, capacity int) Cache
}

// Policies returns all policies.
func Policies() []Policy {
	return []Policy{
		{"adaptive", "larder's default: the best of five ways, by a tournament", newOwn(larder.PolicyAdaptive)},
		{"tinylfu", "larder's W-TinyLFU, with clocks", newOwn(larder.PolicyTinyLFU)},
		{"s3fifo", "larder's S3-FIFO", newOwn(larder.PolicyS3FIFO)},
		{"clock", "larder's lru: a clock", newOwn(larder.PolicyLRU)},
		{"lru", "least recently used", newLRU},
		{"opt", "the optimum, which knows the future (Belady, with bypass)", newOptimum},
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
