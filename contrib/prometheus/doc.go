// Package larderprom shows what a cache counts to Prometheus: a [Collector] for
// github.com/prometheus/client_golang over any backend, or over a loading cache.
//
//	users, err := cow.New(larder.Options[int, User]{Capacity: 100_000})
//	…
//	metrics, err := larderprom.New("users", users)
//	…
//	prometheus.MustRegister(metrics)
//
// The folder is called prometheus after what it is for, the package is not: who
// imports it imports client_golang's package prometheus in the same file. It is a
// module of its own, so that nobody else downloads client_golang.
//
// Use it where Prometheus, or what understands its text, watches the program. Not
// for a look from inside the program: Stats says the same without a registry.
//
// # Metrics
//
// All begin with larder_ and have one label, cache, the name given to [New]: no key
// and no value of a cache is ever shown. There is one metric for each field of
// larder.Stats and loader.Stats, there from the first scrape on, at 0 if need be.
// docs/metrics.md lists them, with more queries than these:
//
//	# hit ratio
//	sum by (cache) (rate(larder_hits_total[5m]))
//	  / (sum by (cache) (rate(larder_hits_total[5m])) + sum by (cache) (rate(larder_misses_total[5m])))
//
//	# how long a load takes, 99 % of them
//	histogram_quantile(0.99, sum by (cache, le) (rate(larder_load_duration_seconds_bucket[5m])))
//
//	# alert, unless it is nobody's task (SweepNone, SweepSampled): what has expired is not removed
//	larder_sweep_lag_seconds > 60
//
// With Options.NoStats all but the sizes stay 0.
//
// # Cost
//
// A scrape asks the cache once, and makes as many metrics as it has counts; the cache
// does nothing between two scrapes. It takes the same time for any number of entries
// (see larder.Counter): how many are past their deadline, and for how long, is
// estimated from about a thousand where the sweeper cannot rule it out and there are
// more.
package larderprom
