package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	mapcombine = "cow/mapcombine.go"
	mapdraft   = "cow/mapdraft.go"
)

// copyMutants are bugs in the one copy for many writers, and in snapshots of it.
var copyMutants = []mutate.Mutant{
	{"PublishedMapChanged", mapdraft, "./cow", "TestMapCopiesOnceForManyRemovals",
		"d.entries, d.changed = maps.Clone(d.entries), true",
		"d.changed = true"},
	{"OneEntryRemovedTwice", mapdraft, "./cow", "TestABatchUnlinksWhatItLinked",
		"delete(d.write(), e.Key)",
		"d.write()"},
	{"RemovalByKeyInABatch", mapdraft, "./cow", "TestABatchUnlinksWhatItLinked",
		"if d.entries[e.Key] == e {",
		"if e = d.entries[e.Key]; e != nil {"},
	{"DrainedMapWrittenTo", mapdraft, "./cow", "TestABatchGoesOnAfterADrain",
		"if len(all) > 0 || d.changed {",
		"if len(all) > 0 {"},
	{"MapNeverShrinks", mapdraft, "./cow", "TestMapShrinks",
		"if 4*len(d.entries) < d.peak {",
		"if false {"},
	{"ReplacedWithinABatchNotReported", mapcombine, "./cow", "TestABatchUnlinksWhatItLinked",
		"\t\tw.apply(&d)",
		"\t\tif w.apply(&d); w.what == link {\n\t\t\tw.old = (*s.entries.Load())[w.e.Key]\n\t\t}"},
	{"PublishedPerRequest", mapcombine, "./cow", "TestWaitingWritersShareOneCopy",
		"\t\tw.apply(&d)",
		"\t\tw.apply(&d)\n\t\ts.publish(&d)"},
	{"BatchServedBackwards", mapcombine, "./cow", "TestABatchGoesOnAfterADrain",
		"w.next, first, w = first, w, w.next",
		"return w"},
	{"ResultOfAWaiterLost", mapcombine, "./cow", "TestABatchUnlinksWhatItLinked",
		"*r = w.request",
		""},
	{"PanicTakesOthersWithIt", mapcombine, "./cow", "TestALeaderThatPanicsLeavesNobodyBehind",
		"w.failed = !published",
		"w.failed = false && published"},
	{"PublishedWithoutAChange", mapcombine, "./cow", "TestABatchInWhichNothingChangesPublishesNothing",
		"if !d.changed {",
		"if false {"},
	{"LateNotReportedInAPanic", write, "./cow", "TestAPanicAtTheReplacedCostsTheExpiredNoReport",
		"old, late := g.swap(e)\n\tif late != nil {",
		"old, late := g.swap(e)\n\tif late == nil {"},
	{"SnapshotWithoutASecondLook", "cow/mapsnapshot.go", "./cow", "TestASnapshotIsOfOneInstant",
		"if m.s.entries.Load() == entries {",
		"if true {"},
	{"CutForgottenWhenTheClockStepsBack", "internal/engine/cut.go", "./cow", "TestASnapshotAndAClockThatStepsBack",
		"if g.time.clock != nil {",
		"if false {"},
}
