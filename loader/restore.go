package loader

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/flight"
	"github.com/larder-go/larder/snapshot"
)

// restore stores a saved entry, unless something is there, or has been.
//
// A Delete of the key, to name one, does not get lost:
//
//  1. Delete: notes the key in written
//  2. Delete: raises the fence of the key's call, if there is one
//  3. Delete: deletes the value
//
// restore makes a call of its own, then looks at written, then stores the value if
// the fence is down. If it looks after 1, it sees the key. If before, its call was
// there at 2, and its value is not stored, or removed at 3.
func (c *Cache[K, V]) restore(e snapshot.Entry[K, V], ttl time.Duration, written *written[K]) (stored bool, err error) {
	switch {
	case ttl < 0:
		return false, nil
	case e.Key != e.Key: // it holds a NaN
		return false, larder.ErrKey
	case c.flights.Closed():
		return false, larder.ErrClosed
	case c.o.Sliding > 0 && ttl == larder.NoExpiry:
		ttl = larder.DefaultTTL // Entries does not know it
	}
	call := c.flights.Start(flight.Ask(context.Background()), e.Key)
	if call == nil {
		return false, nil // it is being loaded
	}
	defer call.Run.Cancel(context.Canceled)
	defer c.flights.Settle(call, outcome[V]{err: errBusy}, true) // who has joined meanwhile looks again
	if written.has(e.Key) {
		return false, nil
	}
	if ttl == larder.DefaultTTL {
		ttl = c.lifetime(ttl)
	}
	it, keep := c.item(&Loaded[V]{Value: e.Value}, ttl, 0, c.tags.number.Load()) // jitter was applied before it was saved
	defer c.time.wake(it.attend)
	return c.write.SetIf(e.Key, it, keep, &call.Fence, func(_ Item[V], live bool) bool { return !live })
}

// warmings are the calls of WarmFrom in progress, and what was written meanwhile.
type warmings[K comparable] struct {
	active atomic.Int32 // calls; while it is 0, writes note nothing

	mu  sync.Mutex
	all map[*written[K]]struct{} // guarded by mu
}

// written is what was written since a call of WarmFrom began.
type written[K comparable] struct {
	mu         sync.Mutex
	everything bool           // guarded by mu: Clear was called
	keys       map[K]struct{} // guarded by mu
}

func (ws *warmings[K]) begin() *written[K] {
	w := &written[K]{keys: make(map[K]struct{})}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.all == nil {
		ws.all = make(map[*written[K]]struct{})
	}
	ws.all[w] = struct{}{}
	ws.active.Add(1)
	return w
}

func (ws *warmings[K]) end(w *written[K]) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	delete(ws.all, w)
	ws.active.Add(-1)
}

// note is called before key is written, and noteAll before all keys are.
func (ws *warmings[K]) note(key K) {
	if ws.active.Load() > 0 {
		ws.each(func(w *written[K]) { w.keys[key] = struct{}{} })
	}
}

func (ws *warmings[K]) noteAll() {
	if ws.active.Load() > 0 {
		ws.each(func(w *written[K]) { w.everything = true })
	}
}

func (ws *warmings[K]) each(do func(*written[K])) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for w := range ws.all {
		w.mu.Lock()
		do(w)
		w.mu.Unlock()
	}
}

func (w *written[K]) has(key K) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ok := w.keys[key]
	return ok || w.everything
}
