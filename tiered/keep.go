package tiered

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/envelope"
	"github.com/larder-go/larder/loader"
)

// keep gives what was loaded to memory and, under a lease, to the remote. It returns the keys
// whose leases are not used up.
func (f *find[V]) keep(keys []string, token string, values map[string]origin[V], cost time.Duration) (open []string) {
	var fillings []Filling
	background := true
	for _, key := range keys {
		o := values[key]
		err := f.settled(key, &o)
		if err == nil {
			f.found[key] = f.fresh(key, &o.Loaded)
		} else {
			f.fail(key, err)
			f.saveFallback(key, err)
		}
		absent := errors.Is(err, larder.ErrNotFound)
		_, had := f.fallbacks[key] // which the remote is to forget where there is no value any more
		if token == "" || o.NoRemote || err != nil && !(absent && (had || f.c.o.NegativeTTL > 0)) {
			open = append(open, key)
			continue
		}
		filling, err := f.c.filling(key, &o.Loaded, absent, cost, f.found[key].Value)
		if err != nil {
			f.c.unfit(key, err)
			open = append(open, key)
			continue
		}
		background = background && o.Background
		fillings = append(fillings, filling)
	}
	if len(fillings) == 0 {
		return open
	}
	if background {
		f.c.fillLater(token, fillings)
		return open
	}
	return append(open, f.filled(fillings, f.c.remote.Fill(f.ctx, token, fillings))...)
}

// filled takes note of what became of fillings, and returns the keys of those that failed. One that
// was refused was invalidated while it was loaded: who waits gets the value, and nobody else does.
func (f *find[V]) filled(fillings []Filling, outcomes []Outcome) (failed []string) {
	for i, out := range outcomes {
		key := fillings[i].Key
		switch l := f.found[key]; {
		case out.Err != nil:
			f.c.unfit(key, out.Err)
			failed = append(failed, key)
		case out.Refused:
			f.c.counts.discarded.Add(1)
			f.c.l1.Delete(key) // raises the fence of this very load
		case l.Err == nil:
			l.Value.version = out.Version
			f.found[key] = l
		}
	}
	return failed
}

// fillLater is a Fill in the background.
func (c *Cache[V]) fillLater(token string, fillings []Filling) {
	c.background(func() {
		for i, out := range c.remote.Fill(c.ctx, token, fillings) {
			switch {
			case out.Err != nil:
				c.unfit(fillings[i].Key, out.Err)
			case out.Refused: // it was invalidated before the remote had it: memory may have it since
				c.counts.discarded.Add(1)
				c.l1.Delete(fillings[i].Key)
			}
		}
	})
}

// unfit counts a value that the remote did not take. Its caller has it all the same.
func (c *Cache[V]) unfit(key string, err error) {
	var limit *LimitError
	if errors.As(err, &limit) {
		c.counts.tooLarge.Add(1)
	}
	c.emit(Event{Kind: EventRemoteError, Key: key, Err: err})
}

// fresh is what memory is given for a value that was loaded, or set, just now.
func (f *find[V]) fresh(key string, l *Loaded[V]) loader.Loaded[Entry[V]] {
	l.TTL = f.c.lifetime(l)
	kept := f.c.kept(l, f.trust)
	if l.NoLocal {
		f.c.l1.Delete(key) // raises the fence of this very load
	}
	return kept
}

// kept is what memory is given for a value whose lifetime has been found.
func (c *Cache[V]) kept(l *Loaded[V], trust uint64) loader.Loaded[Entry[V]] {
	now := c.now()
	e := Entry[V]{value: l.Value, trust: trust, fresh: after(now, l.TTL)}
	e.limit = after(e.fresh, c.o.StaleIfError)
	served := sum(l.TTL, c.o.StaleWhileRevalidate)
	if l.LocalTTL > 0 {
		served = min(served, l.LocalTTL)
	}
	due := l.TTL
	if r := c.refreshAt(l); r > 0 {
		due = r
	}
	kept := c.local(e, now, served, due, l.Tags)
	kept.Weight, kept.Pin = l.Weight, l.Pin
	return kept
}

