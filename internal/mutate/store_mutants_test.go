package mutate_test

import "github.com/larder-go/larder/internal/mutate"

const (
	cowStore    = "cow/store.go"
	lockedStore = "rwmutex/store.go"
	table       = "cow/table.go"
)

// storeMutants are bugs in the stores, snapshots of them apart.
var storeMutants = []mutate.Mutant{
	{"ForgottenPublish", cowStore, "./cow", "TestStore/SeededHash/ScanShowsEverything",
		"s.publish(shardOf(e.Tag), t)\n",
		""},
	{"RootOfAnotherSize", cowStore, "./cow", "TestStore/SeededHash/Drain",
		"atomic.StorePointer(&s.roots[shard], t.root())",
		"if s.roots[shard] == nil || len(t.slots) > 1 {\n\t\tatomic.StorePointer(&s.roots[shard], t.root())\n\t}"},
	{"TombstoneTakenTooEarly", table, "./cow", "TestStoreOfBadHashes/Constant/AgainstAMap",
		"if !found {\n\t\t\t\tfree, found = i, true\n\t\t\t}",
		"return i, nil"},
	{"RemovalEndsTheProbe", cowStore, "./cow", "TestStoreOfBadHashes/Constant/AgainstAMap",
		"slot, s.tombstone)\n\tg.expiring",
		"slot, nil)\n\tg.expiring"},
	{"WritersWithoutALock", cowStore, "./cow", "TestWritersWaitForTheirShard/Swap",
		"g.mu.Lock()\n\tdefer g.mu.Unlock()\n\tt := s.table(h)\n\tslot, old",
		"_ = g\n\tt := s.table(h)\n\tslot, old"},
	{"HashMayBeTheTombstones", cowStore, "./cow", "TestStoreOfBadHashes/Constant/AgainstAMap",
		"return s.hasher.Hash(key) | notZero",
		"return s.hasher.Hash(key)"},
	{"BatchTrustsTheHash", "cow/many.go", "./cow", "TestGetManyIsManyGets/truncated",
		"if e == nil || e.Key != keys[i] {",
		"if e == nil {"},
	{"SizeNotLowered", "syncmap/store.go", "./syncmap", "TestContract/LenCountsResidents",
		"old = prev.(*engine.Entry[K, V])\n\ts.size.Add(-1)",
		"old = prev.(*engine.Entry[K, V])"},
}
