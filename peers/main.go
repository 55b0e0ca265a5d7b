// Command peers is cachebench with more backends: other libraries of the field,
// on the same work as larder's own.
//
//	go -C peers run . run -backend cow,otter,xsync4
//
// or, from this folder, go run . list, which names them with their versions.
// Everything else is as in cmd/cachebench.
//
// # What is measured
//
// Each peer is an adapter in a file of its own, which says how the library is
// configured and why that is fair. For all of them:
//
//   - The values are the driver's, not copies; nothing is encoded. Caches of bytes copy,
//     which is what they are: it is told beside their results.
//   - No cache is told in advance how large it will be, except where it needs a
//     limit: then that is twice the number of keys, so that nothing is evicted.
//     Keeping the order in which it would evict is a part of its price.
//   - With -capacity all have that limit, in entries that weigh the same; caches of
//     bytes have it in bytes, derived from what the entries take on average (bytes.go).
//     Some evict in the background, or by the shard: one that held more than the limit
//     after a sample says so beside its results, and one that held more than a tenth
//     and 128 more has none.
//   - What finishes Sets in the background is waited for after filling and before its
//     entries are counted, never while it is measured, and says so.
//   - Statistics are counted where the run asks for them (it does unless
//     -nostats is given) and the library can. Compare with -nostats too: maps
//     have none to count.
//   - What has no time to live says so, in the list and beside its results; it is
//     measured all the same. What has one for all entries gets that of the run.
//   - What one cannot do (a capacity, integer keys, times to live that differ) is a row
//     "cannot:" with the reason, in the table and in the results.
//   - No listener, no weigher, no loader.
//
// # The peers
//
// Pinned in go.mod, at the newest releases when they were chosen.
//
//	name       library              version  released  since  a read locks
//	xsync3     puzpuzpuz/xsync/v3   v3.5.1   2025-01   2021   nothing
//	xsync4     puzpuzpuz/xsync/v4   v4.5.0   2026-04   2021   nothing
//	sync-map   sync.Map             Go's     Go's      2017   nothing
//	mutex-map  a map, sync.Mutex    ours                      everything
//	otter      maypok86/otter/v2    v2.4.0   2026-10   2024   nothing
//	otter-ttl  the same
//	theine     Yiling-J/theine-go   v0.6.3   2026-11   2023   a shard, shared
//	ristretto  dgraph-io/ristretto  v2.4.2   2026-07   2019   a shard, shared
//	lru        hashicorp/golang-lru v2.0.7   2023-09   2014   everything
//	lru-ttl    the same
//	2q         the same
//	arc        the same, a module of its own
//	ttlcache   jellydator/ttlcache  v3.4.1   2026-06   2022   everything
//	go-cache   patrickmn/go-cache   v2.1.0   2017-07   2015   everything, shared
//	sturdyc    viccon/sturdyc       v1.1.5   2025-04   2024   a shard, shared
//	bigcache   allegro/bigcache/v3  v3.1.0   2022-10   2016   a shard, shared
//	fastcache  VictoriaMetrics      v1.13.0  2025-08   2018   a shard, shared
//	freecache  coocood/freecache    v1.2.7   2026-03   2015   a shard
//
// go-cache, golang-lru and bigcache have had no release for years. go-cache is here
// because it is still much used, and for how it removes what expires; golang-lru
// because its caches are those of the textbooks, and the LRU that most programs have;
// bigcache because it is what caches of bytes are compared with. xsync3 has given way
// to xsync4, and is here because larder has its counters and queue from it.
//
// Not measured: phuslu/lru, elastic/go-freelru, samber/hot and scalalang2/golang-fifo
// (SIEVE and S3-FIFO), since the module proxy with which the others were chosen and
// pinned did not have them. Nothing else is against them.
//
// # When not
//
// Nothing imports this module: it is apart from the root so that no user of
// larder downloads its rivals.
package main

import (
	"os"

	"github.com/larder-go/larder/internal/bench/cli"
)

func main() { os.Exit(cli.Main(Backends())) }
