// Package cow holds the copy-on-write caches: a reader takes no lock, writes
// no shared memory, allocates nothing and never retries. In a bounded cache it stores
// a count of two bits in the entry it found, up to three times in a turnover, and now
// and then offers a sampled key to the policy.
//
//   - Cache is the one to use: a hash table of pointers to entries that never
//     change. A write makes one new entry and stores one pointer.
//   - Map is the textbook form: a write copies the whole map and publishes the
//     copy; writers that wait share one. Use it for small sets (hundreds of
//     entries) that hardly ever change, where a Cache would take too much memory.
//
// A snapshot of either takes the same time whatever its size, shows the entries
// of one instant for as long as it is held, and needs no closing. It holds on to
// them, and to what was set in their tables until these grew. A Cache can be saved
// to a file, for a warm start, and looks up many keys faster than one by one.
//
// When not: for thousands of small caches. An empty Cache takes some 14 kB, since
// it is made for many writers; package rwmutex takes a tenth of it.
//
// A reader that meets an expired entry does not wait to remove it: it removes
// it if that is possible without waiting, else leaves it in a bounded queue
// for the next writer or sweep.
package cow
