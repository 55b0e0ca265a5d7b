package bench

import "golang.org/x/perf/benchfmt"

var collectionUnits = []Unit{
	{"gc-cpu-%", "lower", "share of the time of all processors (GOMAXPROCS) that the collector took, idle ones too, up to the end of the last cycle"},
	{"gc-cpu-ns/op", "lower", "the same share of the time of an operation, in nanoseconds of one processor: for backends that do not do equally many"},
	{"gc-assist-%", "lower", "share of it in which operations had to mark before they could allocate; a part of gc-cpu-%"},
	{"gc-cycles", "", "collections that ended in the sample, which is prolonged up to tenfold to have four; where none did, nothing is said of them"},
	{"gc-cycles/s", "lower", "the same by second"},
	{"gc-pause-p99-ns", "lower", "how long the collector stopped the world; 99 % of the pauses, two for each cycle, are not longer; up to a sixteenth too long"},
	{"gc-pause-max-ns", "lower", "the same of the longest"},
	{"heap-live-B", "lower", "objects that the last collection found alive, those of the lab among them: see the floors"},
	{"heap-goal-B", "", "heap with which the next one is to end"},
	{"ns/op", "lower", "time from start to end by the operations of all goroutines together"},
	{"ops/s", "higher", "operations of all goroutines together per second"},
	{"hit-%", "higher", "share of the Gets that found their key"},
	{"B/op", "lower", "bytes allocated by an operation, the copy of its value among them"},
	{"allocs/op", "lower", "allocations by an operation"},
}

func (r Row) collectionValues() (values []benchfmt.Value) {
	c, ops := r.Collections, float64(r.Ops())
	add := func(unit string, v float64) {
		values = append(values, benchfmt.Value{Unit: unit, Value: significant(v)})
	}
	// How many cycles end in a sample, of two or three, is chance: their time by all
	// operations would be too. Their share of the time until the last is not.
	if c.Available > 0 {
		share := c.CPU / c.Available
		add("gc-cpu-%", 100*share)
		add("gc-cpu-ns/op", share*float64(r.procs())*r.NsPerOp())
		add("gc-assist-%", 100*c.Assist/c.Available)
		add("gc-cycles/s", float64(c.Cycles)/r.Elapsed.Seconds())
		add("gc-pause-p99-ns", float64(c.PauseP99))
		add("gc-pause-max-ns", float64(c.PauseMax))
	}
	add("gc-cycles", float64(c.Cycles))
	add("heap-live-B", float64(c.Live))
	add("heap-goal-B", float64(c.Goal))
	add("ns/op", r.NsPerOp())
	add("ops/s", r.OpsPerSecond())
	if ratio, ok := r.HitRatio(); ok {
		add("hit-%", 100*ratio)
	}
	add("B/op", decimals(2, float64(r.Bytes)/ops))
	add("allocs/op", decimals(4, float64(r.Allocs)/ops))
	return values
}
