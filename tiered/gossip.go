package tiered

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/breaker"
	"github.com/larder-go/larder/internal/gaps"
)

// Multiples of Options.Heartbeat: how long a message may be on its way while later ones are
// there, how long a node is remembered that says nothing, and how long it may take
// until this node hears itself.
const (
	patienceBeats = 1
	forgetBeats   = 600
	darkBeats     = 3
)

// gossip is a cache's part in the talk of the nodes: it tells the others what has changed, and
// takes note of what they tell; and where something may have been missed, it begins another
// term of trust.
type gossip[V any] struct {
	c       *Cache[V]
	node    nodeID // never changes
	breaker *breaker.Breaker
	stop    func() // ends the subscription; never changes

	sequence atomic.Uint64 // of the last message

	mu        sync.Mutex
	finder    *gaps.Finder[nodeID] // guarded by mu
	connected bool                 // guarded by mu
	heard     time.Time            // of this node's own voice; guarded by mu
}

func newGossip[V any](c *Cache[V]) *gossip[V] {
	beat := c.o.Heartbeat
	g := &gossip[V]{c: c, finder: gaps.New[nodeID](patienceBeats*beat, forgetBeats*beat), heard: time.Now()}
	_, _ = rand.Read(g.node[:]) // it never fails
	g.breaker = c.newBreaker(c.o.Backplane.Name())
	c.gossip = g // before any message comes
	g.stop = c.o.Backplane.Subscribe(g)
	c.tasks.Go(g.beat)
	return g
}

// announcement is the message of a change for a remote that publishes it; nil for one that
// does not. Where it is not published in the end, its sequence number is missing, and
// the others distrust what they have: that is safe.
func (c *Cache[V]) announcement(kind message, text ...string) []byte {
	if !c.announces || c.gossip == nil {
		return nil
	}
	c.counts.sent.Add(1)
	m := told{node: c.gossip.node, sequence: c.gossip.sequence.Add(1), kind: kind}
	if len(text) > 0 {
		m.text = text[0]
	}
	return m.head()
}

// announce tells the other nodes of a change that the remote has made, unless it has told
// them.
func (c *Cache[V]) announce(ctx context.Context, kind message, text string, number uint64) {
	g := c.gossip
	if g == nil {
		return
	}
	c.emit(Event{Kind: EventSent, Key: text})
	if c.announces {
		return
	}
	c.counts.sent.Add(1)
	g.publish(ctx, &told{node: g.node, sequence: g.sequence.Add(1), kind: kind, text: text, number: number})
}

// publish sends a message. One that is not sent is missed by the others, who will know by its
// number.
func (g *gossip[V]) publish(ctx context.Context, m *told) {
	call, allowed := g.breaker.Allow()
	if !allowed {
		g.c.counts.unsent.Add(1)
		return
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), g.c.o.RemoteTimeout)
	defer cancel()
	err := g.c.o.Backplane.Publish(within, m.whole())
	if err != nil {
		g.c.counts.unsent.Add(1)
		g.c.emit(Event{Kind: EventBackplaneError, Err: err})
	}
	g.breaker.Done(call, err != nil)
}

// Message takes note of one.
func (g *gossip[V]) Message(b []byte) {
	m, err := parseMessage(b)
	if err != nil {
		g.c.counts.malformed.Add(1)
		g.c.log.warn("a message of the backplane is not one of larder's, and is ignored", "bytes", len(b))
		return
	}
	if g.note(&m) {
		g.c.counts.received.Add(1)
		g.c.emit(Event{Kind: EventReceived, Key: m.text})
		g.apply(&m)
	}
}

// note takes note of a message's number, and reports whether it asks for something. One that
// was given up, or that seems to have come before, does so all the same: a number is taken before
// the change is made, and one that is slow may be made, and told, when another that came
// after it has been given up for. To do it twice does no harm.
func (g *gossip[V]) note(m *told) bool {
	now := time.Now()
	g.mu.Lock()
	if m.node == g.node {
		g.heard = now
		g.mu.Unlock()
		return false
	}
	var fresh, lost bool
	if m.kind == messageAlive {
		lost = g.finder.Told(m.node, m.sequence, now)
	} else {
		fresh, lost = g.finder.Heard(m.node, m.sequence, now)
	}
	g.mu.Unlock()
	if lost {
		g.c.distrust("messages of another node were lost")
	}
	if m.kind == messageAlive {
		return false
	}
	if !fresh {
		g.c.counts.repeated.Add(1)
	}
	return true
}

// apply does what a message of another node asks for.
func (g *gossip[V]) apply(m *told) {
	switch m.kind {
	case messageSet:
		g.c.learn(m.text, m.number)
	case messageDelete:
		g.c.drop(m.text, Removed, m.number)
	case messageExpire:
		g.c.drop(m.text, Expired, m.number)
	case messageTag:
		g.c.dropTag(m.text)
	case messageClear:
		g.c.dropAll()
	case messageDistrust:
		g.c.distrust("everything that the remote holds has expired")
	default: // of a later release
		g.c.distrust("another node has sent a message of a kind that is not known here")
	}
}

// Connected begins another term: what was said before has not been heard.
func (g *gossip[V]) Connected() {
	g.mu.Lock()
	g.connected, g.heard = true, time.Now()
	g.mu.Unlock()
	g.c.distrust("the backplane is connected anew")
}

// Disconnected has every beat begin another term, until it is connected again.
func (g *gossip[V]) Disconnected(err error) {
	g.mu.Lock()
	g.connected = false
	g.mu.Unlock()
	g.c.emit(Event{Kind: EventBackplaneError, Err: err})
	g.c.log.warn("the backplane is not connected", "error", err)
}

// beat tells the other nodes how many messages there were, and looks for what is missing,
// until Close.
func (g *gossip[V]) beat() {
	ticker := time.NewTicker(g.c.o.Heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-g.c.ctx.Done():
			return
		case <-ticker.C:
		}
		g.publish(g.c.ctx, &told{node: g.node, sequence: g.sequence.Load(), kind: messageAlive})
		if why := g.missing(); why != "" && !g.c.remoteDown() {
			g.c.distrust(why)
		}
	}
}

// missing returns why messages may be missing; "" if they are not.
func (g *gossip[V]) missing() (why string) {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.finder.Overdue(now):
		return "messages of another node are overdue"
	case !g.connected:
		return "the backplane is not connected"
	case now.Sub(g.heard) > darkBeats*g.c.o.Heartbeat:
		return "this node does not hear itself on the backplane"
	}
	return ""
}

// distrust begins another term of trust.
func (c *Cache[V]) distrust(why string) {
	c.trust.Add(1)
	c.counts.terms.Add(1)
	c.emit(Event{Kind: EventDistrust, State: why})
	c.log.info("what memory holds is asked about anew", "because", why)
}

// dropAll does in memory what a Clear of another node asks for. What is pending here stays: a
// change that was meant before the Clear does not outlive it, and one that was meant after it, and
// before the message came, must not be lost.
func (c *Cache[V]) dropAll() { c.clearLocal() }
