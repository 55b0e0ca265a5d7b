package cachetest

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

var conditionalRules = []rule{
	{"SetIfAsksAboutWhatIsThere", setIfAsksAboutWhatIsThere},
	{"SetIfIsASet", setIfIsASet},
	{"RefusedIsUndone", refusedIsUndone},
	{"RaisedFenceStoresNothing", raisedFenceStoresNothing},
	{"DeleteIfRemovesWhatItAskedAbout", deleteIfRemovesWhatItAskedAbout},
	{"AllowIsAskedAgain", allowIsAskedAgain},
}

// conditional is a cache under test that is a larder.Conditional.
type conditional struct {
	*subject
	larder.Conditional[string, int]
}

func (p *probe) openConditional(o options) conditional {
	s := p.open(o)
	return conditional{s, s.conditional()}
}

// setsIf wants SetIf to return stored, and no error.
func (c conditional) setsIf(stored bool, key string, value int, fence *larder.Fence, allow func(int, bool) bool, when string) {
	if got, err := c.SetIf(key, value, hour, fence, allow); got != stored || err != nil {
		c.p.Fatalf("%s: SetIf(%s, %d) = %t, %v; want %t, nil", when, brief(key), value, got, err, stored)
	}
}

// deletesIf wants DeleteIf to return deleted.
func (c conditional) deletesIf(deleted bool, key string, fence *larder.Fence, allow func(int) bool, when string) {
	if got := c.DeleteIf(key, fence, allow); got != deleted {
		c.p.Fatalf("%s: DeleteIf(%s) = %t, want %t", when, brief(key), got, deleted)
	}
}

// there are the ways to find "key": what brings it about, and what allow is to see.
var there = []struct {
	step
	value int
	live  bool
}{
	{step{name: "of an absent key", prepare: nothing}, 0, false},
	{step{name: "of a live entry", prepare: live}, 1, true},
	{step{name: "of an entry for ever", prepare: func(s *subject) { s.set("key", 1, forever) }}, 1, true},
	{step{name: "of an expired entry", prepare: expire}, 0, false},
	{step{name: "of an entry that was deleted", prepare: func(s *subject) { live(s); s.Delete("key") }}, 0, false},
}

func setIfAsksAboutWhatIsThere(p *probe) {
	for _, o := range []options{{Sweeper: noSweeper}, {}, {Sliding: 0.01}} {
		for _, at := range there {
			c := p.openConditional(o)
			at.prepare(c.subject)
			asked := 0
			c.setsIf(true, "key", 2, nil, func(old int, live bool) bool {
				if asked++; old != at.value || live != at.live {
					p.Fatalf("SetIf %s: allow is asked about %d, %t; want %d, %t", at.name, old, live, at.value, at.live)
				}
				return true
			}, "SetIf "+at.name)
			if asked != 1 {
				p.Fatalf("SetIf %s: allow is asked %d times, while nobody writes", at.name, asked)
			}
			c.has("key", 2, "after SetIf "+at.name)
			c.setsIf(true, "other", 3, new(larder.Fence), nil, "with a fence that is down, and nil for allow")
			c.has("other", 3, "after SetIf without conditions")
		}
	}
}

// What SetIf stores, reports and counts is what Set does.
func setIfIsASet(p *probe) {
	for _, at := range there {
		set, setIf := p.open(options{Sweeper: noSweeper}), p.openConditional(options{Sweeper: noSweeper})
		at.prepare(set)
		at.prepare(setIf.subject)
		set.set("key", 2, hour)
		setIf.setsIf(true, "key", 2, nil, nil, at.name)
		set.set("key", 3, minute)
		if ok, err := setIf.SetIf("key", 3, minute, nil, nil); !ok || err != nil {
			p.Fatalf("SetIf for a minute, %s: %t, %v", at.name, ok, err)
		}
		when := "SetIf beside Set " + at.name
		setIf.reported(when, set.removed.take()...)
		setIf.counted(withoutMoment(set.Stats()), when)
		setIf.clock.jump(minute - 1)
		setIf.has("key", 3, when+", 1ns before the deadline")
		setIf.clock.jump(1)
		setIf.lacks("key", when+", at the deadline")
	}
	c := p.openConditional(options{TTL: minute})
	for i, key := range []string{"key", "other"} {
		if ok, err := c.SetIf(key, i, []time.Duration{larder.DefaultTTL, larder.NoExpiry}[i], nil, nil); !ok || err != nil {
			p.Fatalf("SetIf(%s) = %t, %v", key, ok, err)
		}
	}
	c.clock.Advance(hour)
	c.lacks("key", "long after SetIf with the default TTL")
	c.has("other", 1, "long after SetIf for ever")
	c.counts(1, "SetIf, with a sweeper")
}

// refusedIsUndone: nothing has changed, whatever is there.
func refusedIsUndone(p *probe) {
	for _, at := range there {
		c := p.openConditional(options{Sweeper: noSweeper})
		c.unchanged(at.step, nil, "refused by allow", func(int, bool) bool { return false })
	}
}

