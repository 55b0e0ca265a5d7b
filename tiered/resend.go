package tiered

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// resendEvery is how often what is pending is tried again where nothing else says that
// the remote is back; resendBatch is how many keys are sent at a time.
const (
	resendEvery = time.Second
	resendBatch = 100
)

// resend sends what is on the backlog, until Close.
func (c *Cache[V]) resend() {
	ticker := time.NewTicker(resendEvery)
	defer ticker.Stop()
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ticker.C:
		case <-c.backlog.wake:
		}
		if c.backlog.len() > 0 {
			_ = c.drain(c.ctx) // what is left is tried again
		}
	}
}

// drain sends all that is pending, and stops at the first error. What concerns everything comes
// first: writes that were meant after it would be lost to it.
func (c *Cache[V]) drain(ctx context.Context) error {
	tags, all, allAdded := c.backlog.general()
	if allAdded > 0 {
		if err := c.sendAll(ctx, all); err != nil {
			return err
		}
		c.backlog.sentAll(allAdded)
		c.counts.resent.Add(1)
	}
	for tag, added := range tags {
		if err := c.sendTag(ctx, tag); err != nil {
			return err
		}
		c.backlog.sentTag(tag, added)
		c.counts.resent.Add(1)
	}
	for {
		some := c.backlog.batch(resendBatch)
		if len(some) == 0 {
			return nil
		}
		if err := c.drainKeys(ctx, some); err != nil {
			return err
		}
	}
}

// drainKeys sends some changes of keys.
func (c *Cache[V]) drainKeys(ctx context.Context, some map[string]*pending) error {
	var (
		writings      []Writing
		invalidations []Invalidation
		now           = c.now()
	)
	for key, p := range some {
		age := max(time.Duration(now-p.at), 1)
		switch {
		case age > c.o.BacklogAge: // the remote may have forgotten what came since
			invalidations = append(invalidations, Invalidation{Key: key, Announce: c.announcement(messageDelete, key)})
		case p.payload == nil:
			invalidations = append(invalidations, Invalidation{Key: key, Kind: p.kind, Age: age, Announce: c.announcement(messageOf(p.kind), key)})
		default:
			left := p.keep
			if left != larder.NoExpiry {
				left = max(left-age, time.Millisecond)
			}
			writings = append(writings, Writing{
				Filling: Filling{Key: key, Payload: p.payload, Tags: p.tags, Keep: left},
				Age:     age, Announce: c.announcement(messageSet, key),
			})
		}
	}
	var first error
	settle := func(key string, m message, out Outcome) {
		if out.Err != nil {
			first = orDefault(first, fmt.Errorf("tiered: %d changes are still to be sent: %w", c.backlog.len(), out.Err))
			return
		}
		c.backlog.sent(key, some[key])
		c.counts.resent.Add(1)
		if c.learn(key, out.Version); !out.Outdated {
			c.announce(ctx, m, key, out.Version)
		}
	}
	for i, out := range c.remote.Write(ctx, writings) {
		settle(writings[i].Key, messageSet, out)
	}
	for i, out := range c.remote.Invalidate(ctx, invalidations) {
		settle(invalidations[i].Key, messageOf(invalidations[i].Kind), out)
	}
	return first
}
