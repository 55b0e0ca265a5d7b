package bench

import "golang.org/x/perf/benchfmt"

var sweepUnits = []Unit{
	{"get-p50-ns", "lower", "time of a Get by the reader, of entries that do not expire, while others do; half are not longer"},
	{"get-p99-ns", "lower", "the same, and 99 % are not longer"},
	{"get-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
	{"get-max-ns", "lower", "the same of the longest"},
	{"set-p50-ns", "lower", "time of a call of Set meanwhile; half are not longer"},
	{"set-p99-ns", "lower", "the same, and 99 % are not longer"},
	{"set-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
	{"set-max-ns", "lower", "the same of the longest"},
	{"late-p50-ns", "lower", "time from when an operation of the loop was due to its end; half are not longer"},
	{"late-p99-ns", "lower", "the same, and 99 % are not longer"},
	{"late-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
	{"late-max-ns", "lower", "the same of the longest"},
	{"idle-get-p50-ns", "", "as get, with the same entries and an hour to live: the control"},
	{"idle-get-p99-ns", "", "the same, and 99 % are not longer"},
	{"idle-get-p99.9-ns", "", "the same, and 99.9 % are not longer"},
	{"idle-get-max-ns", "", "the same of the longest"},
	{"idle-set-p50-ns", "", "as set, with an hour to live"},
	{"idle-set-p99-ns", "", "the same, and 99 % are not longer"},
	{"idle-set-p99.9-ns", "", "the same, and 99.9 % are not longer"},
	{"idle-set-max-ns", "", "the same of the longest"},
	{"idle-late-p50-ns", "", "as late, with an hour to live"},
	{"idle-late-p99-ns", "", "the same, and 99 % are not longer"},
	{"idle-late-p99.9-ns", "", "the same, and 99.9 % are not longer"},
	{"idle-late-max-ns", "", "the same of the longest"},
	{"pause-p99.9-ns", "", "as late, of a loop that does nothing: the machine's and not the cache's"},
	{"pause-max-ns", "", "the same of the longest"},
	{"begun-%", "", "share of the operations that were due which were begun: with less than 100 the loop could not keep up"},
	{"sweep-cpu-%", "lower", "time that the sweeper worked, without the pauses in which it let others run, in % of one processor; 0 where it has none; larder's own alone"},
	{"hold-p50-ns", "lower", "for how long at most the sweeper held a lock that stops operations, where it did; larder's own alone"},
	{"hold-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
	{"hold-max-ns", "lower", "the same of the longest; pre-emption is in it, as in pause-max-ns"},
	{"entries/hold", "", "entries that the sweeper looked at or removed meanwhile"},
	{"overdue-max-entries", "lower", "the most entries past their deadline that were in the cache at once: its Len, less those that the lab knows to be live"},
	{"overdue-max-B", "lower", "the same in bytes of keys and values, without what a cache adds to them"},
	{"lag-p99-s", "lower", "for how long the longest overdue entry is at least, if the oldest goes first; 99 % of the looks, every 5 ms, show no more"},
	{"lag-max-s", "lower", "the same at most"},
	{"told-lag-max-s", "lower", "the longest that Stats told of itself, asked every 50 ms; larder's own alone, and not with -nostats"},
	{"dead-gets", "", "Gets of entries that were past their deadline, by more than -slack: all missed, or there would be no line"},
	{"dead-hits", "lower", "those of them that hit: always 0"},
}

var sweepStepUnits = []Unit{
	{"resident", "", "entries in the cache, at t in virtual time"},
	{"overdue", "lower", "those of them that are past their deadline, as the lab knows it"},
	{"overdue-B", "lower", "the same in bytes of keys and values, without what a cache adds to them"},
	{"lag-s", "lower", "for how long the longest of them is at least: it is, if the oldest goes first"},
	{"told-lag-s", "lower", "for how long it is as Stats tells it"},
	{"swept", "", "entries that the sweeper has removed so far, by looking at samples too"},
	{"lazy", "", "expired entries that operations have met and removed so far"},
}

var sweepPeakUnits = []Unit{
	{"peak-resident", "lower", "the most entries in the cache at a step"},
	{"peak-overdue", "lower", "the most that were overdue"},
	{"mean-overdue", "lower", "how many were, on average of the steps"},
	{"peak-lag-s", "lower", "the longest lag, as the lab or Stats tells it"},
	{"caught-up-s", "lower", "when nothing was overdue any more, for good; only where something was, and that came"},
}

func (r Row) sweepValues() (values []benchfmt.Value) {
	w := r.Sweep
	add := func(unit string, v float64) {
		values = append(values, benchfmt.Value{Unit: unit, Value: significant(v)})
	}
	for _, t := range []struct {
		name string
		Quantiles
	}{
		{"get", w.Get}, {"set", w.Set}, {"late", w.Late},
		{"idle-get", w.IdleGet}, {"idle-set", w.IdleSet}, {"idle-late", w.IdleLate},
	} {
		add(t.name+"-p50-ns", float64(t.P50))
		add(t.name+"-p99-ns", float64(t.P99))
		add(t.name+"-p99.9-ns", float64(t.P999))
		add(t.name+"-max-ns", float64(t.Max))
	}
	add("pause-p99.9-ns", float64(w.Pause.P999))
	add("pause-max-ns", float64(w.Pause.Max))
	add("begun-%", percent(w.Begun, w.Due))
	if w.Watched {
		add("sweep-cpu-%", 100*w.Busy.Seconds()/r.Elapsed.Seconds())
	}
	if w.Watched && w.Holds > 0 {
		add("hold-p50-ns", float64(w.Hold.P50))
		add("hold-p99.9-ns", float64(w.Hold.P999))
		add("hold-max-ns", float64(w.Hold.Max))
		add("entries/hold", float64(w.Held)/float64(w.Holds))
	}
	add("overdue-max-entries", float64(w.Overdue))
	add("overdue-max-B", float64(w.Overdue)*w.EntryBytes)
	add("lag-p99-s", w.Lag.P99.Seconds())
	add("lag-max-s", w.Lag.Max.Seconds())
	if w.Watched && w.Tells {
		add("told-lag-max-s", w.Told.Seconds())
	}
	add("dead-gets", float64(w.DeadGets))
	add("dead-hits", 0) // or the sample is invalid
	return values
}

func (r Row) stepValues(s SweepStep) []benchfmt.Value {
	return []benchfmt.Value{
		{Unit: "resident", Value: float64(s.Resident)},
		{Unit: "overdue", Value: float64(s.Overdue)},
		{Unit: "overdue-B", Value: significant(float64(s.Overdue) * r.Sweep.EntryBytes)},
		{Unit: "lag-s", Value: significant(s.Lag.Seconds())},
		{Unit: "told-lag-s", Value: significant(s.Told.Seconds())},
		{Unit: "swept", Value: float64(s.Swept)},
		{Unit: "lazy", Value: float64(s.Lazy)},
	}
}

func (r Row) peakValues() []benchfmt.Value {
	p := r.Peak()
	values := []benchfmt.Value{
		{Unit: "peak-resident", Value: float64(p.Resident)},
		{Unit: "peak-overdue", Value: float64(p.Overdue)},
		{Unit: "mean-overdue", Value: significant(p.MeanOverdue)},
		{Unit: "peak-lag-s", Value: significant(p.Lag.Seconds())},
	}
	if p.Caught {
		values = append(values, benchfmt.Value{Unit: "caught-up-s", Value: significant(p.CaughtUp.Seconds())})
	}
	return values
}
