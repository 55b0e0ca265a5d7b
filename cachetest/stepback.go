package cachetest

var stepRules = []rule{
	{"StepBackResurrectsNothing", stepBackResurrectsNothing},
	{"StepBackKeepsWrites", stepBackKeepsWrites},
}

// What an operation has shown to be expired stays expired when the clock is
// set back, be it removed by then or not.
func stepBackResurrectsNothing(p *probe) {
	for name, look := range map[string]func(*subject){
		"Get":    func(s *subject) { s.lacks("key", "at the deadline") },
		"All":    func(s *subject) { s.shows(nil, "at the deadline") },
		"Delete": func(s *subject) { s.deletes("key", false, "at the deadline") },
	} {
		s := p.open(options{Sweeper: noSweeper})
		s.set("key", 1, minute)
		s.clock.jump(minute)
		look(s)
		s.clock.Set(start.Add(-hour))
		after := "after " + name + " showed it expired and the clock stepped back"
		s.shows(nil, after)
		s.deletes("other", false, after)
		s.lacks("key", after)
		s.deletes("key", false, after)
		s.reported(after, removal{"key", 1, expired})
	}
}

// What is set after a step back is there, and not for much longer than asked:
// at the latest its TTL after the time that was shown before.
func stepBackKeepsWrites(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("key", 1, minute)
	s.set("kept", 2, hour)
	s.clock.jump(minute)
	s.lacks("key", "at the deadline")
	s.clock.Set(start.Add(-hour))
	s.has("kept", 2, "after a step back")
	s.set("key", 3, minute)
	s.set("new", 4, minute)
	s.has("key", 3, "after Set after a step back")
	s.has("new", 4, "after Set after a step back")
	s.clock.Set(start.Add(2 * minute))
	s.lacks("key", "at its TTL after the latest time shown")
	s.lacks("new", "at its TTL after the latest time shown")
	s.clock.Set(start.Add(hour - 1))
	s.has("kept", 2, "1ns before its deadline")
	s.clock.Set(start.Add(hour))
	s.lacks("kept", "at its deadline")
}
