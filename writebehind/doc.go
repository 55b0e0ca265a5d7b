// Package writebehind is a queue of writes to a slow store: the program sets a value in
// its cache at once, and the database gets it later, in batches. It knows no cache; it
// stands beside one.
//
//	cache.Set(key, value, larder.DefaultTTL)
//	err := queue.Put(key, value) // ErrFull: the store is behind; write it yourself, or use PutWait
//
// Use it where a store cannot take every write when it comes, or where most writes are of
// a few keys: while a write waits, a newer one of its key takes its place, so that a
// counter that is set a thousand times between two batches is written once.
//
// Not where a write must survive the process: what is pending is in memory alone, and a
// crash loses it. What a running program loses it is told of, write by write, by
// [Options.OnLost], by the error of [Queue.Flush] and [Queue.Close], and in [Stats].
//
// # Order
//
// Writes of one key take effect in the order of their Puts: no two of them are in flight
// at a time, and a newer one goes in a later batch, or in the next attempt if the attempt
// under way fails. Writes of different keys have no order.
//
// # Reading
//
// Until a write is in the store, what a program reads there is out of date. Who loads a
// missing value asks [Queue.Get] first and the store then. (Not the other way round: the
// write could arrive between the two, and be seen by neither.)
package writebehind
