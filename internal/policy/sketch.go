package policy

// maxFreq is the highest count of a sketch.
const maxFreq = 15

// sketch estimates how often keys were asked for lately: a count-min sketch with
// conservative update (Cormode and Muthukrishnan, "An improved data stream summary:
// the count-min sketch and its applications", J. Algorithms 55, 2005; Estan and
// Varghese, "New directions in traffic measurement and accounting", SIGCOMM 2002),
// of four rows of counters of four bits. All counts are halved from time to time
// (Einziger, Friedman and Manes, "TinyLFU: a highly efficient cache admission
// policy", ACM Transactions on Storage 13, 2017, section 3.3).
//
// The four counters of a key lie in one block of 64 bytes, two words for a row, so
// that an access costs one cache miss. Eight bytes an entry.
type sketch struct {
	words []uint64 // blocks of 8; a power of two of them
	n     int      // additions since the last halving, half of those before, and so on
	epoch uint8    // counts the halvings
}

const (
	blockWords    = 8
	blockCounters = 16 * blockWords
	rows          = 4
	minBlocks     = 2
	perEntry      = 16 // counters
)

// fit makes the sketch large enough for so many entries. O(size) where it grows,
// which it does by doubling.
func (s *sketch) fit(entries int) {
	blocks := max(len(s.words)/blockWords, minBlocks)
	for blocks*blockCounters < perEntry*entries {
		blocks *= 2
	}
	if blocks*blockWords == len(s.words) {
		return
	}
	old := s.words
	s.words = make([]uint64, blocks*blockWords)
	if len(old) == 0 {
		return
	}
	for at := 0; at < len(s.words); at += len(old) { // keys of one block go to several
		copy(s.words[at:], old)
	}
}

// places returns the words and the shifts of the counters of a key.
func (s *sketch) places(print uint32) (block []uint64, rest uint64) {
	h := spread(print)
	blocks := uint64(len(s.words) / blockWords)
	at := (h >> 32) & (blocks - 1) * blockWords
	return s.words[at : at+blockWords : at+blockWords], h
}

// spread makes 64 bits of a fingerprint.
func spread(print uint32) uint64 {
	h := uint64(print) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// counter returns the word in its block and the shift of the counter of a row.
func counter(rest uint64, row int) (word, shift uint64) {
	bits := rest >> (5 * row)
	return uint64(2*row) + bits>>4&1, bits & 15 * 4
}

// estimate returns how often a key was asked for, never less than it was.
func (s *sketch) estimate(print uint32) uint8 {
	if len(s.words) == 0 {
		return 0
	}
	block, rest := s.places(print)
	least := uint64(maxFreq)
	for row := range rows {
		word, shift := counter(rest, row)
		least = min(least, block[word&(blockWords-1)]>>shift&maxFreq)
	}
	return uint8(least)
}

// raise lifts the estimate of a key to at least f.
func (s *sketch) raise(print uint32, f uint8) {
	block, rest := s.places(print)
	for row := range rows {
		word, shift := counter(rest, row)
		w := &block[word&(blockWords-1)]
		if *w>>shift&maxFreq < uint64(f) {
			*w = *w&^(maxFreq<<shift) | uint64(f)<<shift
		}
	}
}

// add takes note of d requests for a key. There are so many entries.
func (s *sketch) add(print uint32, d uint8, entries int) {
	s.fit(entries)
	s.raise(print, min(s.estimate(print)+d, maxFreq))
	s.noted(int(d), entries)
}

// noted halves the counts after ten additions for each entry; not so often that the work
// would count, where the sketch is much larger than it need be.
func (s *sketch) noted(d, entries int) {
	s.n += d
	if s.n < 10*max(entries, len(s.words)/perEntry, 1) {
		return
	}
	for i := range s.words {
		s.words[i] = s.words[i] >> 1 & 0x7777777777777777
	}
	s.n /= 2
	s.epoch++
}