// raisedFenceStoresNothing: raised before, or by allow, which agrees.
func raisedFenceStoresNothing(p *probe) {
	for _, at := range there {
		raised := new(larder.Fence)
		raised.Raise()
		c := p.openConditional(options{Sweeper: noSweeper})
		c.unchanged(at.step, raised, "with a raised fence", nil)
		c = p.openConditional(options{Sweeper: noSweeper})
		c.unchanged(at.step, raised, "with a raised fence, though allow agrees", func(int, bool) bool { return true })
		c = p.openConditional(options{Sweeper: noSweeper})
		var fence *larder.Fence
		at.prepare(c.subject)
		for _, act := range []func(func()){
			func(raise func()) {
				c.setsIf(false, "key", 2, fence, func(int, bool) bool { raise(); return true }, "raised by allow, "+at.name)
			},
			func(raise func()) {
				c.deletesIf(false, "key", fence, func(int) bool { raise(); return true }, "raised by allow, "+at.name)
			},
		} {
			fence = new(larder.Fence)
			c.asBefore(fmt.Sprintf("raised by allow, %s", at.name), func() { act(fence.Raise) })
		}
	}
}

// unchanged wants SetIf and DeleteIf to do nothing, on these conditions.
func (c conditional) unchanged(at step, fence *larder.Fence, why string, allow func(int, bool) bool) {
	at.prepare(c.subject)
	when := fmt.Sprintf("SetIf and DeleteIf %s, %s", at.name, why)
	c.asBefore(when, func() {
		c.setsIf(false, "key", 2, fence, allow, when)
		var one func(int) bool
		if allow != nil {
			one = func(old int) bool { return allow(old, true) }
		}
		c.deletesIf(false, "key", fence, one, when)
	})
}

// asBefore wants act to change nothing, to count nothing and to report nothing; but who
// meets an expired entry may remove it.
func (c conditional) asBefore(when string, act func()) {
	dead := c.Stats().Overdue
	c.removed.take()
	stats, entries := withoutMoment(c.Stats()), c.resident()
	act()
	got, gone := withoutMoment(c.Stats()), c.removed.take()
	if len(gone) == 1 && dead == 1 && gone[0].cause == expired {
		gone = nil
		got.Size, got.LazyDeletes = got.Size+1, got.LazyDeletes-1
	}
	if got != stats || len(gone) > 0 {
		c.p.Fatalf("%s: Stats() = %+v, want %+v, and OnRemove was called with %v", when, got, stats, gone)
	}
	c.shows(entries, when)
}

func deleteIfRemovesWhatItAskedAbout(p *probe) {
	for _, at := range there {
		c := p.openConditional(options{Sweeper: noSweeper})
		at.prepare(c.subject)
		c.removed.take()
		before := c.Stats().Deletes
		asked := 0
		c.deletesIf(at.live, "key", nil, func(old int) bool {
			if asked++; old != at.value {
				p.Fatalf("DeleteIf %s: allow is asked about %d, want %d", at.name, old, at.value)
			}
			return true
		}, at.name)
		c.lacks("key", "after DeleteIf "+at.name)
		if (asked == 1) != at.live || asked > 1 {
			p.Fatalf("DeleteIf %s: allow is asked %d times", at.name, asked)
		}
		if n := c.Stats().Deletes - before; (n == 1) != at.live {
			p.Fatalf("DeleteIf %s counts %d Deletes", at.name, n)
		}
		if at.live {
			c.reported("DeleteIf "+at.name, removal{"key", 1, deleted})
		}
		c.deletesIf(false, "key", nil, nil, "again")
		c.set("key", 5, hour)
		c.deletesIf(true, "key", nil, nil, "without conditions")
		c.lacks("key", "after DeleteIf without conditions")
	}
}

// allowIsAskedAgain about what took the place of what it was asked about.
func allowIsAskedAgain(p *probe) {
	for name, change := range map[string]struct {
		act   func(*subject)
		value int
		live  bool
	}{
		"Set":            {func(s *subject) { s.set("key", 5, hour) }, 5, true},
		"Delete":         {func(s *subject) { s.Delete("key") }, 0, false},
		"Delete and Set": {func(s *subject) { s.Delete("key"); s.set("key", 1, minute) }, 1, true},
		"expiry":         {func(s *subject) { s.clock.jump(minute); s.Get("key") }, 0, false},
	} {
		var asked []string
		c := p.openConditional(options{Sweeper: noSweeper})
		live(c.subject)
		note := func(old int, live bool) bool {
			if asked = append(asked, fmt.Sprint(old, " ", live)); len(asked) == 1 {
				change.act(c.subject)
			}
			return true
		}
		want := fmt.Sprint([]string{"1 true", fmt.Sprint(change.value, " ", change.live)})
		c.setsIf(true, "key", 2, nil, note, name+" meanwhile")
		if got := fmt.Sprint(asked); got != want {
			p.Fatalf("SetIf with %s meanwhile: allow is asked about %s, want %s", name, got, want)
		}
		c.has("key", 2, "after SetIf with "+name+" meanwhile")

		asked = nil
		c = p.openConditional(options{Sweeper: noSweeper})
		live(c.subject)
		c.deletesIf(change.live, "key", nil, func(old int) bool { return note(old, true) }, name+" meanwhile")
		if got := fmt.Sprint(asked); change.live && got != want {
			p.Fatalf("DeleteIf with %s meanwhile: allow is asked about %s, want %s", name, got, want)
		}
		c.lacks("key", "after DeleteIf with "+name+" meanwhile")
	}
}
