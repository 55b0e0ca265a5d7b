package loadertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/larder-go/larder/loader"
)

var backoffRules = []rule{
	{"ErrorTTLDoublesUpToItsMaximum", timed(errorTTLDoublesUpToItsMaximum)},
	{"SuccessEndsTheBackOff", timed(successEndsTheBackOff)},
	{"WritesEndTheBackOff", bubbled(writesEndTheBackOff)},
	{"PanicsBackOffToo", timed(panicsBackOffToo)},
}

func errorTTLDoublesUpToItsMaximum(p *probe) {
	s := p.open(options{ErrorTTL: second, ErrorTTLMax: 5 * second})
	s.breaks(errOrigin)
	for i, wait := range []int{1, 2, 4, 5, 5} {
		when := fmt.Sprintf("after %d failures in a row", i+1)
		s.fails("key", errOrigin, when)
		s.loaded(i+1, when)
		for range wait {
			s.pass(second - 1)
			s.fails("key", errOrigin, when)
			s.loaded(i+1, when)
			s.pass(1)
		}
	}
	s.fails("other", errOrigin, "another key")
	s.pass(second)
	s.fails("other", errOrigin, "another key")
	if n := s.callsFor("other"); n != 2 {
		p.Fatalf("another key was loaded %d times in a second of ErrorTTL, want 2", n)
	}
}

func successEndsTheBackOff(p *probe) {
	s := p.open(options{Options: base{TTL: 5 * second}, ErrorTTL: second}) // shorter than the failures are remembered
	s.breaks(errOrigin)
	for range 4 {
		s.fails("key", errOrigin, "the origin is down")
		s.pass(8 * second)
	}
	s.serves(2)
	s.get("key", 2, "the origin is back")
	s.pass(5 * second)
	s.breaks(errOrigin)
	s.fails("key", errOrigin, "the origin is down again")
	s.pass(second)
	before := s.calls()
	s.fails("key", errOrigin, "an ErrorTTL after the first failure since")
	s.loaded(before+1, "an ErrorTTL after the first failure since")
}

func writesEndTheBackOff(p *probe) {
	for _, v := range ended() {
		s := p.open(options{ErrorTTL: hour})
		if !v.offered(s) {
			continue
		}
		s.breaks(errOrigin)
		s.fails("key", errOrigin, "at first")
		s.serves(2)
		v.do(s, "key", 2)
		s.get("key", 2, "after "+v.name+" of a key that could not be loaded")
	}
}

// A load that panics has failed like one that returns an error.
func panicsBackOffToo(p *probe) {
	s := p.open(options{ErrorTTL: minute})
	s.answers(func(context.Context, string) (loaded, error) { panic("why") })
	var panicked *loader.PanicError
	for range 3 {
		if v, err := s.GetOrLoad(s.ctx, "key", nil); !errors.As(err, &panicked) {
			p.Fatalf("within ErrorTTL of a panic: %d, %v", v, err)
		}
	}
	s.loaded(1, "within ErrorTTL of a panic")
	s.serves(2)
	s.pass(minute)
	s.get("key", 2, "an ErrorTTL after a panic")
}
