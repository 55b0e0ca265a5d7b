package sharded

import (
	"fmt"

	"github.com/larder-go/larder"
)

// Options configure New. The zero value works: DefaultShards shards, each with
// the zero larder.Options.
type Options[K comparable, V any] struct {
	// Options are those of every shard: each has a SweepBudget of its own. But
	// Capacity and MaxWeight hold for all shards together: where one is full, it
	// takes room from the others.
	larder.Options[K, V]

	// Shards is the number of shards, a power of two; 0 means DefaultShards. With a
	// Capacity that is less than 64 for each, there are fewer; with MaxWeight alone,
	// at most 16: give a Capacity, too, where that stands for many entries, or few.
	Shards int

	test func(K) uint64 // replaces the hash; nil outside of tests
}

const (
	// DefaultShards is the number of shards where Options leaves it open.
	DefaultShards = 256
	// MaxShards is the largest number of shards.
	MaxShards = 1 << 16
)

// Validate returns an *larder.OptionError for the first field that makes no
// sense.
func (o Options[K, V]) Validate() error {
	n := o.Shards
	switch {
	case n < 0:
		return shardsError("%d is negative", n)
	case n > MaxShards:
		return shardsError("%d is more than %d", n, MaxShards)
	case n&(n-1) != 0:
		return shardsError("%d is not a power of two", n)
	}
	return o.Options.Validate()
}

func shardsError(format string, args ...any) error {
	return &larder.OptionError{Field: "Shards", Reason: fmt.Sprintf(format, args...)}
}

func (o Options[K, V]) shards() int {
	n := o.Shards
	if n == 0 {
		n = DefaultShards
	}
	return boundedShards(n, o.Capacity, o.MaxWeight)
}
