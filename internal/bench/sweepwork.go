package bench

import (
	"fmt"
	"time"

	"github.com/larder-go/larder/workload"
)

// Expiring says how the entries of a workload come and go, where it is measured
// what it costs that they expire. Beside them there are bystanders, a tenth as
// many, which do not.
type Expiring struct {
	Entries int           // keys that expire, the first of the stream; the others are the bystanders'
	Scale   time.Duration // the time to live of all entries, where they have one
	Mixed   bool          // each entry has a time to live of its own, which the stream tells

	// Filled is set where all entries are there at the beginning, and the loop
	// overwrites bystanders. Otherwise there are none, and the loop sets one
	// after the other, each once in a round.
	Filled bool
	Reads  float64 // share of the loop's operations that look up what it has set lately instead
}

// SweepSpec describes a workload of entries that expire.
type SweepSpec struct {
	Law      SweepLaw
	Entries  int
	Scale    time.Duration // the second of the laws; at least 10 ms
	Duration time.Duration // of the measurement
	Reads    float64       // as in Expiring, where the law has such Gets
	Size     workload.Size
}

// SweepLaw is a way in which entries expire.
type SweepLaw struct {
	Name, About string
	Sessions    bool // has Gets among the loop's operations
	Lasting     bool // depends on the duration
	filled      bool
	ttl         func(SweepSpec) string // in the syntax of workload.ParseTTL; nil: Scale
}

// SweepLaws returns all of them. Their times are in the scale's, a second if
// nothing else is said.
func SweepLaws() []SweepLaw {
	return []SweepLaw{
		{
			Name: "ttl-burst", About: "all entries expire within one second, the first", filled: true,
			ttl: func(s SweepSpec) string { return fmt.Sprintf("uniform:1ms:%v", s.Scale) },
		},
		{
			Name: "ttl-uniform", About: "deadlines are uniform over the measurement", filled: true, Lasting: true,
			ttl: func(s SweepSpec) string {
				return fmt.Sprintf("uniform:1ms:%v", max(whole(s.Duration), 2*time.Millisecond))
			},
		},
		{
			Name: "ttl-tail", About: "a heavy tail: half expire within 0.2 seconds, one in 2,000 lives for longer than 100", filled: true,
			ttl: func(s SweepSpec) string { return fmt.Sprintf("pareto:%v:%v:1.1", whole(s.Scale/10), 1000*s.Scale) },
		},
		{Name: "ttl-dead", About: "new entries come all the time, live for a second and are never read"},
		{Name: "ttl-short", About: "sessions: as many Gets as Sets, of entries that live for a second", Sessions: true},
	}
}

// String returns the name.
func (l SweepLaw) String() string { return l.Name }

func whole(d time.Duration) time.Duration { return d.Truncate(time.Millisecond) }

// enough operations are computed to draw times to live from.
const enough = 1 << 16

// SweepWork computes a workload of entries that expire.
func SweepWork(s SweepSpec, seed uint64) (Work, error) {
	ttl := s.Scale.String()
	if s.Law.ttl != nil {
		ttl = s.Law.ttl(s)
	}
	law, err := workload.ParseTTL(ttl)
	if err != nil {
		return Work{}, err
	}
	w, err := Synthesize(workload.Spec{
		Name: s.Law.Name,
		Keys: s.Entries + max(s.Entries/10, 1),
		Dist: workload.Uniform{},
		Mix:  workload.Mix{Set: 1},
		TTL:  law,
		Size: s.Size,
	}, seed, enough)
	w.Expiring = Expiring{Entries: s.Entries, Scale: s.Scale, Mixed: s.Law.ttl != nil, Filled: s.Law.filled}
	if s.Law.Sessions {
		w.Expiring.Reads = s.Reads
	}
	return w, err
}

// Fits returns an error if at this rate of operations keys would be set again
// before they expire.
func (s SweepSpec) Fits(rate int) error {
	if s.Law.filled {
		return nil
	}
	if !s.Law.Sessions {
		s.Reads = 0
	}
	alive := float64(rate) * (1 - s.Reads) * s.Scale.Seconds()
	if alive <= float64(s.Entries) {
		return nil
	}
	return fmt.Errorf("bench: %s sets %.0f keys while one lives, and there are %d: fewer expire than are meant to; take more keys, a lower rate or shorter lives",
		s.Law.Name, alive, s.Entries)
}

// several returns times to live that a cache has to take for this workload.
func (e Expiring) several() []time.Duration {
	if !e.Mixed {
		return nil
	}
	return []time.Duration{e.Scale / 2, e.Scale}
}