// lifetime returns for how long a value is fresh, in both tiers.
func (c *Cache[V]) lifetime(l *Loaded[V]) time.Duration {
	ttl, jitter := orDefault(l.TTL, c.o.TTL), orDefault(l.Jitter, c.o.Jitter)
	if ttl == larder.NoExpiry || jitter == 0 {
		return ttl
	}
	return max(ttl-time.Duration(rand.Float64()*jitter*float64(ttl)), 1)
}

// refreshAt returns the age at which a value is due, 0 if not before its end.
func (c *Cache[V]) refreshAt(l *Loaded[V]) time.Duration {
	switch {
	case l.RefreshAfter >= l.TTL || l.TTL == larder.NoExpiry:
		return 0
	case l.RefreshAfter > 0:
		return l.RefreshAfter
	}
	return time.Duration(c.o.RefreshAfter * float64(l.TTL))
}

// longestFallback is for how long the remote keeps a value after it was fresh, at most: it
// has to be less than without end, so that what remains of a value tells its age.
const longestFallback = 365 * 24 * time.Hour

// shortestAbsence is for how long the remote remembers that there is no value any more where
// Options.NegativeTTL does not ask for it.
const shortestAbsence = time.Millisecond

// filling makes the payload of a value, or of its absence. l.TTL has been found.
func (c *Cache[V]) filling(key string, l *Loaded[V], absent bool, cost time.Duration, e Entry[V]) (Filling, error) {
	p := envelope.Payload{Key: key, Schema: c.o.Codec.ID(), Absent: absent, Fresh: l.TTL, Cost: max(cost, 0)}
	if absent {
		p.Fresh = c.lifetime(&Loaded[V]{TTL: max(c.o.NegativeTTL, shortestAbsence), Jitter: c.o.Jitter})
	} else {
		p.Tags, p.Refresh = l.Tags, c.refreshAt(l)
		if p.Fresh != larder.NoExpiry {
			p.Keep = min(max(c.o.StaleIfError, c.o.StaleWhileRevalidate), longestFallback)
		}
		var err error
		if p.Value, err = c.encode(e.value); err != nil {
			return Filling{}, err
		}
	}
	if len(p.Value) > c.o.MaxPayload {
		return Filling{}, &LimitError{What: "payload", Size: len(p.Value), Limit: c.o.MaxPayload}
	}
	payload, err := envelope.Append(make([]byte, 0, len(p.Value)+len(key)+128), &p)
	if err != nil {
		return Filling{}, fmt.Errorf("tiered: %w", err)
	}
	if limit := c.remote.Limits().Payload; limit > 0 && len(payload) > limit {
		return Filling{}, &LimitError{What: "payload of the remote", Size: len(payload), Limit: limit}
	}
	return Filling{Key: key, Payload: payload, Tags: p.Tags, Keep: sum(p.Fresh, p.Keep)}, nil
}

// encode and decode call the codec, which is the user's: what panics there is an error.
func (c *Cache[V]) encode(v V) (b []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("tiered: codec %s: it panicked: %v", c.o.Codec.ID(), p)
		}
	}()
	if b, err = c.o.Codec.Append(nil, v); err != nil {
		err = fmt.Errorf("tiered: codec %s: %w", c.o.Codec.ID(), err)
	}
	return b, err
}

func (c *Cache[V]) decode(b []byte) (v V, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("tiered: codec %s: it panicked: %v", c.o.Codec.ID(), p)
		}
	}()
	if v, err = c.o.Codec.Decode(b); err != nil {
		err = fmt.Errorf("tiered: codec %s: %w", c.o.Codec.ID(), err)
	}
	return v, err
}

// saveFallback serves what the remote still had of a key that could not be loaded, where
// memory has nothing.
func (f *find[V]) saveFallback(key string, err error) {
	fb, ok := f.fallbacks[key]
	if !ok || !f.c.serves(err) || errors.Is(err, context.Canceled) {
		return
	}
	f.c.counts.fallbacks.Add(1)
	f.found[key] = f.throttled(key, fb)
}
