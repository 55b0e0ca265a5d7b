package redis

import (
	"fmt"
	"regexp"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder"
)

// Options are those of a [Remote] and of a [Backplane]. Namespace is required, and for
// all other fields the zero value is the default.
type Options struct {
	// Namespace keeps the keys of one cache apart from all others: 1 to 64 of the
	// characters A-Z a-z 0-9 . _ -. It must be the same in all processes that share the cache, and
	// of no other cache in any database of the server: channels belong to all of them.
	Namespace string

	// MaxKeep is the longest time that a value is kept, whatever is asked for;
	// 0: a week.
	MaxKeep time.Duration

	// Tombstone is for how long the number of a removed key is remembered, so that a
	// write that was meant to come before it is recognised as outdated; 0: 15 minutes.
	// Of a value that was stored it is remembered while it is kept, and for a minute
	// (or Tombstone, if that is less) after it was stored.
	Tombstone time.Duration

	// MaxPayload is the largest payload in bytes that is stored, or read; 0: 64 MiB. Redis
	// itself takes up to 512 MiB.
	MaxPayload int

	// AfterRestart says what becomes of the values that are in a server which was not
	// known: after a restart, or a failover.
	AfterRestart AfterRestart

	// ShardedPubSub uses the channels of Redis 7 that stay within a shard of a cluster,
	// which spares the other shards the messages. Scripts cannot publish there: the
	// Remote announces nothing, and the cache publishes by itself.
	ShardedPubSub bool

	// Report is told, once each, of what is wrong and not an error of any call: that
	// servers do not say who they are. It returns soon; it may be called by any goroutine.
	// nil: nobody is told.
	Report func(error)
}

// AfterRestart is what becomes of what a server that was not known has stored.
type AfterRestart uint8

// The choices for Options.AfterRestart.
const (
	ExpireAll AfterRestart = iota // it counts as expired: a fallback only
	RemoveAll                     // it counts as removed
	TrustAll                      // it is served as if nothing had happened
)

const (
	defaultMaxKeep    = 7 * 24 * time.Hour
	defaultTombstone  = 15 * time.Minute
	defaultMaxPayload = 64 << 20
	redisMaxPayload   = 512 << 20
	longestKeep       = 10 * 365 * 24 * time.Hour
	rememberAtLeast   = time.Minute
)

var namespacePattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Validate returns a *larder.OptionError for the first field that no Remote or Backplane
// would take, and nil if there is none.
func (o Options) Validate() error {
	switch {
	case !namespacePattern.MatchString(o.Namespace):
		return optionError("Namespace", "%.80q is not 1 to 64 of the characters A-Z a-z 0-9 . _ -", o.Namespace)
	case o.MaxKeep < 0:
		return optionError("MaxKeep", "%v is negative", o.MaxKeep)
	case o.MaxKeep > longestKeep:
		return optionError("MaxKeep", "%v is longer than ten years", o.MaxKeep)
	case o.Tombstone < 0:
		return optionError("Tombstone", "%v is negative", o.Tombstone)
	case o.Tombstone > longestKeep:
		return optionError("Tombstone", "%v is longer than ten years", o.Tombstone)
	case o.MaxPayload < 0:
		return optionError("MaxPayload", "%d is negative", o.MaxPayload)
	case o.MaxPayload > redisMaxPayload:
		return optionError("MaxPayload", "%d is more than Redis takes, %d", o.MaxPayload, redisMaxPayload)
	case o.AfterRestart > TrustAll:
		return optionError("AfterRestart", "%d is unknown", o.AfterRestart)
	}
	return nil
}

// withDefaults puts the defaults where nothing is said.
func (o Options) withDefaults() Options {
	if o.MaxKeep == 0 {
		o.MaxKeep = defaultMaxKeep
	}
	if o.Tombstone == 0 {
		o.Tombstone = defaultTombstone
	}
	if o.MaxPayload == 0 {
		o.MaxPayload = defaultMaxPayload
	}
	if o.Report == nil {
		o.Report = func(error) {}
	}
	return o
}

// checkClient refuses clients that would break the contract: those that return later than
// a context allows, and those that move keys between servers.
func checkClient(client goredis.UniversalClient) (addrs []string, database int, err error) {
	bounded := false
	switch c := client.(type) {
	case *goredis.Client:
		if c == nil {
			return nil, 0, optionError("client", "it is nil")
		}
		o := c.Options()
		bounded, addrs, database = o.ContextTimeoutEnabled, []string{o.Addr}, o.DB
	case *goredis.ClusterClient:
		if c == nil {
			return nil, 0, optionError("client", "it is nil")
		}
		o := c.Options()
		bounded, addrs = o.ContextTimeoutEnabled, o.Addrs
	default:
		return nil, 0, optionError("client", "%T is neither a *Client nor a *ClusterClient of go-redis (for several servers: tiered.NewRing)", client)
	}
	if !bounded {
		return nil, 0, optionError("client", "it was made without ContextTimeoutEnabled, so that "+
			"no deadline bounds a call (ClientOptions, ClusterOptions and FailoverOptions set it)")
	}
	return addrs, database, nil
}

func optionError(field, format string, args ...any) error {
	return fmt.Errorf("redis: %w", &larder.OptionError{Field: field, Reason: fmt.Sprintf(format, args...)})
}
