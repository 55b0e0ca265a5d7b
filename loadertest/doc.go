// Package loadertest holds every loading cache to what package loader promises: one
// call, and each rule is a subtest named after the rule.
//
//	func TestContract(t *testing.T) {
//		loadertest.Run(t, loadertest.Suite{
//			String: loadertest.Of(cow.New[string, loader.Item[int]]),
//			Float:  loadertest.Of(cow.New[float64, loader.Item[int]]),
//		})
//	}
//
// Use it for loader.Cache over a new backend, and for a cache of your own that loads
// what it has not, be it in several tiers: it needs the four methods of Cache, each of
// which takes a context, and a Factory that understands loader.Options. An
// implementation that leaves something out says so with Without.
//
// # How the rules look
//
// A rule sees a cache from outside only. Most are scripts that are played in a bubble
// of testing/synctest, where time passes only while every goroutine waits: so it is
// known when a caller waits and when it is back, to the nanosecond, and nothing sleeps.
// What such a script leaves running is a failure. Rules about time are played twice,
// with the bubble's time and with a fake clock that the cache is given.
//
// Some rules are searches: goroutines collide as chance will have it. DeleteIsFinal,
// SetIsFinal, ClearIsFinal and InvalidateTagIsFinal make 100,000 invalidations beside
// loads in all, 2,000 under the race detector, and with LARDER_LONG=1 in the
// environment ten times as many. The only real timer is the watchdog that turns a
// deadlock into a failure.
//
// # What a cache need not offer
//
// Rules about Clearer, Tagger, Peeker, Putter, Refresher, ManyLoader, Warmer, Restorer,
// Notifier and Counter are skipped, with the reason, for a cache that is none; rules
// about something else use them where they are there.
//
// A cache that is made of several tiers is to be tested with all of them in the bubble:
// a goroutine that waits for a network holds the bubble's time. Its tiers are to be new
// for every cache that the Factory makes.
//
// # What an implementation may choose
//
// Whether a hit with a dead context is served is open; a miss with one loads nothing.
// A load that was in progress when a tag was invalidated may be joined: only what it
// returns tells that it is of no use.
//
// # Is the suite worth anything
//
// Violations runs it without failing the test, so that a cache with a planted bug can
// be shown to break the rule it should: this package's own tests do so for every rule.
//
// It imports package testing and is not for programs.
package loadertest
