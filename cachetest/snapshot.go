package cachetest

import (
	"maps"

	"github.com/larder-go/larder"
)

var snapshotRules = []rule{
	{"SnapshotHoldsTheCut", snapshotHoldsTheCut},
	{"SnapshotOfNothingIsEmpty", snapshotOfNothingIsEmpty},
	{"SnapshotLetsItsLoopCallTheCache", snapshotLetsItsLoopCallTheCache},
}

// view is a snapshot of a subject, and what a rule says about it.
type view struct {
	larder.Snapshot[string, int]
	p *probe
}

// snapshotter returns the cache as a larder.Snapshotter, or ends the rule.
func (s *subject) snapshotter() larder.Snapshotter[string, int] {
	return snapshotterOf(s.p, s.Cache)
}

func snapshotterOf[K comparable](p *probe, c larder.Cache[K, int]) larder.Snapshotter[K, int] {
	snapshotter, ok := c.(larder.Snapshotter[K, int])
	if !ok {
		p.skip("the cache is no larder.Snapshotter")
	}
	return snapshotter
}

// snapshot takes one, or ends the rule where the cache takes none.
func (s *subject) snapshot() view { return view{s.snapshotter().Snapshot(), s.p} }

// holds wants the snapshot to have exactly these live entries, and so many
// resident ones.
func (v view) holds(want map[string]int, resident int, when string) {
	v.p.visits(v.All(), want, "in a snapshot "+when)
	for key, value := range want {
		if got, ok := v.Get(key); !ok || got != value {
			v.p.Fatalf("in a snapshot %s: Get(%s) = %d, %t; want %d, true", when, brief(key), got, ok, value)
		}
	}
	if n := v.Len(); n != resident {
		v.p.Fatalf("in a snapshot %s: Len() = %d, want %d", when, n, resident)
	}
}

// lacks wants key to be absent.
func (v view) lacks(key, when string) {
	if got, ok := v.Get(key); ok || got != 0 {
		v.p.Fatalf("in a snapshot %s: Get(%s) = %d, %t; want 0, false", when, brief(key), got, ok)
	}
}

// firstNumbers returns the entries that fill stores.
func firstNumbers(n int) map[string]int {
	want := make(map[string]int, n)
	for i := range n {
		want[numbered(i)] = i
	}
	return want
}

func snapshotHoldsTheCut(p *probe) {
	s := p.open(options{})
	want := make(map[string]int)
	for i := range 300 {
		s.set(numbered(i), -i, hour)
		s.set(numbered(i), i, forever)
		if i%4 == 0 {
			s.deletes(numbered(i), true, "after Set")
		} else {
			want[numbered(i)] = i
		}
		if i%50 == 0 {
			v := s.snapshot()
			v.holds(want, len(want), "after writes")
			v.lacks(numbered(i+1), "taken before the key was ever set")
		}
	}
	v := s.snapshot()
	for range 2 {
		v.holds(want, len(want), "after writes")
	}
	v.lacks(numbered(0), "of a cache from which the key was deleted")
	v.lacks("absent", "of a cache that never had the key")
	s.shows(want, "after snapshots were taken and read") // and the cache is none the worse
	s.counts(len(want), "after snapshots were taken and read")
}

func snapshotOfNothingIsEmpty(p *probe) {
	empty := func(v view, when string) {
		v.holds(nil, 0, when)
		v.lacks("key", when)
		v.lacks(numbered(0), when)
	}
	s := p.open(options{})
	v := s.snapshot()
	empty(v, "of a new cache")
	s.fill(50, hour)
	empty(v, "of a new cache, after Sets")
	for i := range 50 {
		s.deletes(numbered(i), true, "after Set")
	}
	empty(s.snapshot(), "of a cache from which all was deleted")
	s.fill(50, hour)
	if s.tryClear() {
		empty(s.snapshot(), "of a cache that was cleared")
		s.fill(50, forever)
	}
	s.closes("with entries")
	empty(s.snapshot(), "of a closed cache")
	empty(v, "of a new cache, after Close")
	s = p.open(options{})
	s.closes("of a new cache")
	empty(s.snapshot(), "of a cache that was closed as it was new")
}

func snapshotLetsItsLoopCallTheCache(p *probe) {
	const n = 100
	s := p.open(options{})
	s.fill(n, forever)
	v, want := s.snapshot(), firstNumbers(n)
	visits := 0
	for range v.All() {
		if visits++; visits == 7 {
			break
		}
	}
	if visits != 7 {
		p.Fatalf("a loop over a snapshot that breaks at its 7th entry visited %d", visits)
	}
	p.during("a loop over a snapshot that calls its cache", func() {
		seen, all := make(map[string]int), v.All()
		for key, value := range all {
			seen[key] = value
			s.set(numbered(2000+value), value, hour)
			s.set(key, -1, hour)
			s.has(key, -1, "in a loop over a snapshot")
			s.deletes(key, true, "in a loop over a snapshot")
			s.Len()
			s.Stats()
			for range s.All() {
				break
			}
			if value%20 == 0 {
				s.tryClear()
				s.snapshot()
				p.visits(all, want, "in a loop over the same sequence of a snapshot")
				v.holds(want, n, "in a loop over it")
			}
			if len(seen) == n {
				s.closes("in a loop over a snapshot")
			}
		}
		if !maps.Equal(seen, want) {
			p.Fatalf("a loop over a snapshot that changes its cache visits %d entries, want %d", len(seen), n)
		}
	})
}
