package workload

// Loop asks for the keys 0, 1, … Length-1 in order, over and over. It is the
// worst case of LRU wherever Length exceeds the capacity.
type Loop struct {
	Length int // from 1 to the number of keys
}

// String returns "loop:LENGTH".
func (l Loop) String() string { return write("loop", l.Length) }

func (l Loop) validate(n uint64) error { return checkRange("the length in keys", l.Length, n) }

func (l Loop) keys(_, _ uint64) func(Kind) uint32 {
	last := uint32(l.Length - 1)
	next := last
	return func(Kind) uint32 {
		if next == last {
			next = 0
		} else {
			next++
		}
		return next
	}
}

// Scan is traffic under [Zipf], interrupted by scans: after every Every
// operations comes one pass over Length keys in order, which starts at a random
// key and continues with key 0 after the last one. It tells whether a one-time
// pass drives the popular keys out of a cache.
type Scan struct {
	Skew   float64 // of the traffic between scans, 0 (uniform) or more
	Every  int     // operations between two scans, from 1
	Length int     // keys in a scan, from 1 to all
}

// String returns "scan:SKEW:EVERY:LENGTH".
func (s Scan) String() string { return write("scan", s.Skew, s.Every, s.Length) }

func (s Scan) validate(n uint64) error {
	if err := checkSkew(s.Skew); err != nil {
		return err
	}
	if err := checkRange("the number of operations between scans", s.Every, maxPeriod); err != nil {
		return err
	}
	return checkRange("the length in keys", s.Length, n)
}

func (s Scan) keys(n, seed uint64) func(Kind) uint32 {
	traffic := Zipf{s.Skew}.keys(n, seed)
	starts := newSource(seed, forScans, 0)
	var at uint64
	traffics, scans := s.Every, 0
	return func(kind Kind) uint32 {
		if traffics > 0 {
			traffics--
			return traffic(kind)
		}
		if scans == 0 {
			at, scans = starts.below(n), s.Length
		}
		key := at
		at = (at + 1) % n
		if scans--; scans == 0 {
			traffics = s.Every
		}
		return uint32(key)
	}
}
