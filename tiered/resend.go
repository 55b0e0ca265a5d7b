package tiered

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// resendEvery is how often what is pending is tried again where nothing else says that
// the remote is back, resendLongest where the remote answers and refuses again and again;
// resendBatch is how many keys are sent at a time.
const (
	resendEvery   = time.Second
	resendLongest = 30 * time.Second
	resendBatch   = 100
)

// resend sends what is on the backlog, until Close.
func (c *Cache[V]) resend() {
	wait := resendEvery
	for {
		timer := time.NewTimer(wait)
		select {
		case <-c.ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-c.backlog.wake:
			timer.Stop()
			wait = resendEvery
		}
		switch {
		case c.backlog.len() == 0:
			wait = resendEvery
		case c.drain(c.ctx) == nil:
			wait = resendEvery
		case !c.remoteDown(): // it answers, and does not take this: each try costs the other nodes some trust
			wait = min(2*wait, resendLongest)
		}
	}
}

// drain sends all that is pending, and returns the first error: what fails does not hold up the
// rest, unless the remote is down. What concerns everything comes first; writes that are pending
// with it are lost to it.
func (c *Cache[V]) drain(ctx context.Context) error {
	tags, all, allAdded := c.backlog.general()
	if allAdded > 0 {
		if err := c.sendAll(ctx, all); err != nil {
			return err
		}
		c.backlog.sentAll(allAdded)
		c.counts.resent.Add(1)
	}
	var first error
	for tag, added := range tags {
		if err := c.sendTag(ctx, tag); err != nil {
			if first = orDefault(first, err); c.remoteDown() {
				return first
			}
			continue
		}
		c.backlog.sentTag(tag, added)
		c.counts.resent.Add(1)
	}
	for {
		some := c.backlog.batch(resendBatch)
		if len(some) == 0 {
			return first
		}
		if err := c.drainKeys(ctx, some); err != nil {
			return orDefault(first, err)
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
