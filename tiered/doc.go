// Package tiered is a cache of two tiers: memory in front of a store that many processes
// share, such as Redis, kept coherent across them.
//
//	users, err := tiered.New(tiered.Options[User]{
//		Options: larder.Options[string, User]{TTL: time.Hour, Capacity: 100_000},
//		L1:      tiered.Over[User](cow.New),
//		Remote:  remote, Backplane: backplane, // of contrib/redis
//		Load:    tiered.Plain(db.User),        // func(ctx context.Context, id string) (User, error)
//	})
//	…
//	u, err := users.Get(ctx, "42")
//
// Use it where several processes serve the same data and none may serve what another has
// invalidated. Where there is one process, package loader is simpler and faster; where a
// value must never be old, ask the database.
//
// # What it promises
//
//   - A key that is nowhere is loaded once, for all callers of all nodes: the node that gets
//     the lock loads it, and the others wait. Where it dies, another takes over after LeaseTTL.
//   - An invalidation is final. What was loaded before a Set, Delete, Expire, InvalidateTag or
//     Clear is not stored in the remote once that has returned, whichever node loads it and
//     however late, nor served by the node that made it. The other nodes drop it when the
//     message comes, which takes about a round trip, and at the latest after MaxStaleness.
//   - Where messages are lost, that is found out within three heartbeats, and then every
//     value in memory is served again only after the remote was asked about its number.
//   - A remote that fails, hangs, is full or has lost its data fails no call that can be
//     answered without it, and is left alone by a breaker. What it could not be told is told
//     later, unless something newer has come, by whichever node.
//   - Nothing depends on the clocks of nodes: numbers come from the remote, and times go
//     over as durations.
//   - Whatever the remote returns is checked: what is damaged, of another key, schema, program or
//     release is a miss, and is counted.
//
// docs/coherence.md has the bounds, and why they hold.
//
// # Freshness
//
// A value is fresh for its TTL, in both tiers together: what is left of it goes over with
// the value. After RefreshAfter of that, who asks for it has it loaded anew in the background,
// by one node. After its TTL it is served, and loaded in the background, for
// StaleWhileRevalidate, and kept for StaleIfError for when loading it fails or takes longer
// than SoftTimeout. Memory serves a value for MaxStaleness at most without asking the remote
// for it. What package loader says of loads, panics, contexts and timeouts holds here.
//
// # Nodes
//
// Each Cache is a node. A remote and a backplane are those of one named cache, with values of
// one type: give another cache another namespace. Keys and tags are 1 to 1,024 bytes of text
// without control characters.
package tiered
