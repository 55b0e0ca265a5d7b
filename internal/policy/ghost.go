package policy

// ghost remembers the fingerprints of what left last: about as many as it is told.
//
// It is a table of buckets of one cache line. A fingerprint has the number of its
// arrival beside it; that of what left too long ago counts no more, and is
// overwritten first. So what a bucket has no room for is forgotten early, and
// nothing else has to be kept in order. Eleven bytes a fingerprint.
type ghost struct {
	buckets []bucket
	arrived uint32 // counts
	room    uint32 // how many of the last arrivals count
}

type bucket [bucketSize]struct{ print, arrival uint32 } // print 0: free

const (
	bucketSize = 8
	perBucket  = 6 // on average
)

func printOf(print uint32) uint32 { return max(print, 1) }

func (g *ghost) bucket(print uint32) *bucket {
	return &g.buckets[uint64(uint32(spread(print)))*uint64(len(g.buckets))>>32]
}

// fit has it remember so many. O(size) where it grows, by half or more.
func (g *ghost) fit(entries int) {
	g.room = uint32(max(entries, 1))
	if perBucket*len(g.buckets) >= entries && len(g.buckets) > 0 {
		return
	}
	old := g.buckets
	n := entries/perBucket + 1
	if len(old) > 0 {
		n = max(n, len(old)+len(old)/2+1)
	}
	g.buckets = make([]bucket, n)
	for i := range old {
		for _, it := range old[i] {
			if it.print != 0 && g.counts(it.arrival) {
				g.put(it.print, it.arrival)
			}
		}
	}
}

func (g *ghost) counts(arrival uint32) bool { return g.arrived-arrival < g.room }

func (g *ghost) add(print uint32) {
	g.arrived++
	g.put(printOf(print), g.arrived)
}

func (g *ghost) put(print, arrival uint32) {
	b := g.bucket(print)
	oldest := 0
	for i := range b {
		if b[i].print == 0 || b[i].print == print {
			oldest = i
			break
		}
		if arrival-b[i].arrival > arrival-b[oldest].arrival {
			oldest = i
		}
	}
	b[oldest].print, b[oldest].arrival = print, arrival
}

// take reports whether a fingerprint is remembered, and forgets it.
func (g *ghost) take(print uint32) bool {
	if len(g.buckets) == 0 {
		return false
	}
	print = printOf(print)
	b := g.bucket(print)
	for i := range b {
		if b[i].print == print {
			b[i].print = 0
			return g.counts(b[i].arrival)
		}
	}
	return false
}
