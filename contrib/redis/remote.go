package redis

import (
	"strings"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/tiered"
)

const (
	mostLeases    = 128              // of one key at a time
	mostServers   = 1024             // whose identities are remembered
	mostTags      = 10_000           // markers of one bucket, until its floor is raised instead
	slack         = 60 * time.Second // by how far the clocks of two servers may differ
	keyLimit      = redisMaxPayload - 1<<10
	commandsAtime = 500     // of one pipeline
	bytesAtime    = 4 << 20 // of one pipeline, unless one command has more
	checkEvery    = 10 * time.Second
)

// Remote is a tiered.Remote in Redis, and a tiered.Announcer. It is safe for concurrent
// use, starts no goroutines, and has nothing to close.
type Remote struct {
	client  goredis.UniversalClient
	options Options // with defaults
	name    string
	scripts scripts

	// known is the counter of the namespace as it was read last; 0 before.
	// Any goroutine may read and set it: see since.
	known atomic.Uint64

	clock clock // of the server; safe for concurrent use

	// checkAt is when servers are asked next who they are, in nanoseconds since
	// began. Who moves it on asks.
	checkAt atomic.Int64
	began   time.Time

	told atomic.Bool // Options.Report knows that servers do not say who they are
}

var _ tiered.Announcer = (*Remote)(nil)

// NewRemote returns a Remote over a client, which stays the caller's to close. It does
// not connect. The error names the field of o that is refused, or "client", in a
// *larder.OptionError.
func NewRemote(client goredis.UniversalClient, o Options) (*Remote, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	addrs, database, err := checkClient(client)
	if err != nil {
		return nil, err
	}
	r := &Remote{
		client:  client,
		options: o.withDefaults(),
		name:    "redis remote " + o.Namespace + " at " + strings.Join(addrs, ","),
		scripts: newScripts(o, database),
		began:   time.Now(),
	}
	r.checkAt.Store(int64(checkEvery))
	return r, nil
}

// Name says which namespace of which servers it is.
func (r *Remote) Name() string { return r.name }

// Limits are what Redis takes as a key, and Options.MaxPayload.
func (r *Remote) Limits() tiered.Limits {
	return tiered.Limits{Key: keyLimit, Payload: r.options.MaxPayload}
}

// Close does nothing: the client is its owner's.
func (r *Remote) Close() error { return nil }

// Announces reports whether b is a Backplane of this package with the same client and
// namespace, and without sharded channels.
func (r *Remote) Announces(b tiered.Backplane) bool {
	other, ok := b.(*Backplane)
	return ok && other != nil && other.client == r.client && other.channel == r.channel() &&
		!other.sharded && !r.options.ShardedPubSub
}

func (r *Remote) channel() string { return channelOf(r.options.Namespace) }

func channelOf(namespace string) string { return namespace + ":m" }

// entry is the key of a hash that holds an entry.
func (r *Remote) entry(key string) string { return r.options.Namespace + ":v:" + key }

// space is the key of the hash about the namespace. Its hash tag puts it into the slot of
// the buckets.
func (r *Remote) space() string { return "{" + r.options.Namespace + "}:c" }
