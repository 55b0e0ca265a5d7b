package tiered

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/larder-go/larder"
)

// Options configure New. L1 is needed; all else may be left zero.
type Options[V any] struct {
	// Options are those of memory. TTL is for how long a value is fresh, in both tiers;
	// Jitter shortens it, once for both. Sliding must be 0. Clock is asked for ages; the
	// timeouts of calls are those of the system's clock.
	larder.Options[string, V]

	// L1 makes the cache in memory: Over[V](cow.New), say.
	L1 Backend[V]

	// Remote is the second tier. nil means a Memory of its own, for tests and for programs
	// that have no server yet. The cache does not close it: several may share it.
	Remote Remote

	// Backplane carries invalidations to the other nodes. nil means none: then other
	// nodes serve what was invalidated for up to MaxStaleness. Where Remote is nil, too, it
	// is the same Memory.
	Backplane Backplane

	// Codec turns values into bytes. nil means JSON.
	Codec Codec[V]

	// Name is that of the cache in the log. "" means "larder".
	Name string

	// Node is the name of this process in the log. "" means a random one.
	Node string

	// Load loads one key from the origin, for Get, GetMany and Warm. nil means LoadMany
	// for that key alone.
	Load Func[V]

	// LoadMany loads many keys. nil means Load for each of them.
	LoadMany BulkFunc[V]

	// MaxStaleness is for how long memory serves a value without asking the remote
	// whether it is still right: the longest that a lost invalidation can go unnoticed. 0
	// means 30 seconds. See docs/coherence.md for all bounds.
	MaxStaleness time.Duration

	Freshness  // windows and timeouts of values and loads
	Resilience // what is done where the remote, or the backplane, fails

	// NoLock has each node load a key that is missing everywhere, instead of one of them.
	NoLock bool

	// Clone copies a value before it is given to a caller, so that the caller may
	// change it; see Reading.Shared. nil means that callers share one, and must not.
	Clone func(V) V

	// MaxKey is the longest key, in bytes; 0 means 1,024. MaxPayload is the largest value, as
	// bytes, in the remote; 0 means 1 MiB. What is larger is a *LimitError.
	MaxKey, MaxPayload int

	// Removals has EventEvicted and EventExpired emitted, which makes Clear of memory O(n).
	Removals bool

	// Logger is told of changes for the worse and the better: a breaker that opens or
	// closes, messages that were lost, payloads that are not what they should be (one line a
	// second at most). nil means nobody.
	Logger *slog.Logger
}

// Freshness says in which states a value is served; see the package comment.
type Freshness struct {
	// RefreshAfter is the fraction of its TTL, in (0, 1), after which a value that is asked
	// for is loaded anew in the background, by one node. 0 means not before its end.
	RefreshAfter float64

	// StaleWhileRevalidate is for how long after its TTL a value is served while it is
	// loaded in the background.
	StaleWhileRevalidate time.Duration

	// StaleIfError is for how long after its TTL a value is kept, in both tiers, and served
	// where loading it fails or takes longer than SoftTimeout.
	StaleIfError time.Duration

	// RetryAfter is for how long after a failed load no other one is tried while a value can
	// be served instead. 0 means a second.
	RetryAfter time.Duration

	// SoftTimeout is for how long a caller waits, for the remote and the load together, where
	// there is a value that StaleIfError allows to be served. The load goes on, and its
	// result is kept. 0 means as long as it takes.
	SoftTimeout time.Duration

	// HardTimeout is for how long a caller waits where there is none, until it gets
	// loader.ErrTimeout. The load goes on. 0 means as long as it takes.
	HardTimeout time.Duration

	// LoadTimeout is how long finding a value may take in all: in the remote, waiting for
	// another node, and from the origin. 0 means 30 seconds, larder.NoExpiry no limit.
	LoadTimeout time.Duration

	// Detached has a load go on when the last caller has left, and keeps its result.
	Detached bool

	// NegativeTTL is for how long it is remembered, in both tiers, that a load returned
	// larder.ErrNotFound; 0 means not at all. Memory remembers it for MaxStaleness at most.
	NegativeTTL time.Duration

	// ErrorTTL is for how long any other error is remembered in memory; 0 means not at all.
	// Each further failure doubles it, up to ErrorTTLMax; 0 there means 32 times ErrorTTL.
	ErrorTTL, ErrorTTLMax time.Duration

	// NegativeCapacity is the largest number of keys that memory remembers to be missing, or
	// to have failed. 0 means 10,000.
	NegativeCapacity int

	// MaxLoads is the largest number of load functions that run at a time; others wait. 0
	// means no limit. MaxWaiters is the largest number of callers that wait for one key.
	MaxLoads, MaxWaiters int
}

