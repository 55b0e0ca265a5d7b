package redis

import (
	"context"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/tiered"
)

const (
	listenFor    = 2 * time.Second // without a message until a ping is sent, and for its answer
	firstBackoff = 50 * time.Millisecond
	lastBackoff  = 2 * time.Second
)

// Backplane is a tiered.Backplane over a channel of Redis. It is safe for concurrent use.
type Backplane struct {
	client  goredis.UniversalClient
	channel string
	sharded bool
	name    string
}

var _ tiered.Backplane = (*Backplane)(nil)

// NewBackplane returns a Backplane over a client, which stays the caller's to close, after
// all subscriptions are stopped. It does not connect. Of o only Namespace and
// ShardedPubSub matter. The error is as that of [NewRemote].
func NewBackplane(client goredis.UniversalClient, o Options) (*Backplane, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	addrs, _, err := checkClient(client)
	if err != nil {
		return nil, err
	}
	return &Backplane{
		client:  client,
		channel: channelOf(o.Namespace),
		sharded: o.ShardedPubSub,
		name:    "redis backplane " + o.Namespace + " at " + strings.Join(addrs, ","),
	}, nil
}

// Name says which namespace of which servers it is.
func (b *Backplane) Name() string { return b.name }

// Publish sends a message to all that are subscribed at this moment. The error is as
// those of a Remote.
func (b *Backplane) Publish(ctx context.Context, message []byte) error {
	publish := b.client.Publish
	if b.sharded {
		publish = b.client.SPublish
	}
	if err := publish(ctx, b.channel, message).Err(); err != nil {
		return failure(ctx, err)
	}
	return nil
}

// Subscribe hands messages to r, on one goroutine with one connection, until stop is
// called. While r is busy nothing is read: the server keeps what comes, and cuts the
// connection when it is too much (client-output-buffer-limit pubsub), which is a
// Disconnected as any other. A connection that is silent for two seconds is tried with a
// ping, and given up after two more. stop ends a wait for messages at once, and a wait for
// a server that is being connected to after the client's DialTimeout and ReadTimeout.
func (b *Backplane) Subscribe(r tiered.Receiver) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	l := &listener{backplane: b, receiver: r, ended: make(chan struct{})}
	go l.run(ctx)
	return func() {
		cancel()
		l.interrupt()
		<-l.ended
	}
}
