package cachetest

import "github.com/larder-go/larder"

// The causes, in short.
const (
	deleted  = larder.CauseDeleted
	replaced = larder.CauseReplaced
	expired  = larder.CauseExpired
	cleared  = larder.CauseCleared
)

// Each removal is reported before the operation returns, so that the rules
// look right after it.
var removalRules = []rule{
	{"ReportsDeleted", reportsDeleted},
	{"ReportsReplaced", reportsReplaced},
	{"ReportsExpiredThatWasRead", reportsExpiredThatWasRead},
	{"ReportsExpiredThatWasOverwritten", reportsExpiredThatWasOverwritten},
	{"ReportsExpiredThatWasDeleted", reportsExpiredThatWasDeleted},
	{"ReportsExpiredThatWasSwept", reportsExpiredThatWasSwept},
	{"RefusedSetReportsNothing", refusedSetReportsNothing},
}

func reportsDeleted(p *probe) {
	s := p.open(options{})
	s.set("key", 1, forever)
	s.set("finite", 2, hour)
	s.reported("after the first Sets")
	s.deletes("key", true, "of a live entry")
	s.reported("after Delete", removal{"key", 1, deleted})
	s.deletes("finite", true, "of a live entry")
	s.reported("after Delete", removal{"finite", 2, deleted})
	s.deletes("key", false, "of an absent key")
	s.reported("after Delete of an absent key")
	s.set("key", 3, forever)
	s.reported("after Set of a deleted key")
}

func reportsReplaced(p *probe) {
	s := p.open(options{})
	s.set("key", 1, hour)
	s.set("key", 2, forever)
	s.reported("after overwriting", removal{"key", 1, replaced})
	s.set("key", 2, forever)
	s.reported("after overwriting with an equal value", removal{"key", 2, replaced})
	s.set("key", 3, hour)
	s.reported("after overwriting", removal{"key", 2, replaced})
	s.has("key", 3, "after overwriting")
}

// The entry may stay until the next write of its key.
func reportsExpiredThatWasRead(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("key", 1, minute)
	s.clock.jump(minute)
	s.lacks("key", "at the deadline")
	s.lacks("key", "for the second time")
	s.deletes("key", false, "after it has expired")
	s.reported("after Get and Delete of an expired entry", removal{"key", 1, expired})

	s.set("key", 2, minute)
	s.clock.jump(minute)
	s.lacks("key", "at the deadline")
	s.set("key", 3, forever)
	s.reported("after Get of an expired entry and Set", removal{"key", 2, expired})
	s.settle()
	s.reported("an hour later")
}

func reportsExpiredThatWasOverwritten(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("key", 1, minute)
	s.clock.jump(minute)
	s.set("key", 2, minute)
	s.reported("after Set over an expired entry", removal{"key", 1, expired})
	s.clock.jump(minute)
	s.set("key", 3, forever)
	s.reported("after Set for ever over an expired entry", removal{"key", 2, expired})
}

func reportsExpiredThatWasDeleted(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("key", 1, minute)
	s.clock.jump(minute)
	s.deletes("key", false, "of an expired entry")
	s.reported("after Delete of an expired entry", removal{"key", 1, expired})
	s.deletes("key", false, "for the second time")
	s.reported("after Delete for the second time")
}

func reportsExpiredThatWasSwept(p *probe) {
	for _, sweeper := range []larder.Sweeper{larder.SweepCursor, larder.SweepFull} {
		s := p.open(options{Sweeper: sweeper})
		var want []removal
		for i := range 50 {
			s.set(numbered(i), i, minute)
			want = append(want, removal{numbered(i), i, expired})
		}
		s.set("kept", 50, forever)
		s.clock.Advance(minute - 1)
		s.reported("1ns before the deadline")
		s.settle()
		s.reported("after a sweep", want...)
		s.settle()
		s.reported("after another")
	}
}

func refusedSetReportsNothing(p *probe) {
	s := p.open(options{})
	s.set("key", 1, hour)
	s.refuses("key", 2, -1, larder.ErrTTL)
	s.refuses("absent", 3, -1, larder.ErrTTL)
	s.Close()
	s.refuses("key", 4, hour, larder.ErrClosed)
	s.reported("after refused Sets")
}
