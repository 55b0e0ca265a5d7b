package writebehind_test

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/writebehind"
)

// A counter is read through the cache, which asks the queue before the database; the
// database gets what it is when the batch goes out.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	database := map[string]int{"pears": 7}
	var queue *writebehind.Queue[string, int]
	cache, err := loader.New(cow.New[string, loader.Item[int]], loader.Options[string, int]{
		Options: larder.Options[string, int]{TTL: time.Hour},
		Load: func(_ context.Context, key string) (loader.Loaded[int], error) {
			if n, deleted, pending := queue.Get(key); deleted {
				return loader.Loaded[int]{}, larder.ErrNotFound
			} else if pending {
				return loader.Loaded[int]{Value: n}, nil
			}
			if n, ok := database[key]; ok {
				return loader.Loaded[int]{Value: n}, nil
			}
			return loader.Loaded[int]{}, larder.ErrNotFound
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close(ctx)
	queue, err = writebehind.New(func(ctx context.Context, batch []writebehind.Write[string, int]) error {
		for _, w := range batch {
			if w.Deleted {
				delete(database, w.Key)
			} else {
				database[w.Key] = w.Value
			}
		}
		return nil
	}, writebehind.Options[string, int]{
		Delay: time.Minute,
		OnLost: func(lost writebehind.Write[string, int], why error) {
			cache.Delete(lost.Key)
			fmt.Println("lost:", lost, why)
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	for n := range 1000 {
		if err := queue.Put("apples", n); err != nil { // ErrFull: the cache is as it was
			fmt.Println(err)
			return
		}
		cache.Delete("apples") // the next reader gets what was put
	}
	if err := queue.Delete("pears"); err != nil {
		fmt.Println(err)
		return
	}
	cache.Delete("pears")

	apples, err := cache.Get(ctx, "apples")
	fmt.Println("apples:", apples, err)
	_, err = cache.Get(ctx, "pears")
	fmt.Println("pears:", err)
	fmt.Println("pending:", queue.Pending())

	fmt.Println("close:", queue.Close(ctx))
	fmt.Println("database:", database)
	fmt.Println("in writes:", queue.Stats().Written)
	// Output:
	// apples: 999 <nil>
	// pears: larder: not found
	// pending: 2
	// close: <nil>
	// database: map[apples:999]
	// in writes: 2
}
