package tiered

import (
	"errors"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/envelope"
	"github.com/larder-go/larder/loader"
)

// fallback is a value of the remote's that is not fresh any more.
type fallback[V any] struct {
	entry Entry[V]
	tags  []string
}

// judge decides about a record of the remote's, and reports whether the key is found by
// it. A payload that is not what it should be is no value, and is counted.
func (f *find[V]) judge(key string, rec Record) (found bool) {
	c := f.c
	delete(f.early, key) // of an earlier look
	delete(f.fallbacks, key)
	if rec.Payload == nil {
		return false
	}
	p, err := envelope.Decode(rec.Payload, key, c.o.Codec.ID())
	if err != nil {
		c.refuse(key, err)
		return false
	}
	if c.backlog.covers(p.Tags) {
		return false
	}
	now := c.now()
	left := rec.Remains // until it is no longer fresh: below 0 after that
	if rec.Remains != larder.NoExpiry || p.Keep == larder.NoExpiry {
		left -= p.Keep
	}
	if p.Absent {
		if left > 0 && !rec.Expired {
			f.fail(key, larder.ErrNotFound)
			return true
		}
		return false
	}
	e, err := f.entry(key, rec, &p)
	if err != nil {
		c.refuse(key, err)
		return false
	}
	e.fresh = after(now, left)
	e.limit = after(e.fresh, c.o.StaleIfError)
	served := sum(max(left, 0), c.o.StaleWhileRevalidate)
	if left <= 0 {
		served = c.o.StaleWhileRevalidate + left
	}
	if rec.Expired || served <= 0 {
		if rec.Expired {
			e.fresh = min(e.fresh, now-int64(rec.Overdue))
			e.limit = min(e.limit, after(e.fresh, c.o.StaleIfError))
		}
		if e.limit > now {
			f.fallbacks[key] = fallback[V]{e, p.Tags}
		}
		return false
	}
	due := f.due(&p, left)
	if due == 0 && f.isEarly(key, e.version, now) {
		f.early[key] = true
		f.fallbacks[key] = fallback[V]{e, p.Tags}
		return false
	}
	f.found[key] = c.local(e, now, served, due, p.Tags)
	return true
}

// entry makes the entry of a record. Where memory has the very same value it is taken
// from there.
func (f *find[V]) entry(key string, rec Record, p *envelope.Payload) (Entry[V], error) {
	e := Entry[V]{version: rec.Version, trust: f.trust}
	if old, ok := f.previous[key]; ok && old.version == rec.Version && rec.Version > 0 {
		e.value = old.value
		return e, nil
	}
	var err error
	e.value, err = f.c.decode(p.Value)
	return e, err
}

// due returns after how long a value is to be loaded anew: 0 if now, larder.NoExpiry if
// not before its end.
func (f *find[V]) due(p *envelope.Payload, left time.Duration) time.Duration {
	switch {
	case left <= 0:
		return 0
	case p.Refresh == 0 || p.Fresh == larder.NoExpiry:
		return larder.NoExpiry
	}
	return max(p.Refresh-(p.Fresh-left), 0)
}

// isEarly reports whether a value that is due is to be loaded now: memory has it, has seen
// that it is due, and serves it while this is going on in the background.
func (f *find[V]) isEarly(key string, version uint64, now int64) bool {
	old, ok := f.previous[key]
	return ok && old.version == version && old.trust == f.trust && now < old.local
}

// local is what memory is given for an entry that may be served for a time, and that is to be
// loaded anew after due.
func (c *Cache[V]) local(e Entry[V], now int64, served, due time.Duration, tags []string) loader.Loaded[Entry[V]] {
	ttl := max(min(served, c.o.MaxStaleness), 1)
	e.local = after(now, ttl)
	l := loader.Loaded[Entry[V]]{Value: e, TTL: ttl, Tags: tags}
	if due < ttl {
		l.RefreshAfter = max(due, 1)
	}
	return l
}

// refuse counts a payload that is not what it should be.
func (c *Cache[V]) refuse(key string, err error) {
	kind := &c.counts.corrupt
	switch {
	case errors.Is(err, envelope.ErrForeign):
		kind = &c.counts.foreign
	case errors.Is(err, envelope.ErrFormat):
		kind = &c.counts.otherFormat
	}
	kind.Add(1)
	c.log.warn("a payload is not what it should be, and counts as a miss", "error", err)
	c.emit(Event{Kind: EventPayloadRefused, Key: key, Err: err})
}
