package tiered

import (
	"context"
	"time"
)

// Remote is the second tier: a store outside of the process that many nodes share, such
// as Redis. It knows bytes and numbers, and neither values nor freshness.
//
// A change is made before its call returns, or, at the latest, before ctx ends: one that is
// held up for longer must not be made any more, since its caller will make it again, with
// its age, and others will have been made since.
//
// Every method takes many keys at once, answers each of them in its own place, and says
// in that place what went wrong with it: where one server of several is down, the others
// answer. Implementations are safe for concurrent use, keep no argument, return in the
// time that ctx allows, and refuse what they cannot do with a *LimitError or an error
// that wraps ErrRemoteDown if no answer came. Package tieredtest has the suite that
// an implementation must pass.
//
// # Numbers
//
// Each write and each invalidation of a key gets a number from the remote, higher than
// all before for that key; tags and the whole have theirs in the same way. Numbers of
// one key can be compared, wherever they were learnt, and clocks of nodes cannot. A remote
// that has lost its data goes on with higher ones: larder's take the server's time in
// microseconds, or the last number and one, whichever is higher.
//
// # Tokens
//
// Who is going to load a key asks for a lease first, under a token that nobody else
// uses. Every write or invalidation of the key ends all its leases, and a Fill under one
// that has ended stores nothing. So what was loaded before an invalidation cannot
// come back by it, however late. An invalidation of a tag, or of all, ends no leases: but
// what is filled under one that was given before counts as stored before.
type Remote interface {
	// Name says what and where it is, for errors and logs, without secrets.
	Name() string

	// Get returns what is there for each key that was not removed since, by its key,
	// one of its tags, or a clear: see Record. It is one round trip for keys without
	// tags.
	Get(ctx context.Context, keys []string) []Record

	// Lease asks for the right to fill keys, and, if l.Lock, to be the only one who
	// loads them. seen[i] is the Version that Get has returned for keys[i]: where another
	// is there now, LeaseChanged says to look again.
	Lease(ctx context.Context, keys []string, seen []uint64, l Leasing) []Lease

	// Extend prolongs leases, and their locks, to l.For from now. One that has ended
	// stays so, and is no error: Fill will tell.
	Extend(ctx context.Context, keys []string, l Leasing) error

	// Release ends leases without a Fill, and lets go of their locks, if they are still
	// those of the token.
	Release(ctx context.Context, keys []string, token string) error

	// Fill stores what was loaded under the leases of a token that have not ended, and ends
	// all leases of the key. The Outcome of one that has ended is Refused.
	Fill(ctx context.Context, token string, entries []Filling) []Outcome

	// Write stores values, and ends all leases of their keys.
	Write(ctx context.Context, entries []Writing) []Outcome

	// Invalidate removes keys, or marks them as expired, whether they are there or not,
	// and ends all leases of them.
	Invalidate(ctx context.Context, keys []Invalidation) []Outcome

	// InvalidateTag makes an end of all that is stored now with a tag, or is filled
	// under a lease given before. It does not take longer for many entries.
	InvalidateTag(ctx context.Context, tag string, announce []byte) Outcome

	// InvalidateAll is InvalidateTag for all that the remote holds under its name: it
	// removes it or marks it as expired.
	InvalidateAll(ctx context.Context, kind Kind, announce []byte) Outcome

	// Limits are the largest sizes it takes; 0 means none of its own.
	Limits() Limits

	// Close gives back what it has opened itself. Further calls do nothing.
	Close() error
}

// Announcer is a Remote that can publish messages in the very step that makes a change.
type Announcer interface {
	Remote

	// Announces reports whether what it publishes reaches the subscribers of b. Then, and
	// only then, it is given announcements: of each change that takes effect it
	// publishes the announcement, followed by the number of that change in decimal digits.
	Announces(b Backplane) bool
}

// Record is what a remote has for a key. The zero Record means nothing, and that
// nothing is known to have been there.
type Record struct {
	Payload []byte // what was stored; nil if there is nothing. The caller may keep it.

	// Version is the number of the last write, fill or invalidation of the key, that is
	// still known; 0 if none is.
	Version uint64

	Remains time.Duration // for how long the payload is kept from now on
	Expired bool          // it was marked as expired since it was stored: a fallback only
	Overdue time.Duration // for how long it has been marked so; 0 if it is not
	Err     error         // nothing could be learnt
}

// Leasing is how leases are asked for.
type Leasing struct {
	Token string        // 1 to 64 bytes, used for one load only
	For   time.Duration // until they end by themselves, at least a millisecond
	Lock  bool          // only if nobody else has the lock of the key
}

// LeaseState says what became of a request for a lease.
type LeaseState uint8

// The states of a Lease.
const (
	LeaseGranted LeaseState = iota // load, and Fill
	LeaseHeld                      // another has the lock: look again after a while
	LeaseChanged                   // what is there has changed since Get: look again
)

// Lease is the answer to a request for one.
type Lease struct {
	State LeaseState    // whether it was given
	Wait  time.Duration // of LeaseHeld: until the lock ends by itself
	Err   error         // nothing was granted, as far as is known
}

// Filling is a value that was loaded.
type Filling struct {
	Key     string        // of any bytes
	Payload []byte        // not kept
	Tags    []string      // what InvalidateTag finds it by; not kept
	Keep    time.Duration // for how long; larder.NoExpiry: as long as the remote can
}

// Writing is a value that is stored whatever is there.
type Writing struct {
	Filling

	// Age is how long ago the write was meant to happen, by the clock that measured it:
	// where something newer is there it is Outdated, and changes nothing. What was written
	// or invalidated is as old as when that was meant; what was filled as old as its lease,
	// since it may have been read right after that. Otherwise it counts as stored then:
	// invalidations of tags, and of all, that came since hold for it.
	Age time.Duration

	Announce []byte // see Announcer; nil: publish nothing
}

// Invalidation is a key that is to be removed, or to expire.
type Invalidation struct {
	Key      string        // of any bytes
	Kind     Kind          // what becomes of it
	Age      time.Duration // as with Writing
	Announce []byte        // see Announcer; nil: publish nothing
}

// Kind says what becomes of what is invalidated.
type Kind uint8

// The kinds of invalidation.
const (
	Removed Kind = iota // it is gone
	Expired             // it may still be served where it cannot be loaded
)

// Outcome is what became of one change.
type Outcome struct {
	// Version is the number that the change got; of one that was refused or outdated
	// the number of what was there instead.
	Version uint64

	Refused  bool  // the lease has ended; nothing has changed
	Outdated bool  // something newer is there; nothing has changed
	Err      error // whether it has changed anything is not known, unless the error is a *LimitError
}

// Limits are sizes in bytes.
type Limits struct {
	Key     int // the longest key
	Payload int // the largest payload
}
