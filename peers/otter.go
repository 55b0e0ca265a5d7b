package main

import (
	"iter"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/maypok86/otter/v2/stats"

	"github.com/larder-go/larder/internal/bench"
)

const otterModule = "github.com/maypok86/otter/v2"

// otterPlain is otter without expiry and, where the run has no capacity, without a
// limit: then it keeps no order of its entries and runs no upkeep, which is as fast
// as it can be.
var otterPlain = bench.Backend{
	Name:      "otter",
	About:     "otter without deadlines: its hash table alone and, with a capacity, W-TinyLFU",
	Module:    otterModule,
	NoTTL:     true,
	Later:     true,
	NewString: newOtter[string],
	NewInt:    newOtter[int],
}

type otterCache[K comparable] struct{ c *otter.Cache[K, []byte] }

func newOtter[K comparable](s bench.Setup) (bench.Cache[K], error) {
	c, err := openOtter(s, otter.Options[K, []byte]{MaximumSize: s.Capacity})
	return otterCache[K]{c}, err
}

// openOtter makes an otter with the statistics that a setup asks for.
func openOtter[K comparable](s bench.Setup, o otter.Options[K, []byte]) (*otter.Cache[K, []byte], error) {
	if !s.NoStats {
		o.StatsRecorder = stats.NewCounter()
	}
	return otter.New(&o)
}

func (o otterCache[K]) Get(key K) ([]byte, bool) { return o.c.GetIfPresent(key) }

func (o otterCache[K]) Set(key K, value []byte, _ time.Duration) error {
	o.c.Set(key, value)
	return nil
}

func (o otterCache[K]) Delete(key K) bool {
	_, ok := o.c.Invalidate(key)
	return ok
}

func (o otterCache[K]) Len() int { return o.c.EstimatedSize() }

// Wait has otter do its upkeep, which it does in the background otherwise: evict what
// is above its limit.
func (o otterCache[K]) Wait() { o.c.CleanUp() }

func (o otterCache[K]) Close() error {
	o.c.StopAllGoroutines()
	return nil
}

// All is the library's own iteration, as it is.
func (o otterCache[K]) All() iter.Seq2[K, []byte] { return o.c.All() }
