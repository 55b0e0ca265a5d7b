package bench

import (
	"time"

	"golang.org/x/perf/benchfmt"
)

// StampedeUnits returns the units of a line of a Stampede, in its order.
func StampedeUnits() []Unit {
	return []Unit{
		{"loads/expiry", "lower", "loads of the hot key in the time for which its value lives; with what loads early it may be more than 1, and with what waits for a load less"},
		{"loads-at-once", "lower", "the most loads of the hot key that were in progress at once"},
		{"wait-p50-ns", "lower", "time from when a call was due to its end; half of the calls are not longer"},
		{"wait-p99-ns", "lower", "the same, and 99 % are not longer"},
		{"wait-max-ns", "lower", "the same of the longest"},
		{"stale-%", "", "share of the calls that got a value older than its TTL, from the end of its load on"},
		{"oldest-ns", "", "most that had gone by since the load of a value that was served"},
		{"errors-%", "lower", "share of the calls that got an error"},
		{"ops/s", "higher", "calls begun in a second"},
		{"begun-%", "", "share of the calls that were due which were begun: with less than 100 some goroutines could not keep up"},
		{"cold-loads", "lower", "loads where all goroutines ask at once for one key that is not there"},
		{"cold-max-ns", "lower", "time until the last of them has its value"},
	}
}

// values returns what StampedeUnits lists.
func (r StampedeRow) values() (values []benchfmt.Value) {
	add := func(unit string, v float64) {
		values = append(values, benchfmt.Value{Unit: unit, Value: significant(v)})
	}
	ns := func(unit string, d time.Duration) { add(unit, float64(d.Nanoseconds())) }
	add("loads/expiry", r.LoadsByTTL())
	add("loads-at-once", float64(r.Peak))
	ns("wait-p50-ns", r.Wait.P50)
	ns("wait-p99-ns", r.Wait.P99)
	ns("wait-max-ns", r.Wait.Max)
	add("stale-%", percent(r.Stale, r.Begun))
	ns("oldest-ns", r.Oldest)
	add("errors-%", percent(r.Failed, r.Begun))
	add("ops/s", float64(r.Begun)/r.Elapsed.Seconds())
	add("begun-%", percent(r.Begun, r.Due))
	add("cold-loads", float64(r.ColdLoads))
	ns("cold-max-ns", r.ColdWait)
	return values
}

// Stampede writes one sample of a Stampede, with one call of the Writer's w.
func (w *Writer) Stampede(r StampedeRow) error {
	if !w.started {
		w.started = true
		if err := w.units(StampedeUnits()); err != nil {
			return err
		}
	}
	return w.line(r.Name(), max(r.Begun, 1), r.values())
}
