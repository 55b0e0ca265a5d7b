package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	alarm    = "internal/engine/alarm.go"
	index    = "internal/engine/index.go"
	partGo   = "cow/part.go"
	rosterGo = "internal/roster/roster.go"
	sliding  = "internal/engine/sliding.go"
)

// expiryMutants are bugs in how sweepers find what has expired, and in lives that
// are prolonged.
var expiryMutants = []mutate.Mutant{
	// What a sweeper knows of deadlines.
	{"SetsDoNotHastenTheSweeper", background, "./internal/engine", "TestAShortTTLHastensTheSweeper",
		"g.alarm.lower(deadline) && !g.fixed {",
		"g.alarm.lower(deadline) && false {"},
	{"FixedTicksHastened", background, "./internal/engine", "TestFixedTicksAreNotHastened",
		"g.alarm.lower(deadline) && !g.fixed",
		"g.alarm.lower(deadline)"},
	{"SetsWithinARoundForgotten", alarm, "./internal/engine", "TestAlarm",
		"a.lower(next)\n",
		"a.at.Store(next)\n"},
	{"SureWithinARound", alarm, "./internal/engine", "TestAlarm",
		"return rounds%2 == 0 && a.at",
		"return a.at"},
	{"ReplacedTimerBeats", "internal/pulse/pulse.go", "./internal/pulse", "TestATimerThatWasReplacedDoesNothing",
		"p.armed.Load() != number ||",
		""},

	// Parts of stores that are passed over.
	{"PartNotLowered", partGo, "./cow", "TestStore/SeededHash/ScanPassesOver",
		"lower(&t.earliest[slot>>partBits], deadline)",
		""},
	{"PartForgetsWhatStays", partGo, "./cow", "TestStore/SeededHash/ScanRounds",
		"lower(first, at.stays)",
		""},
	{"PartForgetsAWriter", partGo, "./cow", "TestAScanForgetsNoWriter",
		"lower(first, at.stays)",
		"atomic.StoreInt64(first, at.stays)"},
	{"RebuiltWithoutDeadlines", "cow/table.go", "./cow", "TestStore/SeededHash/ScanRounds",
		"*first = min(*first, e.Deadline)",
		"_ = first"},
	{"ScanGoesOnInAnotherTable", partGo, "./cow", "TestAScanBeginsAShardAnewThatHasShrunk",
		"at.slot > 0 && at.table.Value() != t",
		"false"},
	{"CopyOutOfDatePublished", "cow/shrink.go", "./cow", "TestACopyThatIsOutOfDateIsDropped",
		"if g.changes != before || s",
		"if g.changes != before && false || s"},
	{"ChangesNotCounted", cowStore, "./cow", "TestACopyThatIsOutOfDateIsDropped",
		"\tg.changes++\n",
		""},
	{"NothingPassedOver", partGo, "./cow", "TestStore/SeededHash/ScanPassesOver",
		"known > now {",
		"known > now && false {"},
	{"RosterPartNotLowered", rosterGo, "./internal/roster", "TestAgainstAMap",
		"min(atomic.LoadInt64(first), e.Deadline)",
		"atomic.LoadInt64(first)"},
	{"RosterForgetsWhatCameBehind", rosterGo, "./internal/roster", "TestWhatComesBehindAScanIsNotForgotten",
		"min(atomic.LoadInt64(first), r.stays)",
		"r.stays"},
	{"RosterScanUnbounded", rosterGo, "./rwmutex", "TestStore/ScanIsBoundedUnderALock",
		"max(begin, r.cursor-(limit-round.Used))",
		"begin"},
	{"RosterKeepsRemoved", rosterGo, "./internal/roster", "TestAgainstAMap",
		"r.put(last, int(e.Tag-1))",
		"*r.list.At(int(e.Tag - 1)) = last"},
	{"AddedAfterRemoved", rosterGo, "./internal/roster", "TestWhatIsRemovedBeforeItIsAddedStaysOut",
		"e.Tag = gone",
		""},

	// Indexes in order of deadline.
	{"IndexGrowsForEver", index, "./internal/engine", "TestTheIndexIsBoundedByTheLiveEntries",
		"x.items.Trim(trims*writes, x.stale)",
		""},
	{"TheLiveTrimmed", index, "./internal/engine", "TestWhatIsReplacedIsSweptByItsOwnDeadline",
		"x.items.Add(",
		"defer x.items.Trim(1, func(*Entry[K, V]) bool { return true })\n\t\tx.items.Add("},
	{"IndexKeepsWhatWasCleared", index, "./internal/engine", "TestTheIndexOfAClearedCacheIsEmpty",
		"x.items = x.mk()\n\t\tx.mu.Unlock()",
		"x.mu.Unlock()"},
	{"QueueTakesAnyTTL", engineGo, "./internal/engine", "TestTheQueueTakesOneTTL",
		"if g.queued {",
		"if false {"},

	// Samples.
	{"OneSampleAndNoMore", "internal/engine/sampling.go", "./internal/engine", "TestSamplesKeepTheCacheSmall",
		"if found <= g.samples/4 {",
		"if found <= g.samples {"},

	// Lives that are prolonged.
	{"ToleranceIgnored", sliding, "./internal/engine", "TestAHitProlongs",
		"left <= 0 || left > enough",
		"left <= 0"},
	{"ProlongedThoughSeenExpired", sliding, "./internal/engine", "TestWhatASnapshotShowsExpiredIsNotProlonged",
		"return e.Deadline > g.time.high.Load()",
		"return true"},
	{"ProlongedWithoutAWord", sliding, "./internal/engine", "TestWhatIsProlongedBesideASweepIsSweptLater",
		"g.wake(longer.Deadline)",
		"//"},
	{"ADayAfterAPanic", "internal/sweep/adaptive.go", "./internal/engine", "TestTheSweeperGoesOnAfterAPanic",
		"a.behind.Store(true) // even if a listener panics",
		""},
	{"MissedWithoutALook", sliding, "./internal/engine", "TestWhoMissesWhatWasProlongedFindsIt",
		"e = g.store.Find(key); e == nil {",
		"e = g.store.Find(key); e == nil || true {"},
}
