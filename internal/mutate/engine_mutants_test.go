package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	background = "internal/engine/background.go"
	engineGo   = "internal/engine/engine.go"
	sweeping   = "internal/engine/sweeping.go"
	keyrule    = "internal/engine/keyrule.go"
	read       = "internal/engine/read.go"
	removal    = "internal/engine/removal.go"
	timeline   = "internal/engine/timeline.go"
	write      = "internal/engine/write.go"
)

// timeMutants are bugs in how time is read, kept and reckoned. Like all that is the
// engine's, they are looked for through a backend where that shows them, since a
// backend is what users have.
var timeMutants = []mutate.Mutant{
	{"DeadlineOffByOne", timeline, "./rwmutex", "TestContract/AbsentAtTheDeadline",
		"if now < deadline {",
		"if now <= deadline {"},
	{"DeadlineNotSaturated", timeline, "./rwmutex", "TestContract/HugeTTLSaturates",
		"if now > 0 && int64(ttl) > exact-now {",
		"if false {"},
	{"HorizonWithoutSlack", timeline, "./internal/engine", "TestFarFromTheDeadlineNobodyReadsTheClock",
		"to = after(now, 2*t.period())",
		"to = now"},
	{"HorizonReopenedByARefresh", timeline, "./internal/engine", "TestARefreshThatMeetsCloseDoesNotReopen",
		"if h == closed || atomic",
		"if atomic"},
	{"ClockMayStepBack", timeline, "./rwmutex", "TestContract/StepBackResurrectsNothing",
		"raise(&t.high, deadline)",
		""},
	{"JitterIgnored", engineGo, "./rwmutex", "TestContract/JitterSpreads",
		"if g.jitter > 0 {",
		"if false {"},
	{"JitterLengthens", engineGo, "./rwmutex", "TestContract/JitterStaysInBounds",
		"max(ttl-time.Duration(rand",
		"max(ttl+time.Duration(rand"},
	{"NegativeTTLAccepted", engineGo, "./rwmutex", "TestContract/NegativeTTLIsRefused",
		"if ttl < 0 {",
		"if false {"},
	{"DefaultTTLIgnored", engineGo, "./rwmutex", "TestContract/DefaultTTLTakesOptionsTTL",
		"ttl = g.ttl\n",
		"ttl = larder.NoExpiry\n"},
}

// removalMutants are bugs in removals and their reports.
var removalMutants = []mutate.Mutant{
	{"LateRemovalByKey", lockedStore, "./rwmutex", "TestStore/RemovesByIdentity",
		"if s.entries[e.Key] == e {\n\t\t\ts.unlinkLocked(e)",
		"if e = s.entries[e.Key]; e != nil {\n\t\t\ts.unlinkLocked(e)"},
	{"LateRemovalByKeySyncMap", "syncmap/store.go", "./syncmap", "TestStore/RemovesByIdentity",
		"if !s.entries.CompareAndDelete(e.Key, e) {",
		"if _, ok := s.entries.LoadAndDelete(e.Key); !ok {"},
	{"LateRemovalByKeyCow", cowStore, "./cow", "TestStore/SeededHash/RemovesByIdentity",
		"if found != e {",
		"if found == nil {"},
	{"ExpiredReportedAsReplaced", removal, "./rwmutex", "TestContract/ReportsExpiredThatWasOverwritten",
		"g.countLazy(1)\n\treturn larder.CauseExpired",
		"g.countLazy(1)\n\treturn cause"},
	{"ReplacedReportedTwice", write, "./rwmutex", "TestContract/ReportsReplaced",
		"g.left(old, at, larder.CauseReplaced)",
		"g.left(old, at, larder.CauseReplaced)\n\t\tg.left(old, at, larder.CauseReplaced)"},
	{"DeleteJudgedByTwoClocks", write, "./internal/engine", "TestDeleteTakesEffectAtOneInstant",
		"g.left(old, now, cause)",
		"g.left(old, g.time.now(), cause)"},
	{"DeletedExpiredIsTrue", write, "./rwmutex", "TestContract/ReportsExpiredThatWasDeleted",
		"live = !old.Expires() || old.Deadline > now",
		"live = true"},
	{"ReportsLostInAPanic", removal, "./internal/engine", "TestAPanicOfTheListenerCostsNobodyAReport",
		"for told++; told < len(es); told++ {",
		"for false {"},
	{"ClearReportsDeletions", engineGo, "./rwmutex", "TestContract/ReportsCleared",
		"g.judge(e, now, larder.CauseCleared)",
		"g.judge(e, now, larder.CauseDeleted)"},
	{"DeadEntriesNeverRemovedByReaders", read, "./internal/engine", "TestAReaderRemovesWhatItFindsExpired",
		"if expired {\n\t\tg.removeLate(e)\n\t}",
		""},
	{"QueueNeverEmptied", removal, "./cow", "TestAReaderThatWouldWaitLeavesWhatExpired",
		"if g.late.try == nil {\n\t\treturn\n\t}",
		"if true {\n\t\treturn\n\t}"},
}

