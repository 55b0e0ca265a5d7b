package workload

import "slices"

// named are the ready-made workloads, in the order in which they are listed.
var named = []Spec{
	{Name: "zipf99-rw100", Dist: Zipf{0.99}, Mix: Mix{Get: 1}},
	{Name: "zipf99-rw95", Dist: Zipf{0.99}, Mix: Mix{Get: 0.95, Set: 0.05}},
	{Name: "zipf99-rw50", Dist: Zipf{0.99}, Mix: Mix{Get: 0.5, Set: 0.5}},
	{Name: "uniform-r100w1", Dist: Uniform{}, Mix: Mix{Get: 100.0 / 101, Set: 1.0 / 101}},
	{Name: "uniform-r1w1", Dist: Uniform{}, Mix: Mix{Get: 0.5, Set: 0.5}},
	{Name: "uniform-r1w100", Dist: Uniform{}, Mix: Mix{Get: 1.0 / 101, Set: 100.0 / 101}},
	{Name: "hotspot", Dist: Hotspot{Keys: 0.2, Requests: 0.8}, Mix: Mix{Get: 0.95, Set: 0.05}},
	{Name: "latest", Dist: Latest{0.99}, Mix: Mix{Get: 0.95, Set: 0.05}},
	{Name: "loop", Dist: Loop{namedKeys}, Mix: Mix{Get: 1}},
	{Name: "scan", Dist: Scan{Skew: 0.99, Every: 50_000, Length: 10_000}, Mix: Mix{Get: 1}},
	{Name: "shifting", Dist: Shift{Skew: 0.99, Every: 10_000, Step: 1_000}, Mix: Mix{Get: 0.95, Set: 0.05}},
	{
		Name: "sessions",
		Dist: Zipf{0.8},
		Mix:  Mix{Get: 0.8, Set: 0.15, Delete: 0.05},
		TTL:  TTL{pareto{min: 1_000, max: 3_600_000, shape: 1.1}},
		Size: Size{lognormal{median: 256, sigma: 1.2, most: MaxSize}},
	},
}

const (
	namedKeys = 100_000
	namedSize = fixed(64)
)

// Names lists the ready-made workloads:
//
//   - zipf99-rw100, -rw95 and -rw50: Zipf with skew 0.99; the number is the
//     percentage of Gets, the rest are Sets;
//   - uniform-r100w1, -r1w1 and -r1w100: uniform; the numbers are the odds of
//     Gets and Sets;
//   - hotspot (80 % of the requests on 20 % of the keys), latest and shifting,
//     with 5 % Sets; loop and scan, with Gets alone;
//   - sessions: all kinds of operation, heavy-tailed times to live and sizes.
//
// Each has 100,000 keys, and, but for sessions, values of 64 bytes and the
// cache's default time to live.
func Names() []string {
	list := make([]string, len(named))
	for i, s := range named {
		list[i] = s.Name
	}
	return list
}

// Named returns a ready-made workload. A name that is not in [Names] is an
// *[UnknownError].
func Named(name string) (Spec, error) {
	i := slices.IndexFunc(named, func(s Spec) bool { return s.Name == name })
	if i < 0 {
		return Spec{}, &UnknownError{What: "workload", Name: name, Known: Names()}
	}
	s := named[i]
	s.Keys = namedKeys
	if s.Size.law == nil {
		s.Size.law = namedSize
	}
	return s, nil
}
