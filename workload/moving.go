package workload

// Latest models items that are asked for most when they are new, such as news or
// a timeline. A Set inserts the next key in order, starting again after the last
// one; a Get or a Delete asks for the k-th newest key with a probability in
// proportion to k^-Skew. In a mix without Sets nothing new comes and the popular
// keys stay the same.
type Latest struct {
	Skew float64 // 0 or more
}

// String returns "latest:SKEW".
func (l Latest) String() string { return write("latest", l.Skew) }

func (l Latest) validate(uint64) error { return checkSkew(l.Skew) }

func (l Latest) keys(n, seed uint64) func(Kind) uint32 {
	recency := newRanks(l.Skew, n)
	r := newSource(seed, forKeys, 0)
	newest := n - 1
	return func(kind Kind) uint32 {
		if kind == Set {
			newest = (newest + 1) % n
			return uint32(newest)
		}
		return uint32((newest + n - recency.draw(&r)) % n)
	}
}

// Shift is a Zipf distribution whose ranking changes: each time Every operations
// are done, the Step least popular keys become the most popular ones and every
// other key falls by Step ranks.
type Shift struct {
	Skew  float64 // 0 or more
	Every int     // operations between two changes, from 1
	Step  int     // keys that become popular at once, from 1 to all
}

// String returns "shift:SKEW:EVERY:STEP".
func (s Shift) String() string { return write("shift", s.Skew, s.Every, s.Step) }

func (s Shift) validate(n uint64) error {
	if err := checkSkew(s.Skew); err != nil {
		return err
	}
	if err := checkRange("the number of operations between changes", s.Every, maxPeriod); err != nil {
		return err
	}
	return checkRange("the step in keys", s.Step, n)
}

func (s Shift) keys(n, seed uint64) func(Kind) uint32 {
	popularity, ranking := newRanks(s.Skew, n), newPermutation(n, seed)
	r := newSource(seed, forKeys, 0)
	top, left := uint64(0), s.Every
	return func(Kind) uint32 {
		if left == 0 {
			top, left = (top+n-uint64(s.Step))%n, s.Every
		}
		left--
		return uint32(ranking.at((top + popularity.draw(&r)) % n))
	}
}
