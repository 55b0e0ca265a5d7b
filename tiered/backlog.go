package tiered

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// backlog is what could not be sent to the remote: the newest change of each key, and tags.
// What is sent again says how long ago it was meant to happen, so that it changes nothing
// where something newer has come. Where there is more than it holds, all of it becomes one
// change: that everything has expired.
type backlog struct {
	most int           // never changes
	wake chan struct{} // has an element where there is something to do

	mu   sync.Mutex
	keys map[string]*pending // guarded by mu; a pending never changes
	tags map[string]uint64   // guarded by mu; each with the number of its last addition
	all  Kind                // of what concerns everything; guarded by mu
	adds uint64              // how often something was added; guarded by mu

	// allAdded is the number of the addition of what concerns everything, 0 where nothing
	// does. Guarded by mu.
	allAdded uint64
}

// pending is one change of a key that is to be sent.
type pending struct {
	payload []byte // of a write; nil: an invalidation
	tags    []string
	keep    time.Duration
	kind    Kind  // of an invalidation
	at      int64 // when it was meant to happen, by Cache.now
}

func newBacklog(most int) *backlog {
	return &backlog{most: most, wake: make(chan struct{}, 1), keys: make(map[string]*pending), tags: make(map[string]uint64)}
}

// retry has what is pending sent soon.
func (b *backlog) retry() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// add takes a change of a key, unless a newer one is there.
func (b *backlog) add(key string, p *pending) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if old := b.keys[key]; old != nil && old.at > p.at {
		return
	}
	b.keys[key] = p
	b.addedLocked()
}

func (b *backlog) addTag(tag string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tags[tag] = b.adds + 1
	b.addedLocked()
}

func (b *backlog) addAll(kind Kind) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addAllLocked(kind)
}

func (b *backlog) addAllLocked(kind Kind) {
	if b.allAdded == 0 || kind == Removed {
		b.all = kind
	}
	b.adds++
	b.allAdded = b.adds
}

func (b *backlog) addedLocked() {
	b.adds++
	if len(b.keys)+len(b.tags) > b.most {
		clear(b.keys)
		clear(b.tags)
		b.addAllLocked(Expired)
	}
}

// done forgets a change of a key that was meant before another, which has been made.
func (b *backlog) done(key string, meant int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.keys[key]; p != nil && p.at <= meant {
		delete(b.keys, key)
	}
}

// added returns the number of the last addition.
func (b *backlog) added() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.adds
}

// cleared forgets what was meant before everything was removed: keys by that time, tags by the
// number of the last addition before.
func (b *backlog) cleared(meant int64, added uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.DeleteFunc(b.keys, func(_ string, p *pending) bool { return p.at < meant })
	maps.DeleteFunc(b.tags, func(_ string, n uint64) bool { return n <= added })
}

// invalidated makes removals of writes with a tag that is invalidated.
func (b *backlog) invalidated(tag string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for key, p := range b.keys {
		if slices.Contains(p.tags, tag) {
			b.keys[key] = &pending{kind: Removed, at: p.at}
		}
	}
}

// of returns what is pending for a key.
func (b *backlog) of(key string) (p *pending, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok = b.keys[key]
	return p, ok
}

// covers reports whether what the remote holds with these tags is pending to be invalidated.
func (b *backlog) covers(tags []string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.allAdded > 0 {
		return true
	}
	for _, tag := range tags {
		if _, ok := b.tags[tag]; ok {
			return true
		}
	}
	return false
}

// len returns the number of changes.
func (b *backlog) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.keys) + len(b.tags)
	if b.allAdded > 0 {
		n++
	}
	return n
}

// batch returns some of the changes of keys.
func (b *backlog) batch(most int) map[string]*pending {
	b.mu.Lock()
	defer b.mu.Unlock()
	some := make(map[string]*pending, min(most, len(b.keys)))
	for key, p := range b.keys {
		if len(some) == most {
			break
		}
		some[key] = p
	}
	return some
}

// general returns the tags, and what concerns everything, each with its number.
func (b *backlog) general() (tags map[string]uint64, all Kind, allAdded uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	tags = make(map[string]uint64, len(b.tags))
	for tag, added := range b.tags {
		tags[tag] = added
	}
	return tags, b.all, b.allAdded
}

// sent forgets a change of a key, unless another has come since.
func (b *backlog) sent(key string, p *pending) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.keys[key] == p {
		delete(b.keys, key)
	}
}

func (b *backlog) sentTag(tag string, added uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tags[tag] == added {
		delete(b.tags, tag)
	}
}

func (b *backlog) sentAll(added uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.allAdded == added {
		b.allAdded = 0
	}
}
