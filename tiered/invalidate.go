package tiered

import (
	"context"
	"errors"
	"fmt"

	"github.com/larder-go/larder/internal/inside"
	"github.com/larder-go/larder/loader"
)

// Delete removes the value of key from both tiers and from the memory of all nodes, whether
// it is there or not. When it has returned nil, no value that was loaded before, here or
// elsewhere, is served by this node, nor by the others once the message has reached
// them: see docs/coherence.md for the bound where it does not.
//
// Where the remote does not answer, or cannot be told, it is done here, and the error
// wraps ErrPending.
func (c *Cache[V]) Delete(ctx context.Context, key string) error {
	return c.DeleteMany(ctx, []string{key})
}

// DeleteMany is Delete for each of keys, in one round trip for each server. It goes on after
// an error, and returns all of them joined.
func (c *Cache[V]) DeleteMany(ctx context.Context, keys []string) error {
	return c.invalidate(ctx, keys, Removed)
}

// Expire ends the time for which the value of key is fresh, in both tiers and on all nodes:
// it is loaded when it is asked for next, and served if that fails, as far as
// Options.StaleIfError allows. Its error is as with Delete.
func (c *Cache[V]) Expire(ctx context.Context, key string) error {
	return c.invalidate(ctx, []string{key}, Expired)
}

func (c *Cache[V]) invalidate(ctx context.Context, keys []string, kind Kind) error {
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	var errs []error
	valid := keys[:0:0]
	for _, key := range keys {
		if err := c.checkKey(key); err != nil {
			errs = append(errs, err)
			continue
		}
		c.counts.deletes.Add(1)
		c.emit(Event{Kind: eventOf(kind), Key: key})
		valid = append(valid, key)
	}
	for _, err := range c.sendInvalidations(ctx, valid, kind, c.now()) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%w: %w", ErrPending, err))
		}
	}
	return errors.Join(errs...)
}

// sendInvalidations invalidates keys in the remote, then here, and tells the other nodes.
// It comes first in the remote, so that what is looked up there after it is done here is not
// the old value any more. What does not get there is put on the backlog. Errors are in the places
// of their keys.
func (c *Cache[V]) sendInvalidations(ctx context.Context, keys []string, kind Kind, meant int64) []error {
	errs := make([]error, len(keys))
	all := make([]Invalidation, len(keys))
	message := messageOf(kind)
	for i, key := range keys {
		all[i] = Invalidation{Key: key, Kind: kind, Announce: c.announcement(message, key)}
	}
	ctx = context.WithoutCancel(ctx) // as in send
	for i, out := range c.remote.Invalidate(ctx, all) {
		key := keys[i]
		if errs[i] = out.Err; out.Err != nil {
			c.postpone(key, out.Err, &pending{kind: kind, at: meant})
			c.drop(key, kind, unsent(kind))
			continue
		}
		c.backlog.done(key, meant)
		c.drop(key, kind, out.Version)
		c.announce(ctx, message, key, out.Version)
	}
	return errs
}

func unsent(kind Kind) uint64 {
	if kind == Expired {
		return expiring
	}
	return everything
}

// drop does in memory what an invalidation with this number asks for.
func (c *Cache[V]) drop(key string, kind Kind, number uint64) {
	if kind == Removed {
		c.learn(key, number)
		return
	}
	c.notes.begin(key)
	c.notes.say(key, number)
	e, ok := c.l1.Look(key, inside.Key{})
	switch {
	case !ok || c.o.StaleIfError == 0:
		c.l1.Delete(key) // for a load in progress, too
	case e.version < number || e.version == 0:
		c.expireLocal(key, e, number)
	}
	c.notes.end(key)
}

// expireLocal makes a fallback of a value in memory. Where it was invalidated since it was looked
// up, it is removed: then the note says more.
func (c *Cache[V]) expireLocal(key string, e Entry[V], number uint64) {
	now := c.now()
	e.version, e.trust, e.local, e.fresh = number, 0, now, min(e.fresh, now)
	if number == expiring {
		e.version = 0
	}
	e.limit = min(e.limit, after(now, c.o.StaleIfError))
	if err := c.l1.Put(key, loader.Loaded[Entry[V]]{Value: e, TTL: 1}); err != nil || c.notes.highest(key) > number {
		c.l1.Delete(key)
	}
}

// InvalidateTag removes all values with that tag from both tiers and all nodes, as Delete does
// for one key, and at the same price for any number of them. Its error is as with Delete.
func (c *Cache[V]) InvalidateTag(ctx context.Context, tag string) error {
	if err := errors.Join(c.mayWrite(ctx), c.checkTag(tag)); err != nil {
		return err
	}
	c.counts.tagInvalidations.Add(1)
	c.emit(Event{Kind: EventTagInvalidated, Key: tag})
	err := c.sendTag(ctx, tag)
	if err != nil {
		c.backlog.addTag(tag)
	}
	c.dropTag(tag)
	return pendingError(err)
}

// dropTag does in memory what an invalidation of a tag asks for. What is being written meanwhile
// is taken out again, too: it cannot be told whether it was written before.
func (c *Cache[V]) dropTag(tag string) {
	c.backlog.invalidated(tag)
	c.notes.sayAll(everything)
	c.l1.InvalidateTag(tag)
}

func (c *Cache[V]) sendTag(ctx context.Context, tag string) error {
	ctx = context.WithoutCancel(ctx) // as in send
	out := c.remote.InvalidateTag(ctx, tag, c.announcement(messageTag, tag))
	if out.Err == nil {
		c.announce(ctx, messageTag, tag, out.Version)
	}
	return out.Err
}

// Clear removes everything from both tiers and all nodes, as Delete does for one key. Of
// the remote that is what it holds under its name. Its error is as with Delete.
func (c *Cache[V]) Clear(ctx context.Context) error {
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	c.counts.clears.Add(1)
	c.emit(Event{Kind: EventCleared})
	meant, added := c.now(), c.backlog.added()
	err := c.sendAll(ctx, Removed)
	c.backlog.cleared(meant, added)
	if err != nil {
		c.backlog.addAll(Removed)
	}
	c.clearLocal()
	return pendingError(err)
}

func (c *Cache[V]) sendAll(ctx context.Context, kind Kind) error {
	message := messageClear
	if kind == Expired {
		message = messageDistrust
	}
	ctx = context.WithoutCancel(ctx) // as in send
	out := c.remote.InvalidateAll(ctx, kind, c.announcement(message))
	if out.Err == nil {
		c.announce(ctx, message, "", out.Version)
	}
	return out.Err
}

// ClearLocal removes everything from this node's memory, and from nowhere else.
func (c *Cache[V]) ClearLocal() { c.clearLocal() }

// clearLocal empties memory. What is being written meanwhile is taken out again, too: it
// cannot be told whether it was written before.
func (c *Cache[V]) clearLocal() {
	c.notes.sayAll(everything)
	c.l1.Clear()
}

func pendingError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrPending, err)
}
