package bench

import (
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/syncmap"
)

// copyKeys is the largest number of keys with which cow.Map is measured:
// filling it costs a copy a key, so that ten times as many take minutes.
const copyKeys = 10_000

// Larder returns larder's own backends, and the floor rows: those last, since
// benchstat compares with what it meets first.
func Larder() []Backend {
	const inside = " in shards"
	backends := []Backend{
		plain("cow", "copy-on-write table: reads take no lock and write nothing", cow.New[string, []byte], cow.New[int, []byte]),
		plain("syncmap", "sync.Map and an index of deadlines", syncmap.New[string, []byte], syncmap.New[int, []byte]),
		plain("rwmutex", "a map and a sync.RWMutex", rwmutex.New[string, []byte], rwmutex.New[int, []byte]),
		inShards("sharded", "rwmutex"+inside, rwmutex.New[string, []byte], rwmutex.New[int, []byte]),
		plain("cow-map", "copy-on-write of the whole map at every write", cow.NewMap[string, []byte], cow.NewMap[int, []byte]),
		inShards("sharded-cow", "cow"+inside, cow.New[string, []byte], cow.New[int, []byte]),
		inShards("sharded-cow-map", "cow-map"+inside, cow.NewMap[string, []byte], cow.NewMap[int, []byte]),
		inShards("sharded-rwmutex", "rwmutex"+inside+", another name of sharded", rwmutex.New[string, []byte], rwmutex.New[int, []byte]),
		inShards("sharded-syncmap", "syncmap"+inside, syncmap.New[string, []byte], syncmap.New[int, []byte]),
		noop,
		rawmap,
	}
	for i := range backends {
		b := &backends[i]
		switch b.Name {
		case "cow", "syncmap", "rwmutex", "sharded", noop.Name, rawmap.Name:
			b.Default = true
		case "cow-map":
			b.MaxKeys = copyKeys
		}
	}
	return backends
}
