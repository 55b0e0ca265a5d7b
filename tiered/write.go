package tiered

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/inside"
	"github.com/larder-go/larder/loader"
)

// Set stores value under key in both tiers, to be fresh for ttl, which may be
// larder.DefaultTTL or larder.NoExpiry, and has the other nodes drop theirs. When it has
// returned, this node serves it or a newer one, and no load that began before replaces it.
//
// Where the remote does not answer it returns nil all the same: memory has the value, and
// the remote gets it when it is back, unless a newer one came there. What is too large for
// the remote, or cannot be encoded, is an error, and so is a key that cannot be used; then
// nothing has changed. larder.ErrClosed is returned after Close.
func (c *Cache[V]) Set(ctx context.Context, key string, value V, ttl time.Duration) error {
	return c.Put(ctx, key, Loaded[V]{Value: value, TTL: ttl})
}

// Put is Set with all that can be said about a value.
func (c *Cache[V]) Put(ctx context.Context, key string, l Loaded[V]) error {
	return c.putMany(ctx, map[string]Loaded[V]{key: l})
}

// SetMany is Set for each of values, in one round trip for each server. It goes on after
// an error, and returns all of them joined.
func (c *Cache[V]) SetMany(ctx context.Context, values map[string]V, ttl time.Duration) error {
	all := make(map[string]Loaded[V], len(values))
	for key, v := range values {
		all[key] = Loaded[V]{Value: v, TTL: ttl}
	}
	return c.putMany(ctx, all)
}

func (c *Cache[V]) putMany(ctx context.Context, values map[string]Loaded[V]) error {
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	var (
		errs       []error
		now, later []Writing
		written    = make(map[string]*Loaded[V], len(values))
		meant      = c.now()
		trust      = c.trust.Load() // before the remote is changed: a message about a later change may be lost
	)
	put := func(key string, version uint64) {
		errs = append(errs, c.putLocal(key, version, trust, written[key]))
	}
	for key, l := range values {
		w, err := c.writing(key, &l)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		written[key] = &l
		c.notes.begin(key)
		c.counts.sets.Add(1)
		c.emit(Event{Kind: EventSet, Key: key})
		switch {
		case l.NoRemote:
			put(key, 0)
		case l.Background:
			put(key, 0)
			later = append(later, w)
		default:
			now = append(now, w)
		}
	}
	for i, out := range c.send(ctx, now, meant) {
		put(now[i].Key, out.Version)
	}
	for key := range written {
		c.notes.end(key)
	}
	if len(later) > 0 {
		c.background(func() {
			for i, out := range c.send(c.ctx, later, meant) {
				if out.Err == nil { // memory may have lost it, and found an older one in the remote
					c.learn(later[i].Key, out.Version)
				}
			}
		})
	}
	return errors.Join(errs...)
}

// mayWrite returns why nothing can be written, if it cannot.
func (c *Cache[V]) mayWrite(ctx context.Context) error {
	switch {
	case ctx == nil:
		return loader.ErrNilContext
	case c.closed.Load():
		return larder.ErrClosed
	}
	return ctx.Err()
}

// writing makes what the remote is given for a value, and finds its lifetime.
func (c *Cache[V]) writing(key string, l *Loaded[V]) (Writing, error) {
	if l.NotModified {
		return Writing{}, loader.ErrNotModified
	}
	if err := errors.Join(c.checkKey(key), l.validate(), c.checkTags(l.Tags)); err != nil {
		return Writing{}, err
	}
	l.TTL = c.lifetime(l)
	if l.NoRemote {
		return Writing{}, nil
	}
	f, err := c.filling(key, l, false, 0, Entry[V]{value: l.Value})
	return Writing{Filling: f}, err
}

// send gives values to the remote and tells the other nodes. What does not get there is
// put on the backlog, with the time when it was meant to happen.
func (c *Cache[V]) send(ctx context.Context, writings []Writing, meant int64) []Outcome {
	if len(writings) == 0 {
		return nil
	}
	for i := range writings {
		writings[i].Announce = c.announcement(messageSet, writings[i].Key)
	}
	ctx = context.WithoutCancel(ctx) // a change that was begun is not given up: nobody would know whether it was made
	outcomes := c.remote.Write(ctx, writings)
	for i, out := range outcomes {
		w := &writings[i]
		if out.Err != nil {
			c.postpone(w.Key, out.Err, &pending{payload: w.Payload, tags: w.Tags, keep: w.Keep, at: meant})
			continue
		}
		if out.Outdated {
			c.learn(w.Key, out.Version)
			continue
		}
		c.backlog.done(w.Key, meant)
		c.notes.say(w.Key, out.Version)
		c.announce(ctx, messageSet, w.Key, out.Version)
	}
	return outcomes
}

// putLocal puts a value that has been given to the remote, where it got a number, into
// memory; unless, by now, something newer is known.
func (c *Cache[V]) putLocal(key string, version, trust uint64, l *Loaded[V]) error {
	if l.NoLocal {
		c.l1.Delete(key)
		return nil
	}
	kept := c.kept(l, trust)
	kept.Value.version = version
	if err := c.l1.Put(key, kept); err != nil && !errors.Is(err, larder.ErrTooLarge) {
		return err
	}
	if version > 0 && c.notes.highest(key) > version {
		c.l1.Delete(key)
	}
	return nil
}

// learn takes note of a change of key that was made here, or there: what is older leaves
// memory, and no load that may have brought it is kept.
func (c *Cache[V]) learn(key string, number uint64) {
	c.notes.say(key, number)
	if e, ok := c.l1.Look(key, inside.Key{}); ok && e.version >= number && e.version > 0 {
		return
	}
	c.l1.Delete(key)
}

// postpone puts a change on the backlog.
func (c *Cache[V]) postpone(key string, err error, p *pending) {
	var limit *LimitError
	if errors.As(err, &limit) {
		c.unfit(key, err) // it will never fit, but what is there has to go
		p.payload, p.keep, p.tags = nil, 0, nil
	}
	c.counts.postponed.Add(1)
	c.emit(Event{Kind: EventRemoteError, Key: key, Err: err})
	c.backlog.add(key, p)
}

// Numbers above all that a remote gives, for what it has not been told: an invalidation of
// everything up to now, and one that leaves a fallback.
const (
	everything = math.MaxUint64
	expiring   = everything - 1
)
