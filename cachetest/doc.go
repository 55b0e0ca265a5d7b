// Package cachetest holds every implementation of larder.Cache to the
// contract: one call, and each rule of it is a subtest named after the rule.
//
//	func TestContract(t *testing.T) {
//		cachetest.Run(t, cachetest.Suite{
//			String: cachetest.Of(rwmutex.New[string, int]),
//			Int:    cachetest.Of(rwmutex.New[int, int]),
//			Float:  cachetest.Of(rwmutex.New[float64, int]),
//			Any:    cachetest.Of(rwmutex.New[any, int]),
//			Struct: cachetest.Of(rwmutex.New[cachetest.StructKey, int]),
//		})
//	}
//
// Use it for a new backend, for a wrapper around a cache, and once more for
// any variant of them that is worth a test (a bad hash, one shard, many). An
// implementation that leaves something out says so with Without.
//
// # How the rules look
//
// A rule sees a cache from outside only. Time is a fake clock, injected, which
// also counts what the cache asks of it and can call the test from inside of
// an operation: so an interleaving that chance brings once in a million runs
// is made on purpose. Where nothing can be steered, goroutines collide until
// the rule would have been broken many times. The system's clock is tested in
// bubbles of testing/synctest. Nothing sleeps and nothing is timed; the only
// real timer is the watchdog that turns a deadlock into a failure.
//
// Some rules are searches rather than scripts: AgreesWithModel runs random
// sequences of operations beside a model and shrinks the one that differs, the
// Linearizable rules record concurrent histories and have them decided,
// ReportsExactlyOnceUnderLoad settles accounts for every value, and the
// OneInstant rules look at a cache while a writer counts through its keys, which
// gives each instant away. With LARDER_LONG=1 in the environment they run ten
// times as long.
//
// # What a cache need not offer
//
// Rules about larder.Clearer, larder.Snapshotter and larder.Conditional are skipped,
// with the reason, for a cache that is none. One that is, is held to them: whatever it
// does to all keys, it does at one instant. That All is of one instant, too, is
// a promise beyond the contract: Suite.PointInTime makes it.
//
// # Limits
//
// Every rule about limits makes caches with each of larder.Policies where that makes
// sense, and looks at them from outside: no more is resident than may be, whatever
// leaves is reported once with its cause, and Stats count what the listener heard.
// AgreesWithModelWithinLimits, the LinearizableWithinLimits rules and
// ReportsExactlyOnceWithinLimits are the searches from above with limits so small
// that hardly anything fits. What a policy is good for is tested no further than
// that none is good for nothing: HotSurvivesScan and NewIsAdmittedInTime.
//
// The rules leave open what the contract does: which entry leaves, but with
// larder.PolicySoonestExpiry; whether a new entry that expires soonest is rejected
// or has the next one leave; how many are reported where a new entry grows; and
// whether Resize evicts what is pinned. They hold a cache to having room: entries
// that were resident together are so again after they were deleted, cleared or
// swept; and three quarters of a capacity are used when many times as much was set.
//
// A cache may be made of shards that evict by themselves, with quotas that add up
// to the capacity. It is to be excused from the SoonestExpiry rules, which look at
// the order of evictions, and, if its weight is parted as well, from HeaviestFits.
//
// # How to read many failures
//
// One mistake about a basic thing breaks dozens of rules. The rules stand in
// order: mend the first that fails, and run again. A rule that deadlocks costs
// its watchdog's 20 seconds, and prints all goroutines.
//
// # What an implementation may choose
//
// An expired entry that a Get met may stay resident until the next write or the
// next tick of the sweeper. Whether a value that had expired is
// cleared or expired when Clear meets it is open. A cache made of shards may
// have one timer a shard; where each shard has a budget of its own too, or takes
// a first time to live of its own with SweepQueue, say so with Without.
//
// # Is the suite worth anything
//
// Violations runs it without failing the test, so that a cache with a planted
// bug can be shown to break the rule it should: this package's own tests do so
// for every rule.
//
// It imports package testing and is not for programs.
package cachetest
