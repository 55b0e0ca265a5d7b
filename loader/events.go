package loader

import (
	"runtime"

	"github.com/larder-go/larder/internal/events"
)

// Subscribe calls handle for every event from now on, one after the other, on a
// goroutine of its own. At most queue events wait for it; 0 or less means 256. What comes
// while so many wait is dropped and counted in Stats.EventsDropped: the cache never
// waits for a handler. A panic of handle crashes the program, as on any goroutine. A nil
// handle panics at once.
//
// The function returned ends the subscription; when it returns, handle is not
// running and will not be called again. handle must not call it. Close ends all
// subscriptions after what was queued has been handled; who drops the cache without
// Close, and without a handle that refers to it, loses what is queued.
//
// While somebody has subscribed, a hit costs some tens of nanoseconds more.
func (c *Cache[K, V]) Subscribe(queue int, handle func(Event[K])) (unsubscribe func()) {
	if handle == nil {
		panic("loader: Subscribe: nil handler")
	}
	s := c.events.Add(queue, handle)
	if s == nil { // closed
		return func() {}
	}
	// For a cache that is dropped without Close.
	dropped := runtime.AddCleanup(c, func(s *events.Subscriber[Event[K]]) { s.End() }, s)
	return func() {
		dropped.Stop()
		c.events.Remove(s)
	}
}
