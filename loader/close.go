package loader

import (
	"context"
	"errors"
	"fmt"

	"github.com/larder-go/larder"
)

// Close refuses everything new with larder.ErrClosed, and waits until the loads in
// progress have returned and who waited for them has their values. When ctx ends
// first, their contexts are cancelled, who waits gets larder.ErrClosed, and Close
// returns an error that says how many are still running and wraps ctx.Err: a load
// function that ignores its context goes on. Then the cache below is closed, and all
// subscriptions end. Statistics stay readable. Further calls wait in the same way. So
// give it a context that ends: with context.Background it waits for as long as a load
// function ignores its own.
//
// A load function, or a handler of events, must not call it.
func (c *Cache[K, V]) Close(ctx context.Context) error {
	if ctx == nil {
		return ErrNilContext
	}
	running := c.flights.Close(ctx, larder.ErrClosed)
	var err error
	c.closing.Do(func() {
		if c.time.beats != nil {
			c.time.beats.Stop()
		}
		err = c.cache.Close()
		c.verdicts.Close()
		if handlers := c.events.Close(ctx); handlers > 0 {
			err = fmt.Errorf("loader: closed while handlers of events were running (%d): %w", handlers, ctx.Err())
		}
	})
	if running > 0 {
		err = errors.Join(fmt.Errorf("loader: closed while loads were running (%d): %w", running, ctx.Err()), err)
	}
	return err
}
