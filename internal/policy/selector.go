package policy

import "math"

// selector chooses the mode in which a cache misses least: a tournament of shadows,
// one for each mode, which all see the same sample of the keys. It is not safe for
// concurrent use.
type selector struct {
	publish func(mode int, share float64) // is told of the choice

	rate     uint32 // one key in so many is sampled, a power of two
	entries  int64  // that the cache holds when it is full, about
	limits   Credit // the cache's
	heavy    bool   // its weight is limited
	usual    int64  // how many entries a shadow holds when the cache is full
	capacity int64  // and how many now
	shadows  [len(modes)]*shadow
	current  int

	// Since the last switch, fading: what each mode missed; how often it did
	// otherwise than the current one; what the cache missed of the sample, and
	// what the shadow of its mode did.
	score, apart  [len(modes)]float64
	missed, ought float64

	ticks   int  // accesses, some of them misses, since the last decision
	decided int  // decisions since the last switch
	warm    bool // the cache has been full
	settled bool // it has switched since
}

const (
	leastSample = 256 // entries in a shadow
	mostRate    = 64

	memory = 0.95 // of scores, per half a shadow's capacity of decisive accesses
	// reluctance is how many misses, as a part of the shadow's capacity, another
	// mode must have spared to be worth a switch, which costs about as many; that
	// for the first switch is lower, since there is less to lose.
	reluctance, eagerness = 0.1, 0.02
)

// newSelector returns one for a cache that holds about so many entries within limits, and
// is in some mode. Where the weight is limited, the cache is full by now: else nobody
// could tell how many entries that means.
func newSelector(entries int, limits Credit, heavy bool, mode int, publish func(mode int, share float64)) *selector {
	s := &selector{publish: publish, rate: rateFor(entries), entries: int64(entries), limits: limits, heavy: heavy, current: mode}
	s.usual = max(s.entries/int64(s.rate), 1)
	if s.capacity = s.starting(0); heavy {
		s.capacity, s.warm = s.usual, true
	}
	for i, m := range modes {
		s.shadows[i] = newShadow(m, heavy, s.part())
	}
	s.announce()
	return s
}

func rateFor(entries int) uint32 {
	rate := uint32(1)
	for rate < mostRate && entries/int(2*rate) >= leastSample {
		rate *= 2
	}
	return rate
}

func (s *selector) announce() {
	m := modes[s.current]
	share := m.window
	// Where the main queue is not filled but earned, what an earlier mode left
	// in it would stay for ever.
	if !m.fill && m.window < 1 {
		if follow, full := s.shadows[s.current].share(); full {
			share = max(share, follow)
		}
	}
	s.publish(s.current, share)
}

// starting returns the capacity of the shadows of a cache that is not full yet: less
// than its part, so that there is an opinion by the time that it is.
func (s *selector) starting(occupied float64) int64 {
	return max(4, s.usual/16, int64(0.5*float64(s.usual)*occupied))
}

// part returns the limits of a shadow.
func (s *selector) part() Credit {
	if !s.heavy {
		return Credit{s.capacity, unlimited}
	}
	part := float64(s.capacity) / float64(s.usual) / float64(s.rate)
	of := func(limit int64) int64 {
		if limit == unlimited {
			return unlimited
		}
		return max(int64(part*float64(limit)), 1)
	}
	return Credit{of(s.limits.entries), of(s.limits.weight)}
}

// access shows a sampled key to the shadows. missed tells that the cache missed it,
// when it held so many entries.
func (s *selector) access(print uint32, weight int64, missed bool, taken int64) {
	s.grow(taken)
	var out [len(modes)]bool
	any := missed
	for i, sh := range s.shadows {
		out[i] = !sh.access(print, weight)
		any = any || out[i]
		if out[i] {
			s.score[i]++
		}
	}
	if missed {
		s.missed++
	}
	if out[s.current] {
		s.ought++
	}
	if any {
		for i := range out {
			if out[i] != out[s.current] {
				s.apart[i]++
			}
		}
		s.ticks++
	}
	if s.ticks >= s.period() {
		s.ticks = 0
		s.decide()
	}
	s.announce()
}

func (s *selector) period() int { return int(max(8, s.usual/10)) }

func (s *selector) grow(taken int64) {
	if s.warm {
		return
	}
	capacity := s.starting(float64(taken) / float64(s.entries))
	if taken >= s.entries {
		capacity, s.warm, s.settled = s.usual, true, false
		s.fade(0.25)
	}
	s.resize(capacity)
}

func (s *selector) resize(capacity int64) {
	if capacity == s.capacity {
		return
	}
	s.capacity = capacity
	for _, sh := range s.shadows {
		sh.resize(s.part())
	}
}

func (s *selector) fade(by float64) {
	for i := range s.score {
		s.score[i] *= by
		s.apart[i] *= by
	}
}

func (s *selector) decide() {
	best := 0
	for i := range s.score {
		if s.score[i] < s.score[best] {
			best = i
		}
	}
	price := eagerness
	if s.settled {
		price = reluctance
	}
	s.decided++
	spared := s.score[s.current] - s.score[best]
	if spared > 0.01*s.score[s.current]+math.Sqrt(s.apart[best]+1)+price*float64(s.capacity) {
		s.current, s.decided, s.settled = best, 0, true
		for i := range s.apart {
			s.apart[i] = math.Abs(s.score[i] - s.score[best])
		}
		s.missed, s.ought = 0, 0
	}
	fading := math.Pow(memory, float64(s.period())/float64(max(32, s.usual/2)))
	s.fade(fading)
	s.missed *= fading
	s.ought *= fading
	s.calibrate()
}

// calibrate makes the shadows smaller while the cache misses more of the sample than
// its shadow: of a loop that does not fit into the cache, the sample may fit into the
// shadows.
func (s *selector) calibrate() {
	if !s.warm || s.decided <= 10 {
		return
	}
	usual, capacity := s.usual, s.capacity
	step := max(1, usual/100)
	least := int64(float64(usual) * (1 - min(0.25, 2.5/math.Sqrt(float64(usual)))))
	switch {
	case s.missed-s.ought > 0.05*s.missed+3*math.Sqrt(s.missed):
		s.resize(max(capacity-step, least, 1))
	case s.missed < s.ought && capacity < usual:
		s.resize(min(capacity+step, usual))
	}
}

func (s *selector) forget(print uint32) {
	for _, sh := range s.shadows {
		sh.forget(print)
	}
}
