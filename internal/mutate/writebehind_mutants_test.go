package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	writePending  = "writebehind/pending.go"
	writeSchedule = "writebehind/schedule.go"
	writeBatch    = "writebehind/batch.go"
	writeClose    = "writebehind/close.go"
	writebehind   = "./writebehind"
)

// writeMutants are bugs that lose a write behind the program's back, or let one overtake
// another.
var writeMutants = []mutate.Mutant{
	// Order and newest value of a key.
	{"OlderWriteRetried", writePending, writebehind, "TestARetryWritesTheNewestValue",
		"	e.flying.write = e.waiting.write\n",
		""},
	{"NewerWriteDropped", writePending, writebehind, "TestNewestWriteOfAKeyWins",
		"		e.waiting.write = w\n		return true",
		"		return true"},
	{"WriteForgottenBehindAFlight", writePending, writebehind, "TestAWriteWaitsForTheOlderOneOfItsKey",
		"	if e.waiting != nil {\n		p.ready = append(p.ready, e)\n	} else {",
		"	if e.waiting == nil {"},
	{"NewerWriteLostWithTheOlder", writeBatch, writebehind, "TestANewerWriteIsNotLostWithTheOlder",
		"			if q.pending.renew(e) {\n				q.counts.Coalesced++\n				q.pending.requeue(e)\n			} else {",
		"			{"},

	{"LostWriteShown", writeBatch, writebehind, "TestALostWriteIsNotReadAgain",
		"				e.flying.givenUp = true\n",
		""},
	{"NewerWriteHiddenWithTheLost", writePending, writebehind, "TestOnLostMayPut",
		"	case e.waiting != nil:\n		return e.waiting\n	case e.flying.givenUp:\n		return nil\n",
		"	case e.flying != nil && e.flying.givenUp:\n		return nil\n	case e.waiting != nil:\n		return e.waiting\n"},

	// What an attempt has written.
	{"EmptyPartialErrorBelieved", writeBatch, writebehind, "TestOnlyWhatFailedIsTriedAgain/NoKey",
		" || len(partial.Failed) == 0",
		""},
	{"ForeignPartialErrorBelieved", writeBatch, writebehind, "TestOnlyWhatFailedIsTriedAgain/Foreign",
		"found < len(partial.Failed)",
		"found == 0"},
	{"RefusedTriedAgain", writeBatch, writebehind, "TestWhatIsRefusedIsNotTriedAgain/Batch",
		"if all || ",
		"if all && "},
	{"RefusedKeyTriedAgain", writeBatch, writebehind, "TestWhatIsRefusedIsNotTriedAgain/Key",
		"all || isPermanent[K](own)",
		"all"},
	{"OneKeyRefusedForAll", "writebehind/permanent.go", writebehind, "TestWhatIsRefusedIsNotTriedAgain/KeyOfSome",
		"	case *PartialError[K]:\n		return false\n",
		""},
	{"LossNotTold", writeBatch, writebehind, "TestWhatFailsAfterAllAttemptsIsLost",
		"	if q.options.OnLost == nil {",
		"	if true {"},
	{"LossOfOthersTold", writeBatch, writebehind, "TestFlushTellsOfItsOwnLosses",
		"f.until >= e.flying.number",
		"true"},

	// When a batch begins.
	{"MoreThanParallel", writeSchedule, writebehind, "TestParallelBoundsTheBatchesInFlight",
		"q.running < q.options.Parallel && ",
		""},
	{"FullQueueWaits", writeSchedule, writebehind, "TestAFullQueueDoesNotWaitForDelay",
		"len(q.pending.keys) >= q.options.Limit:",
		"false:"},
	{"StepBackProlongsTheDelay", writeSchedule, writebehind, "TestAClockThatStepsBackBeginsTheDelayAnew",
		"		first.since = now //",
		"		//"},

	// Flush and Close.
	{"FlushTooSoon", writeClose, writebehind, "TestFlushWaitsForWhatIsPendingAndNoMore",
		"oldest.number <= f.until",
		"oldest.number < f.until"},
	{"CloseWaitsForever", writeClose, writebehind, "TestCloseDoesNotWaitForeverForAWriteThatIgnoresItsContext",
		"AfterFunc(q.options.Timeout, q.leave)",
		"AfterFunc(q.options.Timeout, func() {})"},
	{"ClosingForgetsWhoWaits", writeClose, writebehind, "TestCloseRefusesWritesWhileItWaits",
		"		q.signalRoomLocked()\n",
		""},
}
