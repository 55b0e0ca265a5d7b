package bench

import (
	"strings"

	"golang.org/x/perf/benchfmt"
)

// latencyUnits are those of a sample of latencies.
func latencyUnits() (units []Unit) {
	add := func(prefix, better, about string) {
		for i, p := range SpectrumPoints {
			switch share := strings.TrimPrefix(p.Name, "p"); {
			case i == 0:
			case p.Name == "max":
				about = "the same of the longest"
			default:
				about = "the same, and " + share + " % are not longer"
			}
			units = append(units, Unit{prefix + p.Name + "-ns", better, about})
		}
	}
	add("", "lower", "latency: time from when an operation was due to its end; half are not longer")
	add("service-", "lower", "time from the beginning of the call to its end; half are not longer")
	add("idle-", "", "as latency, of a loop that does nothing: what is in it is not the cache's")
	return append(units,
		Unit{"clock-ns", "", "time of reading the clock once, which is in all of these"},
		Unit{"ops/s", "", "operations that were begun in a second: the rate that was achieved"},
		Unit{"late-%", "", "share of the operations that the loop began late, by more than -slack, since it had no processor; above 1 the sample is invalid"},
		Unit{"tries", "", "passes until one was not late: the others are not in these figures; after three the sample is invalid"},
		Unit{"held-%", "lower", "share of the operations that were due, by more than -slack, while another of their goroutine was under way"},
		Unit{"hit-%", "higher", "share of the Gets that found their key"},
	)
}

func (r Row) latencyValues() (values []benchfmt.Value) {
	l := r.Latencies
	add := func(unit string, v float64) {
		values = append(values, benchfmt.Value{Unit: unit, Value: significant(v)})
	}
	for _, s := range []struct {
		prefix string
		Spectrum
	}{{"", l.Latency}, {"service-", l.Service}, {"idle-", l.Idle}} {
		for i, d := range s.Spectrum {
			add(s.prefix+SpectrumPoints[i].Name+"-ns", float64(d))
		}
	}
	add("clock-ns", float64(l.Clock.P50))
	add("ops/s", r.OpsPerSecond())
	add("late-%", percent(l.Late, l.Due))
	add("tries", float64(l.Tries))
	add("held-%", percent(l.Held, l.Due))
	if ratio, ok := r.HitRatio(); ok {
		add("hit-%", 100*ratio)
	}
	return values
}