// Resilience says what is done where the remote, or the backplane, fails. The zero value
// is what suits most.
type Resilience struct {
	// RemoteTimeout bounds each call of the remote and of the backplane. 0 means a second.
	RemoteTimeout time.Duration

	// RemoteSoftTimeout bounds reading the remote where memory has a value that may be
	// served if all else fails. 0 means RemoteTimeout.
	RemoteSoftTimeout time.Duration

	// OnRemoteDown says what becomes of a key that memory does not have while the remote
	// does not answer.
	OnRemoteDown RemoteDown

	// MaxLoadsDown is the largest number of load functions that run at a time while the remote
	// does not answer, so that the origin is not overrun by what the remote kept from it. 0
	// means 16, a negative number no limit but MaxLoads.
	MaxLoadsDown int

	// BreakerFailures is after how many failures in a row, timeouts among them, the remote, a
	// shard of it or the backplane is left alone for BreakerOpenFor; then one call finds out
	// whether it is back. 0 means 5 and 2 seconds; a negative number never.
	BreakerFailures int
	BreakerOpenFor  time.Duration // see BreakerFailures

	// LeaseTTL is after how long another node takes over where one that loads has died. It is
	// prolonged while the load goes on. 0 means 5 seconds.
	LeaseTTL time.Duration

	// LockWait is for how long a node waits for another that loads the key, until it loads it
	// itself. 0 means 10 seconds.
	LockWait time.Duration

	// Heartbeat is how often a node tells the others that it is there, and so the time in
	// which lost messages are noticed, give or take two of it. 0 means a second.
	Heartbeat time.Duration

	// Backlog is the largest number of keys and tags for which a change is remembered that
	// could not be sent. Where it is exceeded, all that the remote holds is marked as expired
	// when it is back, in their stead. 0 means 10,000.
	Backlog int

	// BacklogAge is how old a change may become until it is sent as a removal, whatever it
	// was. It must be less than the time for which the remote remembers numbers. 0 means a
	// minute.
	BacklogAge time.Duration
}

// RemoteDown says what becomes of a key that memory does not have while the remote does
// not answer.
type RemoteDown uint8

// The values of Options.OnRemoteDown.
const (
	LoadThrough RemoteDown = iota // it is loaded from the origin, with MaxLoadsDown
	StaleOnly                     // an old value is served as far as StaleIfError allows, else ErrRemoteDown
	FailFast                      // ErrRemoteDown, whatever old value there is
)

var remoteDownNames = [...]string{"load-through", "stale-only", "fail-fast"}

// String returns the name, such as "load-through".
func (d RemoteDown) String() string {
	if int(d) < len(remoteDownNames) {
		return remoteDownNames[d]
	}
	return "unknown"
}

const (
	defaultName          = "larder"
	defaultMaxStaleness  = 30 * time.Second
	defaultRemoteTimeout = time.Second
	defaultLoadsDown     = 16
	defaultFailures      = 5
	defaultOpenFor       = 2 * time.Second
	defaultLeaseTTL      = 5 * time.Second
	defaultLockWait      = 10 * time.Second
	defaultLoadTimeout   = 30 * time.Second
	defaultRetryAfter    = time.Second
	defaultHeartbeat     = time.Second
	defaultBacklog       = 10_000
	defaultBacklogAge    = time.Minute
	defaultMaxKey        = 1 << 10
	defaultMaxPayload    = 1 << 20
)

// Validate returns an *larder.OptionError for the first field that makes no sense. New
// calls it, and loader.Options.Validate for what they have in common.
func (o Options[V]) Validate() error {
	switch {
	case o.L1 == nil:
		return optionError("L1", "it is needed: tiered.Over[V](cow.New), say")
	case o.Sliding != 0:
		return optionError("Sliding", "%v: a hit in memory cannot prolong what the remote holds", o.Sliding)
	case int(o.OnRemoteDown) >= len(remoteDownNames):
		return optionError("OnRemoteDown", "%d is unknown", o.OnRemoteDown)
	case o.RefreshAfter != 0 && !(o.RefreshAfter > 0 && o.RefreshAfter < 1): // written so that NaN fails
		return optionError("RefreshAfter", "%v is not in (0, 1)", o.RefreshAfter)
	case o.Codec != nil && (len(o.Codec.ID()) == 0 || len(o.Codec.ID()) > 255):
		return optionError("Codec", "its ID %.40q is not of 1 to 255 bytes", o.Codec.ID())
	case len(o.Name) > 64:
		return optionError("Name", "it has %d bytes, and 64 are the most", len(o.Name))
	case o.LeaseTTL > 0 && o.LeaseTTL < time.Millisecond:
		return optionError("LeaseTTL", "%v is shorter than a millisecond", o.LeaseTTL)
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{
		{"MaxStaleness", o.MaxStaleness}, {"StaleWhileRevalidate", o.StaleWhileRevalidate}, {"StaleIfError", o.StaleIfError},
		{"RemoteTimeout", o.RemoteTimeout}, {"RemoteSoftTimeout", o.RemoteSoftTimeout}, {"BreakerOpenFor", o.BreakerOpenFor},
		{"LeaseTTL", o.LeaseTTL}, {"LockWait", o.LockWait}, {"Heartbeat", o.Heartbeat}, {"BacklogAge", o.BacklogAge},
	} {
		if d.value < 0 {
			return optionError(d.field, "%v is negative", d.value)
		}
	}
	for _, n := range []struct {
		field string
		value int
	}{{"MaxLoads", o.MaxLoads}, {"Backlog", o.Backlog}, {"MaxKey", o.MaxKey}, {"MaxPayload", o.MaxPayload}} {
		if n.value < 0 {
			return optionError(n.field, "%d is negative", n.value)
		}
	}
	if o.MaxWeight > 0 && o.Weigh == nil { // then a value weighs 1, as in package loader
		o.Weigh = func(string, V) int64 { return 1 }
	}
	return o.Options.Validate()
}

func optionError(field, format string, args ...any) error {
	return &larder.OptionError{Field: field, Reason: fmt.Sprintf(format, args...)}
}
