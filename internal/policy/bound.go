package policy

import (
	"math/bits"

	"github.com/larder-go/larder"
)

// Bound keeps the entries of one cache within limits. Make one with New. It is safe for
// concurrent use.
type Bound struct {
	// What follows never changes but in New and Join, before the cache is used.
	group  *group
	shards []*shard // a power of two of them
	shift  uint     // of a hash, to the number of its shard
	ages   uint32   // the age of one key in so many is wanted, a power of two
	policy larder.Policy

	// yield unlinks the entry that is to leave a shard, for a cache that shares the
	// limits: see Evict.
	yield func(s *shard, now int64) (c Credit, report func(), ok bool)
}

// group is what caches share that keep to the same limits, together: usually one.
type group struct {
	entries, weight budget

	// As in Bound.
	shards []*shard // of all
	heavy  bool     // the weight is limited
	tuner  *tuner   // nil unless the policy is adaptive
}

// Settings say what is limited, and how.
type Settings struct {
	Capacity  int   // entries; 0: no limit
	MaxWeight int64 // 0: no limit
	Weighs    bool  // entries have weights
	Policy    larder.Policy
	Shards    int // a power of two; 0: as many as are good for the capacity

	// Expiry returns the deadline of an entry: what is past it leaves first, when it
	// is looked at. nil: nothing expires.
	Expiry func(*Mark) int64
}

const (
	// leastShard is how many entries a shard has at least, lest shards that differ
	// in what they are asked for cost hits. usualShards are enough for the locks;
	// there are more where one of those has more than largeShard entries, whose
	// counts would take long to halve.
	leastShard  = 512
	usualShards = 16
	largeShard  = 1 << 14
	mostShards  = 256

	aged = 1024 // entries have their age known, or some more
)

// New returns the bound of an empty cache. At least one limit is positive.
func New(o Settings) *Bound {
	b := &Bound{group: &group{heavy: o.MaxWeight > 0}, policy: o.Policy}
	b.group.entries.limit.Store(limitOf(int64(o.Capacity)))
	b.group.weight.limit.Store(limitOf(o.MaxWeight))
	for b.ages = 1; b.ages < 64 && (o.Capacity == 0 || o.Capacity/int(2*b.ages) >= aged); b.ages *= 2 {
	}
	b.deal(o.shards(), o.Weighs, o.Expiry)
	if o.Policy == larder.PolicyAdaptive {
		b.group.tuner = newTuner()
		b.group.retune()
	}
	return b
}

// deal gives the bound so many empty shards.
func (b *Bound) deal(n int, weighs bool, expiry func(*Mark) int64) {
	b.shards = make([]*shard, n)
	b.shift = uint(64 - bits.Len(uint(n-1)))
	for i := range b.shards {
		s := &shard{owner: b, born: make(map[id]int64), nodes: newNodes(weighs, b.group.heavy, expiry)}
		s.order = newOrder(b.policy, &s.nodes)
		b.shards[i] = s
	}
	b.group.shards = append(b.group.shards, b.shards...)
}

func limitOf(n int64) int64 {
	if n == 0 {
		return unlimited
	}
	return n
}

// shards returns how many to make. Of a limit by weight alone nobody knows how many
// entries it means; and one entry of all expires soonest.
func (o Settings) shards() int {
	if o.Shards > 0 {
		return o.Shards
	}
	if o.Policy == larder.PolicySoonestExpiry {
		return 1
	}
	n := 1
	for n < usualShards && o.Capacity/(2*n) >= leastShard || n < mostShards && o.Capacity/(2*n) >= largeShard {
		n *= 2
	}
	return n
}

// mix makes each bit of a hash depend on all others: a key's shard, its fingerprint
// and whether it is sampled are pieces of one number.
func mix(hash uint64) uint64 {
	hash ^= hash >> 32
	hash *= 0xd6e8feb86659fd93
	hash ^= hash >> 32
	hash *= 0xd6e8feb86659fd93
	return hash ^ hash>>32
}

func (b *Bound) shard(h uint64) *shard { return b.shards[h>>b.shift&uint64(len(b.shards)-1)] }

// Ages reports whether it is wanted when the entry of a key with that hash was set.
func (b *Bound) Ages(hash uint64) bool { return uint32(mix(hash)>>32)&(b.ages-1) == 0 }

// Entries returns how many are taken in, and whether that is known of this cache alone.
// It is never above the limit, but while that is being lowered.
func (b *Bound) Entries() (n int64, alone bool) {
	return b.group.entries.taken.Load(), len(b.group.shards) == len(b.shards)
}

// Weight returns the sum of the weights of the entries; operations in progress may
// have it off. What is too large for the type is the largest number.
func (b *Bound) Weight() (sum int64) {
	for _, s := range b.shards {
		sum += s.weight.Load()
	}
	if sum < 0 { // only where it is not limited: weights that add up to more than there are numbers
		return unlimited
	}
	return sum
}

// Leaving are the entries that an operation has to unlink.
type Leaving struct {
	// Reports are of what other caches that share the limits have unlinked.
	Reports []func()

	first Leaver // mostly there is one, which this keeps from being allocated
	n     int
	more  []Leaver
	rest  Credit
}

func (l *Leaving) add(v Leaver) {
	if l.n++; l.n == 1 {
		l.first = v
	} else {
		l.more = append(l.more, v)
	}
}

// Any reports whether there is anything to unlink or to report.
func (l *Leaving) Any() bool { return l.n > 0 || len(l.Reports) > 0 }

// Len returns how many entries there are to unlink.
func (l *Leaving) Len() int { return l.n }

// At returns entry i in [0, Len()).
func (l *Leaving) At(i int) Leaver {
	if i == 0 {
		return l.first
	}
	return l.more[i-1]
}

// keeping returns what has to leave, with what is owed less than nothing, which is
// kept until that has been unlinked.
func (l Leaving) keeping(owed Credit) Leaving {
	l.rest = Credit{}.minus(owed)
	return l
}

// Settle is called after the entries have been unlinked: only now may others take
// their room.
func (b *Bound) Settle(l Leaving) { b.group.give(l.rest) }

// Remove is called after an entry was unlinked for any other reason. If it has not been
// admitted yet, it will not be.
func (b *Bound) Remove(m *Mark, hash uint64) {
	h := mix(hash)
	b.group.give(b.remove(m, b.shard(h)))
	if t := b.group.tuner; t != nil {
		t.forget(uint32(h))
	}
}

func (b *Bound) remove(m *Mark, s *shard) (c Credit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed || m.node == gone:
	case m.node == 0:
		m.node = gone
	default:
		c = s.removeLocked(m.node)
	}
	return c
}

// Close forgets all entries, and takes in no more.
func (b *Bound) Close() {
	for _, s := range b.shards {
		b.group.give(s.close())
	}
}
