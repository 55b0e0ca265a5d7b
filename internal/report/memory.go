package report

import "github.com/larder-go/larder/internal/results"

// memory has bars for what entries take, collection those for what the garbage
// collector does.
func memory(s *source, l *looks) []*panel {
	p := plan{series: contenders}
	var panels []*panel
	for _, u := range []struct{ unit, read string }{
		{"overhead-B/entry", "Bytes an entry takes in the heap beyond its key and value, shorter is better."},
		{"rss-B/entry", "Bytes of the process's memory an entry takes, as the operating system counts it, shorter is better. It holds what the collector has not given back."},
	} {
		panels = append(panels, barsOf(s, s.rows, u.unit, u.read, l, p)...)
	}
	return panels
}

func collection(s *source, l *looks) []*panel {
	p := plan{series: contenders}
	var panels []*panel
	for _, u := range []struct{ unit, read string }{
		{"gc-cpu-ns/op", "Processor time that the garbage collector takes for an operation, shorter is better. Backends can be compared by it."},
		{"gc-cpu-%", "Share of the processors' time that the garbage collector takes, shorter is better. Caches with many pointers pay here and not in the time of an operation, and fast ones pay more, since they make more garbage a second."},
		{"gc-pause-p99-ns", "How long 99 of 100 pauses of the collector are at most, shorter is better."},
	} {
		rows := s.with(func(r *results.Row) bool { return r.Part("backend") != "" })
		panels = append(panels, barsOf(s, rows, u.unit, u.read, l, p)...)
	}
	return panels
}
