package redis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/tiered"
)

// listener is one subscription.
type listener struct {
	backplane *Backplane
	receiver  tiered.Receiver
	ended     chan struct{} // closed when run has returned

	mu      sync.Mutex
	pubsub  *goredis.PubSub // the one of now, or nil; guarded by mu
	stopped bool            // guarded by mu
}

// interrupt ends a read that is waiting, and keeps others from beginning.
func (l *listener) interrupt() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
	if l.pubsub != nil {
		_ = l.pubsub.Close() // it is being given up: nothing depends on it
	}
}

// run connects, again and again.
func (l *listener) run(ctx context.Context) {
	defer close(l.ended)
	backoff := firstBackoff
	for ctx.Err() == nil {
		connected, err := l.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		l.receiver.Disconnected(failure(ctx, err))
		if connected {
			backoff = firstBackoff
		}
		timer := time.NewTimer(backoff/2 + rand.N(backoff))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		backoff = min(2*backoff, lastBackoff)
	}
}

// errLost means that messages may have been lost though go-redis has repaired it.
var errLost = errors.New("the connection was lost, and made again")

// listen lives as long as one connection. go-redis would make another, and subscribe
// again, without telling anybody that messages were lost: so the first error ends it.
func (l *listener) listen(ctx context.Context) (connected bool, err error) {
	b := l.backplane
	pubsub := b.client.Subscribe(ctx) // connects to nothing yet
	if !l.use(pubsub) {
		return false, ctx.Err()
	}
	defer func() { _ = l.drop(pubsub) }() // closed twice after interrupt, which is no harm
	subscribe := pubsub.Subscribe
	if b.sharded {
		subscribe = pubsub.SSubscribe
	}
	if err := calmly(func() error { return subscribe(ctx, b.channel) }); err != nil {
		return false, err
	}
	for asked := true; ; { // whether the subscription, or a ping, waits for its answer
		var got any
		err := calmly(func() (err error) {
			got, err = pubsub.ReceiveTimeout(ctx, listenFor)
			return err
		})
		var network net.Error
		switch {
		case errors.As(err, &network) && network.Timeout() && !asked && ctx.Err() == nil:
			if err := pubsub.Ping(ctx); err != nil {
				return connected, err
			}
			asked = true
			continue
		case err != nil:
			return connected, err
		}
		asked = false
		switch m := got.(type) {
		case *goredis.Subscription:
			if connected || m.Kind != "subscribe" && m.Kind != "ssubscribe" {
				return connected, fmt.Errorf("%w (%s)", errLost, m.Kind)
			}
			connected = true
			l.receiver.Connected()
		case *goredis.Message:
			if connected && m.Channel == b.channel {
				l.receiver.Message([]byte(m.Payload))
			}
		}
	}
}

// use makes pubsub the one that interrupt closes, unless that was called before.
func (l *listener) use(pubsub *goredis.PubSub) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		_ = pubsub.Close() // it has no connection
		return false
	}
	l.pubsub = pubsub
	return true
}

func (l *listener) drop(pubsub *goredis.PubSub) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pubsub = nil
	return pubsub.Close()
}
