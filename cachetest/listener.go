package cachetest

import (
	"sync/atomic"

	"github.com/larder-go/larder"
)

var listenerRules = []rule{
	{"ListenerMayCallTheCache", listenerMayCallTheCache},
	{"ListenerSeesTheRemovalDone", listenerSeesTheRemovalDone},
	{"ListenerMayClose", listenerMayClose},
}

// removals are the ways in which the value 1 of "key" leaves a cache. Where
// the cache may leave it for the next write, that write is part of the way.
var removals = []step{
	{"Delete", live, func(s *subject) { s.Delete("key") }},
	{"Set", live, func(s *subject) { _ = s.Set("key", 2, hour) }},
	{"Get and Delete of an expired entry", expire, func(s *subject) { s.Get("key"); s.Delete("key") }},
	{"Set over an expired entry", expire, func(s *subject) { _ = s.Set("key", 2, hour) }},
	{"Delete of an expired entry", expire, func(s *subject) { s.Delete("key") }},
	{"a tick", expire, func(s *subject) { s.settle() }},
	{"Clear", live, func(s *subject) {
		if c, ok := s.Cache.(larder.Clearer); ok {
			c.Clear()
		} else {
			s.Delete("key")
		}
	}},
}

// first returns a listener that calls f at its first call only, and tells
// whether it did.
func first(f func()) (listener func(string, int, larder.Cause), called func() bool) {
	var done atomic.Bool
	return func(string, int, larder.Cause) {
		if !done.Swap(true) {
			f()
		}
	}, done.Load
}

func listenerMayCallTheCache(p *probe) {
	for _, removal := range removals {
		var s *subject
		listener, called := first(func() {
			s.useAll()
			if c, ok := s.Cache.(larder.Clearer); ok {
				c.Clear()
			}
			s.set("key", 9, hour)
			s.has("key", 9, "in the listener")
		})
		s = p.open(options{OnRemove: listener})
		removal.prepare(s)
		p.during(removal.name+", with a listener that calls the cache", func() { removal.act(s) })
		if !called() {
			p.Fatalf("OnRemove was not called by %s", removal.name)
		}
		s.set("key", 10, hour)
		s.has("key", 10, "after "+removal.name+", with a listener that calls the cache")
	}
}

func listenerSeesTheRemovalDone(p *probe) {
	for _, removal := range removals {
		var s *subject
		listener, called := first(func() {
			if v, ok := s.Get("key"); ok && v == 1 {
				p.Errorf("%s: the listener is told that key=1 has left, and Get finds it", removal.name)
			}
			for k, v := range s.All() {
				if k == "key" && v == 1 {
					p.Errorf("%s: the listener is told that key=1 has left, and All visits it", removal.name)
				}
			}
			if n := s.Len(); n > 1 {
				p.Errorf("%s: Len() = %d in the listener", removal.name, n)
			}
		})
		s = p.open(options{OnRemove: listener})
		removal.prepare(s)
		p.during(removal.name+", with a listener that looks", func() { removal.act(s) })
		if !called() {
			p.Fatalf("OnRemove was not called by %s", removal.name)
		}
	}
}

func listenerMayClose(p *probe) {
	for _, removal := range removals {
		var s *subject
		listener, _ := first(func() { s.Close() })
		s = p.open(options{OnRemove: listener})
		s.set("other", 5, forever)
		removal.prepare(s)
		p.during(removal.name+", with a listener that closes the cache", func() { removal.act(s) })
		s.emptied(removal.name + ", with a listener that closes the cache")
	}
}
