package cli

import "github.com/larder-go/larder/internal/bench"

// loadAbout says what the figures of the tables of latency and gc are; "" of others.
func loadAbout(s bench.Subject) string {
	switch s {
	case bench.Latency:
		return "In µs, so many % are not longer. Latency, from when an operation was due to its end; service: the call alone; idle: latency of a loop that does nothing; " +
			"late: operations that the loop began late, in %; held: those that were due long before another had ended, in %. Names in brackets are floors."
	case bench.Collections:
		return "cpu: the collector's share of all processors, and its time by operation; assist: the part in which operations had to help; " +
			"pause: how long everything stood still, in µs; live: the heap after a collection. Names in brackets are floors: the lab's own keys, values and copies are in all rows."
	}
	return ""
}

// renderLatencies draws one group of latencies: the shortest tail first.
func renderLatencies(g bench.Group) string {
	return renderUnits(g, []any{"backend", "50", "99", "99.9", "max", "service 50", "99.9", "idle 99.9", "late", "held"}, []column{
		{"p50-ns", 1e3, 2}, {"p99-ns", 1e3, 1}, {"p99.9-ns", 1e3, 1}, {"max-ns", 1e3, 0},
		{"service-p50-ns", 1e3, 2}, {"service-p99.9-ns", 1e3, 1}, {"idle-p99.9-ns", 1e3, 1},
		{"late-%", 1, 2}, {"held-%", 1, 2},
	})
}

// renderCollections draws one group of collections: the cheapest by operation first.
func renderCollections(g bench.Group) string {
	return renderUnits(g, []any{"backend", "cpu %", "cpu ns/op", "assist %", "cycles/s", "pause 99", "max", "live MB", "Mops/s", "B/op"}, []column{
		{"gc-cpu-%", 1, 2}, {"gc-cpu-ns/op", 1, 1}, {"gc-assist-%", 1, 2}, {"gc-cycles/s", 1, 1},
		{"gc-pause-p99-ns", 1e3, 0}, {"gc-pause-max-ns", 1e3, 0}, {"heap-live-B", 1e6, 1}, {"ops/s", 1e6, 2}, {"B/op", 1, 1},
	})
}
