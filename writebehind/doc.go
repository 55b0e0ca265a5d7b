// Package writebehind is a queue of writes to a slow store: who reads through the cache
// finds a value at once, and the database gets it later, in batches. It knows no cache; it
// stands beside one.
//
//	if err := queue.Put(key, value); err != nil {
//		return err // ErrFull: the store is behind; PutWait waits for it
//	}
//	cache.Delete(key) // the next reader loads what was put, see Reading
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
//
//	Load: func(ctx context.Context, key string) (loader.Loaded[int], error) {
//		if value, deleted, pending := queue.Get(key); deleted {
//			return loader.Loaded[int]{}, larder.ErrNotFound
//		} else if pending {
//			return loader.Loaded[int]{Value: value}, nil
//		}
//		return fromStore(ctx, key)
//	},
//
// The queue alone has the order of the writes, so that no writer sets a value in the cache.
// Two that cross would leave the older one there:
//
//  1. A: queue.Put(key, 1)
//  2. B: queue.Put(key, 2)
//  3. B: cache.Set(key, 2)
//  4. A: cache.Set(key, 1) // and the store gets 2
//
// Put comes before Delete, or a reader between them has the cache keep what is to be
// replaced; and where Put fails, the cache is as it was. [Options.OnLost] deletes as well:
// what was read from the queue did not come true. With that, what is pending may live in
// the cache as long as any other value, if a Delete is final there: as in package loader,
// it must keep out the result of a load that began before it.
package writebehind
