package larderprom

import (
	"fmt"
	"reflect"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
)

// Tiers is what NewTiers reads: a tiered.Cache.
type Tiers interface {
	// Stats returns the counts since the cache was made, and its state now. Any
	// number of goroutines may call it at once.
	Stats() tiered.Stats
}

// TiersCollector collects the metrics of a cache of two tiers; NewTiers makes it. What
// Collector says of names, registries and closed caches holds for it. Safe for concurrent use.
type TiersCollector struct {
	memory  *Collector // whose cache is not asked: it is given what the tiers say
	tiers   Tiers
	series  []tierSeries
	breaker *prometheus.Desc
	remote  *prometheus.Desc // how long calls took
	origin  *prometheus.Desc // how long loads took
}

type tierSeries struct {
	tierMetric
	desc *prometheus.Desc
}

// NewTiers returns a collector of a cache of two tiers that is shown under a name: the series of
// its memory are those of a loading cache, whose loads are searches of the remote, and those
// of the remote, the messages and the origin stand beside them, some 150 in all. It refuses
// what New refuses.
func NewTiers(name string, cache Tiers) (*TiersCollector, error) {
	if v := reflect.ValueOf(cache); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, fmt.Errorf("larderprom: cache %q is nil (%T): pass what its constructor returned without an error", name, cache)
	}
	memory, err := New[loader.Stats](name, memoryOf{cache})
	if err != nil {
		return nil, err
	}
	label := prometheus.Labels{"cache": name}
	c := &TiersCollector{
		memory: memory, tiers: cache,
		breaker: prometheus.NewDesc(prefix+"remote_breaker_state", "State of the remote's breaker, of several the worst: 0 closed, 1 half-open, 2 open.", nil, label),
		remote:  prometheus.NewDesc(prefix+"remote_duration_seconds", "How long calls of the remote took, failed ones included.", nil, label),
		origin:  prometheus.NewDesc(prefix+"origin_duration_seconds", "How long load functions took, failed ones included; of many keys at once as one.", nil, label),
	}
	for _, m := range tierMetrics() {
		c.series = append(c.series, tierSeries{m, prometheus.NewDesc(prefix+m.name, m.help, nil, label)})
	}
	return c, nil
}

// memoryOf is the memory of a cache of two tiers.
type memoryOf struct{ tiers Tiers }

func (m memoryOf) Stats() loader.Stats { return m.tiers.Stats().Memory }

// Describe sends the description of each metric.
func (c *TiersCollector) Describe(descs chan<- *prometheus.Desc) {
	c.memory.Describe(descs)
	for _, s := range c.series {
		descs <- s.desc
	}
	descs <- c.breaker
	descs <- c.remote
	descs <- c.origin
}

// Collect calls Stats once, and sends what it says.
func (c *TiersCollector) Collect(metrics chan<- prometheus.Metric) {
	stats, err := c.read()
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(prometheus.NewInvalidDesc(err), err)
		return
	}
	c.memory.show(&stats.Memory, metrics)
	for _, s := range c.series {
		metrics <- prometheus.MustNewConstMetric(s.desc, s.kind, s.of(&stats))
	}
	metrics <- prometheus.MustNewConstMetric(c.breaker, prometheus.GaugeValue, breakerState(stats.Remote.Breaker))
	metrics <- histogram(c.remote, c.memory.bounds, stats.Remote.Took)
	metrics <- histogram(c.origin, c.memory.bounds, stats.Origin.Took)
}

// read calls Stats. A panic costs a scrape, as with Collector.
func (c *TiersCollector) read() (s tiered.Stats, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("larderprom: cache %q: Stats panicked: %v", c.memory.name, p)
		}
	}()
	return c.tiers.Stats(), nil
}

func breakerState(name string) float64 {
	switch name {
	case "open":
		return 2
	case "half-open":
		return 1
	}
	return 0
}
