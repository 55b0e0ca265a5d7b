package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	flightGroup = "internal/flight/group.go"
	flightRun   = "internal/flight/run.go"
	flightWaits = "internal/flight/waits.go"
	flightLife  = "internal/flight/life.go"
	flight      = "./internal/flight"
)

// flightMutants are bugs in who may store the result of a load, who waits for it, and
// who for whom.
var flightMutants = []mutate.Mutant{
	{"LoadNotFenced", flightGroup, flight, "TestInvalidateFencesAndForgets",
		"	call.Fence.Raise()\n	delete(s.calls, call.Key)",
		"	delete(s.calls, call.Key)"},
	{"FencedLoadJoined", flightGroup, flight, "TestInvalidateFencesAndForgets",
		"	call.Fence.Raise()\n	delete(s.calls, call.Key)",
		"	call.Fence.Raise()"},
	{"LoadDuringWriteNotFenced", flightGroup, flight, "TestLoadBegunDuringWriteIsFenced",
		"if s.writing > 0 {",
		"if false {"},
	{"LoadDuringWriteJoined", flightGroup, flight, "TestLoadBegunDuringWriteIsFenced",
		"	s.writing--\n	if call := s.calls[key]; call != nil {",
		"	s.writing--\n	if call := s.calls[key]; false {"},
	{"SettledAnotherOnesCall", flightGroup, flight, "TestInvalidateFencesAndForgets",
		"if gone && s.calls[call.Key] == call {",
		"if gone {"},
	{"GivenUpLoadJoined", flightGroup, flight, "TestLastWaiterCancels",
		"if call != nil && !call.wanted {",
		"if false {"},
	{"LastWaiterDoesNotCancel", flightGroup, flight, "TestLastWaiterCancels",
		"		call.Run.unwant()\n	}\n}\n\n// Invalidate",
		"	}\n}\n\n// Invalidate"},
	{"FirstWaiterCancels", flightGroup, flight, "TestLastWaiterCancels",
		"if call.waiters == 0 && ",
		"if "},
	{"KeptLoadCancelled", flightGroup, flight, "TestKeptLoadGoesOn",
		"!call.keep && call.wanted {",
		"call.wanted {"},
	{"OneOfManyCancels", flightRun, flight, "TestRunOfManyIsCancelledAfterTheLast",
		"r.wanted.Add(-1) == 0",
		"r.wanted.Add(-1) >= 0"},
	{"ResultOverwritten", flightGroup, flight, "TestTimedOutLoadMayStoreUntilTheNextBegins",
		"	if call.settled {\n		return false\n	}\n	call.settled, call.result = true, result\n	close(call.done)",
		"	call.result = result\n	if call.settled {\n		return false\n	}\n	call.settled = true\n	close(call.done)"},
	{"OneTooManyWaits", flightGroup, flight, "TestTooMany",
		"call.waiters >= g.most",
		"call.waiters > g.most"},
	{"LoadEndsWithItsCaller", flightRun, flight, "TestRunOutlivesItsCaller",
		"context.WithoutCancel(ctx)",
		"ctx"},
	{"LoadWithoutValues", flightRun, flight, "TestRunOutlivesItsCaller",
		"context.WithoutCancel(ctx)",
		"context.Background()"},
	{"CycleNotFound", flightWaits, flight, "TestCycles/Three",
		"		if reaches(next, to, seen) {",
		"		if next == to {"},
	{"EdgeLeftBehind", flightWaits, flight, "TestEndedWaitIsNoEdge",
		"waiter.waits[target]--;",
		""},
	{"DiamondIsACycle", flightWaits, flight, "TestNoCycles/Through",
		"		return false\n	}\n	seen[from] = true",
		"		return true\n	}\n	seen[from] = true"},
	{"CloseDoesNotWait", flightLife, flight, "TestCloseWaitsForRuns",
		"		return 0\n	default:\n	}",
		"		return 0\n	default:\n		return 0\n	}"},
	{"BegunAfterClose", flightLife, flight, "TestCloseWaitsForRuns",
		"	if l.closed {\n		return false\n	}",
		""},
	{"AbortWithoutCancel", flightLife, flight, "TestCloseAborts",
		"		r.Cancel(cause)\n",
		"		_ = r\n"},
}