// backgroundMutants are bugs in the sweeper and in its timer.
var backgroundMutants = []mutate.Mutant{
	{"SweeperRemovesLiveEntries", sweeping, "./rwmutex", "TestContract/SweepSparesLive",
		"if e.Deadline > now {",
		"if e.Deadline > now && e.Deadline == never {"},
	{"SweeperNeverWoken", background, "./rwmutex", "TestContract/SweepRemovesUnread",
		"g.sweeper.Wake()",
		""},
	{"SweeperNeverRests", background, "./rwmutex", "TestContract/SweeperRestsWithoutDeadlines",
		"return g.expiring.Value() > 0",
		"return true"},
	{"SweepLimitIgnored", "internal/sweep/cursor.go", "./rwmutex", "TestContract/SweepLimitBoundsATick",
		"t.Sweep(c.limit)",
		"t.Sweep(1 << 30)"},
	{"WorkForgottenAtRest", "internal/pulse/pulse.go", "./internal/pulse", "TestRestAsksAgain",
		"&& p.wait() > 0 {",
		"&& false {"},
	{"TimerSurvivesStop", "internal/pulse/pulse.go", "./internal/pulse", "TestStopEndsTheTimer",
		"if t := p.last.Load(); t != nil {\n\t\tt.cancel()",
		"if t := p.last.Load(); t != nil {\n\t\t_ = t.cancel"},
}

// closingMutants are bugs in Close.
var closingMutants = []mutate.Mutant{
	{"SetDuringCloseStays", write, "./internal/engine", "TestASetThatMeetsCloseLeavesNothingBehind",
		"if g.time.closed() {\n\t\tg.store.Remove([]*Entry[K, V]{e})\n\t\treturn larder.ErrClosed\n\t}",
		""},
	{"CloseKeepsTheSweeper", engineGo, "./rwmutex", "TestContract/CloseEndsTimers",
		"g.sweeper.Stop()",
		"_ = g.sweeper"},
	{"CloseOfOneShardOnly", "sharded/sharded.go", "./sharded", "TestShardsAreMadeAndClosed",
		"errs = append(errs, s.Close())",
		"if len(errs) == 0 {\n\t\t\terrs = append(errs, s.Close())\n\t\t}"},
}

// keyMutants are bugs in which keys are taken and which are taken for equal.
var keyMutants = []mutate.Mutant{
	{"NaNAccepted", keyrule, "./rwmutex", "TestContract/NaNKeyIsRefused",
		"return key == key",
		"return true"},
	{"UnhashableUnderTheLock", "rwmutex/rwmutex.go", "./rwmutex", "TestAnUnhashableKeyLeavesNoLock",
		"if !c.g.KeyOK(key) {\n\t\treturn c.g.Miss(nil)\n\t}",
		""},
	{"HashComparedOnly", "cow/root.go", "./cow", "TestStoreOfBadHashes/Constant/AgainstAMap",
		"e != nil && e.Key == key {",
		"e != nil {"},
	{"FirstSlotTrusted", "cow/cow.go", "./cow", "TestGetManyIsManyGets/truncated",
		"if e == nil || e.Key != key {",
		"if e == nil {"},
}
