package loader

import (
	"context"
	"fmt"

	"github.com/larder-go/larder"
)

// Close refuses everything new with larder.ErrClosed, and waits until the loads in
// progress have returned and who waited for them has their values. When ctx ends
// first, their contexts are cancelled, who waits gets larder.ErrClosed, and Close
// returns an error that says how many are still running and wraps ctx.Err: a load
// function that ignores its context goes on. Then the cache below is closed, and all
// subscriptions end. Statistics stay readable. Further calls wait in the same way.
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
		c.events.close()
	})
	if running > 0 {
		return fmt.Errorf("loader: closed while %d loads were running: %w", running, ctx.Err())
	}
	return err
}
