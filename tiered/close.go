package tiered

import (
	"context"
	"errors"
	"fmt"

	"github.com/larder-go/larder/loader"
)

// Close refuses everything new with larder.ErrClosed, waits for what is under way, sends what
// is still to be sent, and ends all goroutines and subscriptions. When ctx ends first it
// goes on at once, and the error says what was given up: changes that the remote has not been
// told, loads that ignore their context. So give it a context that ends. Further calls
// return what the first did. It does not close the remote and the backplane that it
// was given.
//
// A load function, or a handler of events, must not call it.
func (c *Cache[V]) Close(ctx context.Context) error {
	if ctx == nil {
		return loader.ErrNilContext
	}
	c.closing.Do(func() { c.ended = c.close(ctx) })
	return c.ended
}

func (c *Cache[V]) close(ctx context.Context) error {
	c.taskMu.Lock()
	c.closed.Store(true)
	c.taskMu.Unlock()
	err := c.l1.Close(ctx) // loads may still fill
	var lost error
	if c.backlog.len() > 0 {
		if err := c.drain(ctx); err != nil {
			lost = fmt.Errorf("tiered: closed with %d changes that the remote has not been told, the last try ended so: %w", c.backlog.len(), err)
		}
	}
	c.stop()
	if c.gossip != nil {
		c.gossip.stop()
	}
	c.tasks.Wait() // every call of a remote ends with ctx or its timeout
	if c.own != nil {
		lost = errors.Join(lost, c.own.Close())
	}
	running := c.events.Close(ctx)
	if running > 0 {
		lost = errors.Join(lost, fmt.Errorf("tiered: closed while handlers of events were running (%d): %w", running, ctx.Err()))
	}
	return errors.Join(err, lost)
}

// background does something beside the caller, which Close waits for; at once where that has
// begun.
func (c *Cache[V]) background(do func()) {
	c.taskMu.Lock()
	if !c.closed.Load() {
		c.tasks.Go(do)
		c.taskMu.Unlock()
		return
	}
	c.taskMu.Unlock()
	do()
}
