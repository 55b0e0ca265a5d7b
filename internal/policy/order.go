package policy

import "github.com/larder-go/larder"

// order is how a shard keeps its entries, those that are not pinned. Methods are
// called with the shard's lock.
type order interface {
	// insert takes in an entry that has just come, and expires at deadline.
	insert(i id, deadline int64)
	// reenter takes in an entry again that was removed for a while.
	reenter(i id, deadline int64)
	// renew is told that an entry has another deadline, and whether that is since
	// its value was replaced.
	renew(i id, deadline int64, hit bool)
	// reweigh changes the weight of an entry.
	reweigh(i id, weight int64)
	// remove lets go of an entry.
	remove(i id)
	// evict lets go of the entry that is to leave, and returns it; 0 if there is
	// none. The entry that has just come takes up size.
	evict(size int64) id
	// entries returns how many there are.
	entries() int
}

// newOrder returns the order of a policy. For PolicyAdaptive it is steered later.
func newOrder(p larder.Policy, a *nodes) order {
	if p == larder.PolicySoonestExpiry {
		return newSoonest(a)
	}
	mode := map[larder.Policy]*Mode{
		larder.PolicyAdaptive: modes[0],
		larder.PolicyTinyLFU:  &tinyLFU,
		larder.PolicyS3FIFO:   &s3FIFO,
		larder.PolicyLRU:      &lru,
	}[p]
	return newQueues(a, mode)
}
