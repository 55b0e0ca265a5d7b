package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	background = "internal/engine/background.go"
	engineGo   = "internal/engine/engine.go"
	keyrule    = "internal/engine/keyrule.go"
	mapcombine = "cow/mapcombine.go"
	mapdraft   = "cow/mapdraft.go"
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
	{"HashComparedOnly", "cow/root.go", "e != nil && e.Key == key {", "e != nil {", "./cow"},
	{"FirstSlotTrusted", "cow/cow.go", "if e == nil || e.Key != key {", "if e == nil {", "./cow"},

	// Stores.
	{"ForgottenPublish", "cow/store.go", "s.publish(shardOf(e.Tag), t)\n", "", "./cow"},
	{"RootOfAnotherSize", "cow/store.go", "atomic.StorePointer(&s.roots[shard], t.root())", "if s.roots[shard] == nil || len(t.slots) > 1 {\n\t\tatomic.StorePointer(&s.roots[shard], t.root())\n\t}", "./cow"},
	{"TombstoneTakenTooEarly", "cow/table.go", "if !found {\n\t\t\t\tfree, found = i, true\n\t\t\t}", "return i, nil", "./cow"},
	{"RemovalEndsTheProbe", "cow/store.go", "slot, s.tombstone)\n\tg.expiring", "slot, nil)\n\tg.expiring", "./cow"},
	{"WritersWithoutALock", "cow/store.go", "g.mu.Lock()\n\tdefer g.mu.Unlock()\n\tt := s.table(h)", "t := s.table(h)", "./cow"},
	{"HashMayBeTheTombstones", "cow/store.go", "return s.hasher.Hash(key) | notZero", "return s.hasher.Hash(key)", "./cow"},
	{"BatchTrustsTheHash", "cow/many.go", "if e == nil || e.Key != keys[i] {", "if e == nil {", "./cow"},
	{"ScanUnbounded", "rwmutex/store.go", "max(s.cursor-limit, 0)", "0", "./rwmutex"},
	{"ListKeepsRemoved", "rwmutex/store.go", "last.Tag = e.Tag\n", "", "./rwmutex"},
	{"SizeNotLowered", "syncmap/store.go", "old = prev.(*engine.Entry[K, V])\n\ts.size.Add(-1)", "old = prev.(*engine.Entry[K, V])", "./syncmap"},
	{"IndexGrowsForEver", "syncmap/deadlines.go", "n < probes &&", "false &&", "./syncmap"},

	// Snapshots of a table, and its clearing.
	{"ClearShardByShard", "cow/store.go", "return s.now() != began&^1", "return false", "./cow"},
	{"ClearSeenAtItsEndOnly", "cow/store.go", "return s.now() != began&^1", "return s.now() != began", "./cow"},
	{"ClearWithoutTheLocks", "cow/whole.go", "s.lockAll()\n\tdefer s.unlockAll()\n\tatomic", "atomic", "./cow"},
	{"ClearForgetsDeadlines", "cow/whole.go", "expiring += s.guards[i].expiring", "", "./cow"},
	{"ClearForgetsTheCount", "cow/whole.go", "s.guards[i].reset(0, 0, 0)", "", "./cow"},
	{"SnapshotSharesTheSlots", "cow/store.go", "t.keep(slot, cut)", "_ = cut", "./cow"},
	{"SnapshotWithoutTheLocks", "cow/whole.go", "s.lockAll()\n\tdefer s.unlockAll()\n\tfor i := range s.tables {\n\t\tc.tables", "for i := range s.tables {\n\t\tc.tables", "./cow"},
	{"SnapshotShardByShard", "cow/whole.go", "s.lockAll()\n\tdefer s.unlockAll()\n\tfor i := range s.tables {\n\t\tc.tables[i] = s.tables[i].Load()\n\t\tc.size += int(s.guards[i].live.Load())\n\t\ts.guards[i].cut = c.number\n", "for i := range s.tables {\n\t\ts.guards[i].mu.Lock()\n\t\tc.tables[i] = s.tables[i].Load()\n\t\tc.size += int(s.guards[i].live.Load())\n\t\ts.guards[i].cut = c.number\n\t\ts.guards[i].mu.Unlock()\n", "./cow"},
	{"PageKeptAfterTheChange", "cow/store.go", "\tif cut := s.guards[shardOf(h)].cut; cut > t.after {", "\tatomic.StorePointer(&t.slots[slot], p)\n\tif cut := s.guards[shardOf(h)].cut; cut > t.after {", "./cow"},
	{"PageKeptOnce", "cow/version.go", "if older != nil && older.cut == cut {", "if older != nil {", "./cow"},
	{"PageKeptForTheLastOnly", "cow/version.go", "\tv.older.Store(older)\n", "", "./cow"},
	{"LatestVersionForAll", "cow/version.go", "v != nil && v.cut >= cut; v = v.older.Load() {\n\t\tp = v.slots", "v != nil && v.cut >= cut; v = v.older.Load() {\n\t\tp = v.slots\n\t\tbreak", "./cow"},
	{"VersionsNeverPruned", "cow/prune.go", "if !fewer {", "if true || fewer {", "./cow"},
	{"PrunedThoughInUse", "cow/prune.go", "return n <= high", "return n < high", "./cow"},
	{"PrunedThoughALaterOneIsInUse", "cow/prune.go", "if v.cut > last || anyIn(", "if anyIn(", "./cow"},
	{"VersionsOfAnotherTablesCuts", "cow/prune.go", "since := after", "since := uint64(0)", "./cow"},
	{"ReplacedTablesNotPruned", "cow/prune.go", "if versions := t.versions.Load(); versions != nil {\n\t\t\t\t\tprune", "if versions := t.versions.Load(); versions != nil && false {\n\t\t\t\t\tprune", "./cow"},
	{"SlotTakenAsItIs", "cow/cut.go", "if p := t.kept(i, c.number); p != nil {", "if p := t.kept(i, c.number); false {", "./cow"},
	{"PageTakenAsItIs", "cow/cut.go", "if slots == nil {", "if true {", "./cow"},
	{"SnapshotOfTheDead", "cow/view.go", "e != nil && e.Deadline > s.at {", "e != nil {", "./cow"},
	{"SeenExpiredIsLiveInASnapshot", "cow/cow.go", "v.at = c.g.CutLocked(at)", "v.at = at", "./cow"},

	// One copy for many writers, and snapshots of it.
	{"PublishedMapChanged", mapdraft, "d.entries, d.changed = maps.Clone(d.entries), true", "d.changed = true", "./cow"},
	{"OneEntryRemovedTwice", mapdraft, "delete(d.write(), e.Key)", "d.write()", "./cow"},
	{"RemovalByKeyInABatch", mapdraft, "if d.entries[e.Key] == e {", "if e = d.entries[e.Key]; e != nil {", "./cow"},
	{"DrainedMapWrittenTo", mapdraft, "if len(all) > 0 || d.changed {", "if len(all) > 0 {", "./cow"},
	{"MapNeverShrinks", mapdraft, "if 4*len(d.entries) < d.peak {", "if false {", "./cow"},
	{"ReplacedWithinABatchNotReported", mapcombine, "\t\tw.apply(&d)", "\t\tif w.apply(&d); w.what == link {\n\t\t\tw.old = (*s.entries.Load())[w.e.Key]\n\t\t}", "./cow"},
	{"PublishedPerRequest", mapcombine, "\t\tw.apply(&d)", "\t\tw.apply(&d)\n\t\ts.publish(&d)", "./cow"},
	{"BatchServedBackwards", mapcombine, "w.next, first, w = first, w, w.next", "return w", "./cow"},
	{"ResultOfAWaiterLost", mapcombine, "*r = w.request", "", "./cow"},
	{"PanicTakesOthersWithIt", mapcombine, "w.failed = !published", "w.failed = false && published", "./cow"},
	{"PublishedWithoutAChange", mapcombine, "if !d.changed {", "if false {", "./cow"},
	{"LateNotReportedInAPanic", write, "old, late := g.swap(e)\n\tif late != nil {", "old, late := g.swap(e)\n\tif late == nil {", "./cow"},
	{"SnapshotWithoutASecondLook", "cow/mapsnapshot.go", "if m.s.entries.Load() == entries {", "if true {", "./cow"},
	{"CutForgottenWhenTheClockStepsBack", "internal/engine/cut.go", "if g.time.clock != nil {", "if false {", "./cow"},
}
