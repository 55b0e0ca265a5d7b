package tiered

import (
	"sort"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/breaker"
	"github.com/larder-go/larder/loader"
)

// Stats are the counts of a cache since it was made, by tier, and its state now.
type Stats struct {
	// Memory is the first tier. Its Loads are searches of the second, and of the origin where
	// need be; its StaleServes are not all: see below.
	Memory loader.Stats

	Remote    RemoteStats    // the second tier
	Backplane BackplaneStats // the messages between nodes
	Origin    OriginStats    // the load functions

	Sets             uint64 // values given to Set, Put and SetMany
	Deletes          uint64 // keys given to Delete, DeleteMany and Expire
	TagInvalidations uint64 // calls of InvalidateTag
	Clears           uint64 // calls of Clear
	StaleServes      uint64 // calls that were given a value past its TTL after they had waited
	EventsDropped    uint64 // events that a subscriber was too slow for
}

// RemoteStats are those of the second tier.
type RemoteStats struct {
	Hits   uint64 // keys that it had a fresh value of
	Misses uint64 // keys that it had none of

	Errors   uint64 // calls that failed
	Timeouts uint64 // of these, that took longer than RemoteTimeout
	Refused  uint64 // calls that were not made, since a breaker was open

	Corrupt     uint64 // payloads that were damaged, or could not be decoded
	Foreign     uint64 // payloads of another key, schema or program
	OtherFormat uint64 // payloads of another release
	TooLarge    uint64 // values that it did not take for their size

	Discarded uint64 // values that were loaded and not stored, since they had been invalidated meanwhile
	Fallbacks uint64 // old values of it that were served where the load failed
	LockWaits uint64 // times that a key was waited for that another node loads
	LockStale uint64 // old values that were served instead of that

	Postponed uint64 // changes that could not be sent at once
	Resent    uint64 // changes that were sent later
	Pending   int    // changes that are still to be sent

	Breaker string           // "closed", "open" or "half-open"; of several shards that which is worst
	Took    loader.Histogram // how long calls took, failed ones included
}

// BackplaneStats are those of the messages between nodes.
type BackplaneStats struct {
	Sent           uint64 // messages of changes
	Unsent         uint64 // messages, heartbeats among them, that could not be sent
	Received       uint64 // messages of other nodes that were heeded
	Repeated       uint64 // messages that had come before, or had been given up
	Malformed      uint64 // messages that are none
	Terms          uint64 // times that messages may have been lost
	Revalidations  uint64 // values in memory that the remote was asked about for that reason
	BreakerChanges uint64 // changes of any breaker, the remote's too
}

// OriginStats are those of the load functions.
type OriginStats struct {
	Loads       uint64           // keys that they were called for
	Errors      uint64           // of these, that failed
	NotFound    uint64           // of these, that have no value
	NotModified uint64           // of these, whose old value is still right
	Down        uint64           // of these, that the remote could not be asked about
	Took        loader.Histogram // how long they took, failed ones included; of many keys at once as one
}

// counts are what Stats are made of. All are added to by whoever it concerns.
type counts struct {
	remoteHits, remoteMisses, remoteErrors, remoteTimeouts, refused         atomic.Uint64
	corrupt, foreign, otherFormat, tooLarge                                 atomic.Uint64
	discarded, fallbacks, lockWaits, lockStale, postponed, resent           atomic.Uint64
	sent, unsent, received, repeated, malformed, terms, revalidations       atomic.Uint64
	breakerChanges, loads, loadErrors, loadsNotFound, notModified, loadDown atomic.Uint64
	sets, deletes, tagInvalidations, clears, staleServes                    atomic.Uint64

	remote, origin histogram
}

// histogram counts durations.
type histogram struct {
	counts [len(loader.Histogram{}.Counts)]atomic.Uint64
	sum    atomic.Int64
}

var bounds = loader.HistogramBounds()

func (h *histogram) add(d time.Duration) {
	h.counts[sort.Search(len(bounds), func(i int) bool { return d <= bounds[i] })].Add(1)
	h.sum.Add(int64(d))
}

func (h *histogram) value() (v loader.Histogram) {
	for i := range h.counts {
		v.Counts[i] = h.counts[i].Load()
	}
	v.Sum = time.Duration(h.sum.Load())
	return v
}

// Stats returns the counts so far. They stay readable after Close. The size of memory is
// counted as its backend does.
func (c *Cache[V]) Stats() Stats {
	n := &c.counts
	s := Stats{
		Memory: c.l1.Counts(),
		Remote: RemoteStats{
			Hits: n.remoteHits.Load(), Misses: n.remoteMisses.Load(),
			Errors: n.remoteErrors.Load(), Timeouts: n.remoteTimeouts.Load(), Refused: n.refused.Load(),
			Corrupt: n.corrupt.Load(), Foreign: n.foreign.Load(), OtherFormat: n.otherFormat.Load(), TooLarge: n.tooLarge.Load(),
			Discarded: n.discarded.Load(), Fallbacks: n.fallbacks.Load(), LockWaits: n.lockWaits.Load(), LockStale: n.lockStale.Load(),
			Postponed: n.postponed.Load(), Resent: n.resent.Load(), Pending: c.backlog.len(),
			Breaker: c.breakerState().String(), Took: n.remote.value(),
		},
		Backplane: BackplaneStats{
			Sent: n.sent.Load(), Unsent: n.unsent.Load(), Received: n.received.Load(), Repeated: n.repeated.Load(),
			Malformed: n.malformed.Load(), Terms: n.terms.Load(), Revalidations: n.revalidations.Load(), BreakerChanges: n.breakerChanges.Load(),
		},
		Origin: OriginStats{
			Loads: n.loads.Load(), Errors: n.loadErrors.Load(), NotFound: n.loadsNotFound.Load(), NotModified: n.notModified.Load(),
			Down: n.loadDown.Load(), Took: n.origin.value(),
		},
		Sets: n.sets.Load(), Deletes: n.deletes.Load(), TagInvalidations: n.tagInvalidations.Load(), Clears: n.clears.Load(),
		StaleServes: n.staleServes.Load(), EventsDropped: c.events.Dropped(),
	}
	return s
}

// breakerState returns the state of the breaker of the remote, or the worst of its shards'.
func (c *Cache[V]) breakerState() (worst breaker.State) {
	for _, f := range c.fars() {
		switch state := f.breaker.State(); {
		case state == breaker.Open:
			return state
		case state == breaker.HalfOpen:
			worst = state
		}
	}
	return worst
}
