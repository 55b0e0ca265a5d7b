// Package cow holds the copy-on-write caches: a reader takes no lock, writes
// no shared memory, allocates nothing and never retries.
//
//   - Cache is the one to use: a hash table of pointers to entries that never
//     change. A write makes one new entry and stores one pointer.
//   - Map is the textbook form: a write copies the whole map and publishes the
//     copy. Use it for small sets (hundreds of entries) that are read much and
//     written seldom.
//
// When not: for thousands of small caches. An empty Cache takes some 13 kB, since
// it is made for many writers; package rwmutex takes a tenth of it.
//
// A reader that meets an expired entry does not wait to remove it: it removes
// it if that is possible without waiting, else leaves it in a bounded queue
// for the next writer or sweep.
package cow
