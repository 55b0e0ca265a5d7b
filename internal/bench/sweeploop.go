package bench

import (
	"time"

	"github.com/larder-go/larder"
)

// expiryLoop is what the loop beside expiring entries does: it overwrites
// bystanders or, where the entries are not all there at first, sets one after the
// other, and perhaps looks up what it has set lately.
type expiryLoop[K comparable] struct {
	*expiry[K]
	calls histogram // of Set

	next       int // how many entries it has set
	key        int
	ttl        time.Duration
	get, found bool
	dead       bool // the entry was past its deadline before the Get
	value      []byte
	gets, hits uint64
	sets       uint64
}

func (l *expiryLoop[K]) prepare(time.Duration) {
	l.get = false
	switch {
	case l.kind.Filled:
		l.key = l.kind.Entries + l.random.IntN(len(l.stored)-l.kind.Entries)
		l.ttl = larder.NoExpiry
	case l.next > 0 && l.random.Float64() < l.kind.Reads:
		l.get = true
		l.key = (l.next - 1 - l.random.IntN(l.lately())) % l.kind.Entries
		l.dead = l.ledger.dead(l.key, l.now())
		return
	default:
		l.key, l.ttl = l.next%l.kind.Entries, larder.DefaultTTL
		l.next++
	}
	l.ledger.begin(l.key)
}

// lately returns how many of the entries set last are looked up: those of two
// lives, so that about half of them have expired.
func (l *expiryLoop[K]) lately() int {
	sets := float64(l.rate) * (1 - l.kind.Reads) * l.kind.Scale.Seconds()
	return max(1, min(int(2*sets), l.next, l.kind.Entries))
}

// once does one operation that is not timed.
func (l *expiryLoop[K]) once() error {
	l.prepare(0)
	if err := l.do(); err != nil {
		return err
	}
	return l.settle(0)
}

func (l *expiryLoop[K]) do() error {
	if l.get {
		l.value, l.found = l.cache.Get(l.read[l.key])
		return nil
	}
	if err := l.cache.Set(l.stored[l.key], l.values[l.key], l.ttl); err != nil {
		return failedSet(l.stored[l.key], err)
	}
	return nil
}

func (l *expiryLoop[K]) settle(took time.Duration) error {
	if !l.get {
		l.sets++
		l.calls.record(took)
		l.ledger.end(l.key, l.deadline(l.ttl))
		return nil
	}
	l.gets++
	if l.dead {
		l.judge(l.key, l.found)
	}
	if !l.found {
		return nil
	}
	l.hits++
	if !tells(l.value, uint32(l.key)) {
		return wrongValue("Get", l.read[l.key], l.value)
	}
	return nil
}
