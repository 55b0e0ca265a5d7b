package larderprom

import (
	"fmt"
	"reflect"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// Stats are what a cache counts: larder.Stats those of a backend, loader.Stats those
// of a loading cache.
type Stats interface {
	larder.Stats | loader.Stats
}

// Source is what New reads: every backend, and the loading cache. From one that has
// Counts() S as well, as all of these have, a scrape takes that: see larder.Counter.
type Source[S Stats] interface {
	// Stats returns the counts since the cache was made, and its state now. Any
	// number of goroutines may call it at once.
	Stats() S
}

// Collector collects the metrics of one cache; New makes it, the zero value has
// none and fails each scrape. Several stand side by side in one registry, each under a
// name of its own. It keeps the cache in memory as long as it is registered; that of a
// closed cache may stay, and shows its counts as they were. Safe for concurrent use.
type Collector struct {
	name     string
	stats    func() loader.Stats
	series   []series
	duration *prometheus.Desc // of loads; nil for a backend
	bounds   []float64        // of its buckets, in seconds
}

// series is a metric of one cache.
type series struct {
	metric
	desc *prometheus.Desc
}

// New returns a Collector of a cache that is shown under a name, such as "users". The
// name is printable text of up to 128 bytes, chosen by who writes the program: for each
// Prometheus keeps some 20 series, some 50 for a loading cache. Any other name, a nil
// cache, and one whose Stats panics, are errors.
//
// A registry refuses a second Collector of the same name. For more labels register
// all Collectors through prometheus.WrapRegistererWith.
func New[S Stats](name string, cache Source[S]) (*Collector, error) {
	if err := validName(name); err != nil {
		return nil, err
	}
	if v := reflect.ValueOf(cache); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, fmt.Errorf("larderprom: cache %q is nil (%T): pass what its constructor returned without an error", name, cache)
	}
	c := &Collector{name: name, stats: func() loader.Stats { return widened(cache.Stats()) }}
	if counter, ok := cache.(interface{ Counts() S }); ok {
		c.stats = func() loader.Stats { return widened(counter.Counts()) }
	}
	if _, err := c.read(); err != nil {
		return nil, err
	}
	label := prometheus.Labels{"cache": name}
	metrics := cacheMetrics()
	if _, loads := any(cache).(Source[loader.Stats]); loads {
		metrics = append(metrics, loadMetrics()...)
		c.duration = prometheus.NewDesc(prefix+durationName, durationHelp, nil, label)
		for _, d := range loader.HistogramBounds() {
			c.bounds = append(c.bounds, d.Seconds())
		}
	}
	for _, m := range metrics {
		c.series = append(c.series, series{m, prometheus.NewDesc(prefix+m.name, m.help, nil, label)})
	}
	return c, nil
}

// widened returns the counts of a backend as those of a loading cache that has not
// loaded anything.
func widened(stats any) loader.Stats {
	if s, ok := stats.(larder.Stats); ok {
		return loader.Stats{Stats: s}
	}
	return stats.(loader.Stats)
}

// read calls Stats. If that panics, which a Clock of the user's may, it costs a scrape,
// not the program: a registry calls Collect on a goroutine of its own.
func (c *Collector) read() (s loader.Stats, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("larderprom: cache %q: Stats panicked: %v", c.name, p)
		}
	}()
	return c.stats(), nil
}

// Describe sends the description of each metric.
func (c *Collector) Describe(descs chan<- *prometheus.Desc) {
	for _, s := range c.series {
		descs <- s.desc
	}
	if c.duration != nil {
		descs <- c.duration
	}
}

// Collect calls Counts once, or Stats where there is none, and sends what it says.
func (c *Collector) Collect(metrics chan<- prometheus.Metric) {
	stats, err := c.read()
	if err != nil {
		metrics <- prometheus.NewInvalidMetric(prometheus.NewInvalidDesc(err), err)
		return
	}
	c.show(&stats, metrics)
}

// show sends what counts say.
func (c *Collector) show(stats *loader.Stats, metrics chan<- prometheus.Metric) {
	for _, s := range c.series {
		metrics <- prometheus.MustNewConstMetric(s.desc, s.kind, s.of(stats))
	}
	if c.duration != nil {
		metrics <- histogram(c.duration, c.bounds, stats.LoadTime)
	}
}

// histogram adds up the buckets: Prometheus's hold what is in the ones before them, too.
func histogram(desc *prometheus.Desc, bounds []float64, h loader.Histogram) prometheus.Metric {
	upTo, n := make(map[float64]uint64, len(bounds)), uint64(0)
	for i, bound := range bounds {
		n += h.Counts[i]
		upTo[bound] = n
	}
	return prometheus.MustNewConstHistogram(desc, h.Count(), h.Sum.Seconds(), upTo)
}
