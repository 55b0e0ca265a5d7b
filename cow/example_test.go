package cow_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
)

func ExampleNew() {
	cache, err := cow.New(larder.Options[string, []byte]{TTL: 10 * time.Minute, Jitter: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	if err := cache.Set("greeting", []byte("hello"), larder.DefaultTTL); err != nil {
		fmt.Println(err)
		return
	}
	value, ok := cache.Get("greeting")
	fmt.Printf("%s %t\n", value, ok)
	fmt.Println(cache.Delete("greeting"), cache.Len())
	// Output:
	// hello true
	// true 0
}

// A set of settings: small, read by every request, written by an operator.
func ExampleNewMap() {
	settings, err := cow.NewMap(larder.Options[string, bool]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer settings.Close()
	settings.Set("new-checkout", true, larder.NoExpiry)
	settings.Set("maintenance", false, time.Hour)
	fmt.Println(maps.Collect(settings.All()))
	// Output: map[maintenance:false new-checkout:true]
}

// A request that must see the same settings from its beginning to its end.
func ExampleMap_Snapshot() {
	settings, err := cow.NewMap(larder.Options[string, bool]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer settings.Close()
	settings.Set("maintenance", false, larder.NoExpiry)
	now := settings.Snapshot()
	settings.Set("maintenance", true, larder.NoExpiry)
	fmt.Println(now.Get("maintenance"))
	fmt.Println(settings.Get("maintenance"))
	// Output:
	// false true
	// true true
}

// The entries of one instant, while the cache goes on.
func ExampleCache_Snapshot() {
	stock, err := cow.New(larder.Options[string, int]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stock.Close()
	stock.Set("apples", 3, larder.NoExpiry)
	morning := stock.Snapshot()
	stock.Set("apples", 0, larder.NoExpiry)
	stock.Set("pears", 5, larder.NoExpiry)
	fmt.Println(maps.Collect(morning.All()), maps.Collect(stock.All()))
	// Output: map[apples:3] map[apples:0 pears:5]
}

// Many keys at once, into memory that is used again.
func ExampleCache_GetMany() {
	stock, err := cow.New(larder.Options[string, int]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stock.Close()
	stock.Set("apples", 3, larder.NoExpiry)
	stock.Set("pears", 5, larder.NoExpiry)

	keys := []string{"apples", "plums", "pears"}
	values, found := make([]int, len(keys)), make([]bool, len(keys))
	fmt.Println(stock.GetMany(keys, values, found), values, found)
	// Output: 2 [3 0 5] [true false true]
}

// A warm start: what was saved, less what has expired meanwhile.
func ExampleCache_SaveSnapshotFile() {
	dir, err := os.MkdirTemp("", "larder")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "stock.larder")

	yesterday, err := cow.New(larder.Options[string, int]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	yesterday.Set("apples", 3, time.Hour)
	fmt.Println(yesterday.SaveSnapshotFile(path), yesterday.Close())

	today, err := cow.New(larder.Options[string, int]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer today.Close()
	fmt.Println(today.LoadSnapshotFile(path))
	fmt.Println(today.Get("apples"))
	// Output:
	// <nil> <nil>
	// 1 <nil>
	// 3 true
}
