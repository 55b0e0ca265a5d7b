package cachetest

var iterationRules = []rule{
	{"AllVisitsEachEntryOnce", allVisitsEachEntryOnce},
	{"AllStopsWhenTold", allStopsWhenTold},
	{"AllHidesExpired", allHidesExpired},
	{"AllLetsItsLoopCallTheCache", allLetsItsLoopCallTheCache},
}

func allVisitsEachEntryOnce(p *probe) {
	s := p.open(options{})
	s.shows(nil, "in an empty cache")
	want := make(map[string]int)
	for i := range 300 {
		s.set(numbered(i), -i, forever)
		s.set(numbered(i), i, forever)
		if i%4 == 0 {
			s.Delete(numbered(i))
		} else {
			want[numbered(i)] = i
		}
	}
	s.shows(want, "after writes")
	s.shows(want, "for the second time")

	all := s.All()
	s.set("later", 1, forever)
	for range 2 {
		visits := 0
		for range all {
			visits++
		}
		if visits != len(want)+1 {
			p.Fatalf("a sequence from All, ranged over after another Set, visits %d entries, want %d", visits, len(want)+1)
		}
	}
}

func allStopsWhenTold(p *probe) {
	s := p.open(options{})
	s.fill(100, forever)
	visits := 0
	for range s.All() {
		if visits++; visits == 7 {
			break
		}
	}
	if visits != 7 {
		p.Fatalf("a loop that breaks at its 7th entry visited %d", visits)
	}
	s.set("key", 1, forever) // no lock was left behind
	s.has("key", 1, "after a broken loop")
}

func allHidesExpired(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.fill(60, minute)
	s.set("late", 1, minute+1)
	s.set("kept", 2, forever)
	s.clock.jump(minute)
	s.shows(map[string]int{"late": 1, "kept": 2}, "when the others have expired")
	s.clock.jump(1)
	s.shows(map[string]int{"kept": 2}, "1ns later")
}

// What comes and goes during the loop may or may not be visited, also under a
// key that was visited before; what stays is. The loop ends.
func allLetsItsLoopCallTheCache(p *probe) {
	const n = 100
	s := p.open(options{})
	s.fill(n, forever)
	visits, seen := 0, make(map[string]bool)
	for key, value := range s.All() {
		if visits++; visits > 10*n {
			p.Fatalf("a loop over %d entries that overwrites what it visits does not end", n)
		}
		seen[key] = true
		s.has(key, value, "in the loop")
		if value%2 == 0 {
			s.deletes(key, true, "in the loop")
		} else {
			s.set(key, value, hour)
		}
		s.Len()
		s.Stats()
		for range s.All() {
			break
		}
	}
	for i := range n {
		if !seen[numbered(i)] {
			p.Fatalf("All did not visit %s, which stayed until it was visited", numbered(i))
		}
	}
	s.counts(n/2, "after a loop that deleted every other key")
}
