package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	loadAwait     = "loader/await.go"
	loadFetch     = "loader/fetch.go"
	loadFreshness = "loader/freshness.go"
	loadLoad      = "loader/load.go"
	loadMany      = "loader/many.go"
	loadSettle    = "loader/settle.go"
	loadTags      = "loader/tags.go"
	loadVerdict   = "loader/verdict.go"
	loadWrite     = "loader/write.go"
	loadRestore   = "loader/restore.go"
	loadEvents    = "internal/events/bus.go"
	loader        = "./loader"
	contract      = "./internal/mutate/loading" // the suite over one backend, which builds in a tenth of the time
	rule          = "TestContract/"
)

// loaderMutants are bugs in what a loading cache stores, serves and forgets.
var loaderMutants = []mutate.Mutant{
	// Invalidations that can be undone.
	{"DeleteDoesNotInvalidateLoads", loadWrite, contract, rule + "LoadBeforeDeleteIsNotKept",
		"	c.flights.BeginWrite(key, false)\n	defer c.flights.EndWrite(key, false)\n",
		""},
	{"SetDoesNotInvalidateLoads", loadWrite, contract, rule + "LoadBeforeSetIsNotKept",
		"	c.flights.BeginWrite(key, l.Version > 0)\n	defer c.flights.EndWrite(key, l.Version > 0)\n",
		""},
	{"ClearDoesNotInvalidateLoads", loadWrite, contract, rule + "LoadBeforeClearIsNotKept",
		"	loading := c.flights.InvalidateAll()\n	clearAll(c.verdicts, loading)\n	clearAll(c.cache, loading)\n	// Once more: a load that began meanwhile may have come upon a value that was still\n	// there, and is not to be joined by who asks from now on.\n	c.flights.InvalidateAll()\n",
		"	clearAll(c.verdicts, nil)\n	clearAll(c.cache, nil)\n"},
	{"StoredWithoutItsFence", loadSettle, contract, rule + "LoadBeforeDeleteIsNotKept",
		"fence := &call.Strict",
		"fence := new(larder.Fence)"},
	{"TagsAsOfTheEnd", loadLoad, contract, rule + "LoadBeforeInvalidateTagIsNotKept",
		"	values, err = j.load(j.context(), keysOf(j.calls))\n",
		"	values, err = j.load(j.context(), keysOf(j.calls))\n	j.since = c.tags.number.Load()\n"},
	{"InvalidatedServedStale", loadFreshness, contract, rule + "InvalidatedIsNotServedStale",
		"	case it.invalid():\n		return gone\n	case now < it.until:",
		"	case now < it.until && it.invalid():\n		return gone\n	case now < it.until:"},
	{"VerdictOutlivesADelete", loadWrite, contract, rule + "WritesEndNotFound",
		"	c.verdicts.Delete(key)\n	return c.cache",
		"	return c.cache"},
	{"VerdictWithoutItsFence", loadVerdict, contract, rule + "NotFoundBeforeAWriteIsNotKept",
		"keep, &call.Strict, nil)",
		"keep, nil, nil)"},
	{"RestoredOverADelete", loadRestore, contract, rule + "DeleteDuringRestoreIsFinal",
		"	if written.has(e.Key) {",
		"	if false {"},
	{"OlderVersionStored", loadSettle, contract, rule + "LoadOfAnOlderVersionGivesTheNewer",
		"live && old.version() > it.version()",
		"live && old.version() < it.version()"},
	{"OlderVersionPut", loadWrite, contract, rule + "OlderVersionIsRefused",
		"old.version() <= it.version()",
		"true"},

	// Who waits, and for how long.
	{"HitWithoutALook", loadLoad, contract, rule + "OneLoadForAllAtOnce",
		"	return st >= stale\n",
		"	return false\n"},
	{"LateCallerKept", loadAwait, contract, rule + "FollowerLeavesAtItsDeadline",
		"	case <-ctx.Done():\n		return out, ctx.Err()\n",
		""},
	{"TimeoutDropsTheLoad", loadAwait, contract, rule + "HardTimeoutEndsAWait",
		"		keep = true\n",
		""},
	{"ErrorTakenForAnExit", loadLoad, contract, rule + "ErrorReachesAll",
		"	returned = true\n	return values, took, err, true",
		"	returned = err == nil\n	return values, took, err, true"},
	{"HangingLoadKeepsItsKey", loadLoad, contract, rule + "LoadTimeoutFreesTheKey",
		"			c.flights.Settle(call, outcome[V]{err: ErrTimeout}, false)\n",
		""},
	{"NoFallback", loadFetch, contract, rule + "RetryAfterThrottlesFallbacks",
		"	if !had || errors.Is",
		"	if true || errors.Is"},
	{"NestedLoadsTakeTurns", loadLoad, contract, rule + "MaxLoadsSparesLoadsOfLoads",
		"	case <-j.run.Urgent():\n		return func() {}, nil\n	default:\n	}\n	select {\n	case slots <- struct{}{}:\n		return func() { <-slots }, nil\n	case <-j.run.Urgent():\n		return func() {}, nil\n",
		"	default:\n	}\n	select {\n	case slots <- struct{}{}:\n		return func() { <-slots }, nil\n"},

	// Freshness.
	{"StaleForAsLongAsItIsThere", loadFreshness, contract, rule + "StatesChangeAtTheirBoundaries",
		"	case now < after(it.until, c.o.StaleWhileRevalidate):",
		"	case c.o.StaleWhileRevalidate > 0:"},
	{"StaleIsFresh", loadFreshness, contract, rule + "StatesChangeAtTheirBoundaries",
		"	case now < it.until:\n		if ask",
		"	case now <= it.until:\n		if ask"},
	{"JitterNotApplied", loadFreshness, contract, rule + "JitterShortensWhatIsLoaded",
		"ttl == larder.NoExpiry || c.o.Jitter == 0",
		"true"},
	{"XFetchAllTheTime", loadFreshness, contract, rule + "XFetchIsNotTooEarly",
		"	return gap >= float64(it.until-now)",
		"	return gap >= 0"},
	{"XFetchNever", loadFreshness, contract, rule + "XFetchLoadsEarly",
		"	return gap >= float64(it.until-now)",
		"	return gap < 0"},
	{"RefreshesInSpiteOfFailure", loadLoad, contract, rule + "RetryAfterThrottlesRefreshes",
		"load == nil || c.resting(key)",
		"load == nil"},
	{"NotFoundKeepsTheOldValue", loadSettle, contract, rule + "NotFoundDropsTheOldValue",
		"		c.write.DeleteIf(call.Key, &call.Fence, nil)\n",
		""},
	{"BackOffDoesNotDouble", loadVerdict, contract, rule + "ErrorTTLDoublesUpToItsMaximum",
		"before.more.failures + 1",
		"before.more.failures"},
	{"BackOffOutlivesSuccess", loadSettle, contract, rule + "SuccessEndsTheBackOff",
		"	c.judge.DeleteIf(call.Key, nil, nil)\n",
		""},

	// Many keys, and events.
	{"ManyLoadsWhatIsLoading", loadMany, contract, rule + "ManyWaitsForLoadsInProgress",
		"		if w.call = call; leads {\n			led = append(led, call)",
		"		if w.call = call; leads || true {\n			led = append(led, call)"},
	{"UnaskedStored", loadSettle, contract, rule + "BulkMayNotBringMore",
		"	if err == nil {\n		c.counts.add(&c.counts.unasked",
		"	for key, l := range values {\n		_ = c.Put(key, l)\n	}\n	if err == nil {\n		c.counts.add(&c.counts.unasked"},
	{"SlowHandlerHoldsUp", loadEvents, contract, rule + "SlowHandlerIsWaitedForByNobody",
		"		default:\n			b.dropped.Add(1)\n",
		""},
	{"TagsGrow", loadTags, loader, "TestTagsAreForgotten",
		"	if ts.names[name].Value() == nil {\n		delete",
		"	if false {\n		delete"},
	{"NewTagKnowsNothing", loadTags, loader, "TestALoadThatBeganBeforeManyInvalidationsIsDiscarded",
		"	t.at.Store(ts.old)\n",
		""},
}
