package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	background = "internal/engine/background.go"
	engineGo   = "internal/engine/engine.go"
	keyrule    = "internal/engine/keyrule.go"
	read       = "internal/engine/read.go"
	removal    = "internal/engine/removal.go"
	timeline   = "internal/engine/timeline.go"
	write      = "internal/engine/write.go"
)

// mutants are the planted bugs. Those of the engine are looked for through a
// backend, since that is what users have.
var mutants = []mutate.Mutant{
	// Time.
	{"DeadlineOffByOne", timeline, "if t.now() < deadline {", "if t.now() <= deadline {", "./rwmutex"},
	{"DeadlineNotSaturated", timeline, "if now > 0 && int64(ttl) > exact-now {", "if false {", "./rwmutex"},
	{"HorizonWithoutSlack", timeline, "to = after(now, 2*period)", "to = now", "./internal/engine"},
	{"HorizonReopenedByARefresh", timeline, "if h == closed {\n\t\t\treturn 0\n\t\t}", "", "./internal/engine"},
	{"ClockMayStepBack", timeline, "raise(&t.high, deadline)", "", "./rwmutex"},
	{"JitterIgnored", engineGo, "if g.jitter > 0 {", "if false {", "./rwmutex"},
	{"JitterLengthens", engineGo, "max(ttl-time.Duration(rand", "max(ttl+time.Duration(rand", "./rwmutex"},
	{"NegativeTTLAccepted", engineGo, "if ttl < 0 {", "if false {", "./rwmutex"},
	{"DefaultTTLIgnored", engineGo, "ttl = g.ttl\n", "ttl = larder.NoExpiry\n", "./rwmutex"},

	// Removal and its reports.
	{"LateRemovalByKey", "rwmutex/store.go", "if s.entries[e.Key] == e {", "if e = s.entries[e.Key]; e != nil {", "./rwmutex"},
	{"LateRemovalByKeySyncMap", "syncmap/store.go", "if !s.entries.CompareAndDelete(e.Key, e) {", "if _, ok := s.entries.LoadAndDelete(e.Key); !ok {", "./syncmap"},
	{"LateRemovalByKeyCow", "cow/store.go", "if found != e {", "if found == nil {", "./cow"},
	{"ExpiredReportedAsReplaced", removal, "g.countLazy(1)\n\treturn larder.CauseExpired", "g.countLazy(1)\n\treturn cause", "./rwmutex"},
	{"ReplacedReportedTwice", write, "g.left(old, g.since(old, now), larder.CauseReplaced)", "g.left(old, g.since(old, now), larder.CauseReplaced)\n\t\tg.left(old, now, larder.CauseReplaced)", "./rwmutex"},
	{"DeleteJudgedByTwoClocks", write, "g.left(old, now, larder.CauseDeleted)", "g.left(old, g.time.now(), larder.CauseDeleted)", "./internal/engine"},
	{"DeletedExpiredIsTrue", write, "live := !old.Expires() || old.Deadline > now", "live := true", "./rwmutex"},
	{"ReportsLostInAPanic", removal, "for told++; told < len(es); told++ {", "for false {", "./internal/engine"},
	{"ClearReportsDeletions", engineGo, "g.judge(e, now, larder.CauseCleared)", "g.judge(e, now, larder.CauseDeleted)", "./rwmutex"},
	{"DeadEntriesNeverRemovedByReaders", read, "if expired {\n\t\tg.removeLate(e)\n\t}", "", "./internal/engine"},
	{"QueueNeverEmptied", removal, "if g.late.try == nil {\n\t\treturn\n\t}", "if true {\n\t\treturn\n\t}", "./cow"},

	// Background work.
	{"SweeperRemovesLiveEntries", background, "if e.Deadline > now {", "if e.Deadline > now && e.Deadline == never {", "./rwmutex"},
	{"SweeperNeverWoken", background, "g.sweeper.Wake(g.strategy.Interval(g))", "", "./rwmutex"},
	{"SweeperNeverRests", background, "func (g *Engine[K, V]) isExpiring() bool { return g.expiring.Value() > 0 }", "func (g *Engine[K, V]) isExpiring() bool { return true }", "./rwmutex"},
	{"SweepLimitIgnored", "internal/sweep/cursor.go", "t.Sweep(c.limit)", "t.Sweep(1 << 30)", "./rwmutex"},
	{"WorkForgottenAtRest", "internal/pulse/pulse.go", "if d := p.need(); d > 0 {", "if d := p.need(); false {", "./internal/pulse"},
	{"TimerSurvivesStop", "internal/pulse/pulse.go", "if t := p.last.Load(); t != nil {\n\t\tt.cancel()", "if t := p.last.Load(); t != nil {\n\t\t_ = t.cancel", "./internal/pulse"},

	// Closing.
	{"SetDuringCloseStays", write, "if g.time.closed() {\n\t\tg.store.Remove([]*Entry[K, V]{e})\n\t\treturn larder.ErrClosed\n\t}", "", "./internal/engine"},
	{"CloseKeepsTheSweeper", engineGo, "g.sweeper.Stop()", "_ = g.sweeper", "./rwmutex"},
	{"CloseOfOneShardOnly", "sharded/sharded.go", "errs = append(errs, s.Close())", "if len(errs) == 0 {\n\t\t\terrs = append(errs, s.Close())\n\t\t}", "./sharded"},

	// Keys.
	{"NaNAccepted", keyrule, "return key == key", "return true", "./rwmutex"},
	{"UnhashableUnderTheLock", "rwmutex/rwmutex.go", "if !c.g.KeyOK(key) {\n\t\treturn c.g.Miss(nil)\n\t}", "", "./rwmutex"},
	{"HashComparedOnly", "cow/table.go", "if e.Tag == h && e.Key == key {\n\t\t\treturn e", "if e.Tag == h {\n\t\t\treturn e", "./cow"},

	// Stores.
	{"ForgottenPublish", "cow/store.go", "if grown {", "if false && grown {", "./cow"},
	{"TombstoneTakenTooEarly", "cow/table.go", "if free == nil {\n\t\t\t\tfree = slot\n\t\t\t}", "return slot, nil", "./cow"},
	{"RemovalEndsTheProbe", "cow/store.go", "slot.Store(s.tombstone)", "slot.Store(nil)", "./cow"},
	{"WritersWithoutALock", "cow/store.go", "g.mu.Lock()\n\tdefer g.mu.Unlock()\n\tt := s.tables", "t := s.tables", "./cow"},
	{"PublishedMapChanged", "cow/mapstore.go", "es := maps.Clone(*s.entries.Load())", "es := *s.entries.Load()", "./cow"},
	{"OneEntryRemovedTwice", "cow/mapstore.go", "gone := now[e.Key] != e || seen[e]", "gone := now[e.Key] != e", "./cow"},
	{"ScanUnbounded", "rwmutex/store.go", "max(s.cursor-limit, 0)", "0", "./rwmutex"},
	{"ListKeepsRemoved", "rwmutex/store.go", "last.Tag = e.Tag\n", "", "./rwmutex"},
	{"SizeNotLowered", "syncmap/store.go", "old = prev.(*engine.Entry[K, V])\n\ts.size.Add(-1)", "old = prev.(*engine.Entry[K, V])", "./syncmap"},
	{"IndexGrowsForEver", "syncmap/deadlines.go", "n < probes &&", "false &&", "./syncmap"},
}
