// Package loader is a cache that fills itself: who asks for a key that is not
// there gets it loaded, once for all who ask at the same time.
//
//	users, err := loader.New(cow.New, loader.Options[int, User]{
//		Options: larder.Options[int, User]{TTL: time.Minute, Capacity: 100_000},
//		Load:    loader.Plain(db.User), // func(ctx context.Context, id int) (User, error)
//	})
//	…
//	u, err := users.Get(ctx, 42)
//
// Use it in front of anything that is slower than memory. Where values come from
// the program itself, a backend alone is simpler.
//
// # What it promises
//
//   - Concurrent calls for one key share one load. It belongs to none of them: a
//     caller who gives up leaves alone, and when the last one leaves, the load's
//     context is cancelled.
//   - A load that panics, calls runtime.Goexit, or hangs until Options.LoadTimeout is
//     an error for those who wait, and the key is free again. It never runs under a
//     lock.
//   - An invalidation is final. The result of a load that began before a Set,
//     Delete, Clear or InvalidateTag is not there once that has returned, and
//     nobody who asks from then on is given it. Those who were waiting already
//     still get it.
//   - A load that would wait for itself, through whatever other loads, is
//     ErrRecursiveLoad.
//   - Errors are not kept unless Options.ErrorTTL says so. That there is no value,
//     larder.ErrNotFound, may be, with Options.NegativeTTL.
//
// # Freshness
//
// Each value goes through these states. Fresh lasts for its TTL, the windows after
// that are those of Options; a window of zero length is skipped.
//
//	fresh      served
//	due        served; the first to see it starts a load in the background
//	           (after Options.RefreshAfter of the TTL; or, with Options.XFetch, with
//	           a probability that rises towards the end)
//	stale      served, and loaded in the background, for
//	           Options.StaleWhileRevalidate after the end of the TTL
//	fallback   loaded while the caller waits, and served if that fails or takes
//	           longer than Options.SoftTimeout, for Options.StaleIfError after the
//	           end of the TTL, if that is later
//	gone       loaded while the caller waits
//
// After a load has failed, a value that may still be served is, and for
// Options.RetryAfter no load of the key is tried. A load that says ErrNotFound
// has not failed: the value is dropped, whatever window it was in. A value that
// was invalidated is gone in all states.
//
// # The cache below
//
// The loader makes the backend, owns it and closes it. It stores Items in it, which
// live as long as they may be served in any state. A limit on entries or weight,
// the policy, the sweeper and the clock are those of the backend.
//
// Options.OnRemove is called as larder.Options says, but what a load removes is reported
// when those who waited for it have its value, and what others remove at that very
// moment perhaps then, too, when their operation has returned. A panic of it in a load
// is counted as an error of the load.
//
// That a value has become due, or stale, is noticed late only while the scheduler is
// starved: by up to a 64th of the shortest time that a value is fresh, two seconds at most.
// That it is gone is exact. With an injected clock all is exact.
//
// # Testing
//
// With package fakeclock as Options.Clock, or in a bubble of testing/synctest, time is
// the test's. A load runs on a goroutine of its own all the same: wait for what it does,
// with a channel in the load function, say. Close the cache before a bubble ends.
package loader
