package loadertest

import (
	"fmt"

	"github.com/larder-go/larder"
)

var negativeRules = []rule{
	{"NotFoundIsNotKeptUnlessAsked", bubbled(notFoundIsNotKeptUnlessAsked)},
	{"NotFoundIsKeptForNegativeTTL", timed(notFoundIsKeptForNegativeTTL)},
	{"WritesEndNotFound", bubbled(writesEndNotFound)},
	{"NotFoundBeforeAWriteIsNotKept", bubbled(notFoundBeforeAWriteIsNotKept)},
	{"NegativeCapacityBounds", bubbled(negativeCapacityBounds)},
	{"NegativesTakeNoRoom", bubbled(negativesTakeNoRoom)},
}

func notFoundIsNotKeptUnlessAsked(p *probe) {
	s := p.open(options{ErrorTTL: hour})
	s.breaks(fmt.Errorf("wrapped: %w", larder.ErrNotFound))
	for i := range 3 {
		s.fails("key", larder.ErrNotFound, "without NegativeTTL")
		s.loaded(i+1, "without NegativeTTL")
	}
}

func notFoundIsKeptForNegativeTTL(p *probe) {
	s := p.open(options{Options: base{TTL: hour}, NegativeTTL: 10 * second})
	s.breaks(fmt.Errorf("wrapped: %w", larder.ErrNotFound))
	s.fails("key", larder.ErrNotFound, "at first")
	s.pass(10*second - 1)
	s.serves(1)
	for range 5 {
		s.fails("key", larder.ErrNotFound, "1ns before the end of NegativeTTL")
	}
	s.loaded(1, "1ns before the end of NegativeTTL")
	s.pass(1)
	s.get("key", 1, "at the end of NegativeTTL")
	s.breaks(errOrigin)
	s.fails("other", errOrigin, "an error that is not ErrNotFound")
	s.serves(1)
	s.get("other", 1, "NegativeTTL is not for other errors")
}

// ended are the ways in which the memory of an absence ends.
func ended() []invalidation {
	return []invalidation{deleting, setting, clearing}
}

func writesEndNotFound(p *probe) {
	for _, v := range ended() {
		s := p.open(options{NegativeTTL: hour})
		if !v.offered(s) {
			continue
		}
		s.breaks(larder.ErrNotFound)
		s.fails("key", larder.ErrNotFound, "at first")
		s.serves(2)
		v.do(s, "key", 2)
		s.get("key", 2, "after "+v.name+" of a key that was not found")
		s.delete("key")
		s.get("key", 2, "and after a Delete of it")
	}
}

func notFoundBeforeAWriteIsNotKept(p *probe) {
	for _, v := range ended() {
		s := p.open(options{NegativeTTL: hour})
		if !v.offered(s) {
			continue
		}
		gate := s.hangs()
		waiting := s.ask("key")
		s.serves(2)
		v.do(s, "key", 2)
		gate.lets(loaded{}, larder.ErrNotFound)
		waiting.fails(larder.ErrNotFound, "it waited before "+v.name)
		s.ask("key").gets(2, "a load that began before "+v.name+" has not found the key")
	}
}

func negativeCapacityBounds(p *probe) {
	const most, keys = 10, 1000
	s := p.open(options{NegativeTTL: hour, NegativeCapacity: most})
	s.breaks(larder.ErrNotFound)
	for range 2 {
		for i := range keys {
			s.fails(numbered(i), larder.ErrNotFound, "a key that is not there")
		}
	}
	if n := s.calls(); n < 2*keys-most {
		p.Fatalf("%d keys, none of which is there, were loaded %d times in two rounds: more than %d of them are remembered", keys, n, most)
	}
	if c, ok := s.Cache.(Counter); ok {
		if n := c.Stats().Negatives; n > most {
			p.Fatalf("Stats().Negatives = %d, with NegativeCapacity of %d", n, most)
		}
	}
	s = p.open(options{NegativeTTL: hour})
	s.breaks(larder.ErrNotFound)
	for range 2 {
		for i := range keys {
			s.fails(numbered(i), larder.ErrNotFound, "a key that is not there")
		}
	}
	s.loaded(keys, fmt.Sprintf("%d keys, none of which is there, in two rounds", keys))
}

func negativesTakeNoRoom(p *probe) {
	const room = 10
	s := p.open(options{Options: base{Capacity: room}, NegativeTTL: hour})
	for i := range room {
		s.get(fmt.Sprint("there-", i), 1, "at first")
	}
	s.breaks(larder.ErrNotFound)
	for i := range 100 * room {
		s.fails(numbered(i), larder.ErrNotFound, "a key that is not there")
	}
	for i := range room {
		s.hit(fmt.Sprint("there-", i), 1, "after many keys that are not there")
	}
}
