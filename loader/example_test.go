package loader_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/loader"
)

// database counts its queries.
type database struct{ queries atomic.Int32 }

func (db *database) price(_ context.Context, article string) (int, error) {
	db.queries.Add(1)
	return len(article), nil
}

// Example has a hundred goroutines ask for a value that is not there.
func Example() {
	var db database
	prices, err := loader.New(cow.New, loader.Options[string, int]{
		Options: larder.Options[string, int]{TTL: time.Minute, Capacity: 10_000},
		Load:    loader.Plain(db.price), // func(ctx context.Context, article string) (int, error)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	defer prices.Close(ctx)

	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			price, err := prices.Get(ctx, "apples")
			if price != 6 || err != nil {
				fmt.Println(price, err)
			}
		})
	}
	all.Wait()
	fmt.Println(db.queries.Load())
	// Output: 1
}

// ExampleCache_GetMany loads what misses with one call.
func ExampleCache_GetMany() {
	ctx := context.Background()
	prices, err := loader.New(cow.New, loader.Options[string, int]{
		LoadMany: func(ctx context.Context, articles []string) (map[string]loader.Loaded[int], error) {
			fmt.Println("loading", len(articles))
			found := make(map[string]loader.Loaded[int])
			for _, a := range articles {
				if a != "unicorns" {
					found[a] = loader.Loaded[int]{Value: len(a)}
				}
			}
			return found, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer prices.Close(ctx)
	fmt.Println(prices.GetMany(ctx, []string{"apples", "pears"}))
	fmt.Println(prices.GetMany(ctx, []string{"apples", "pears", "plums", "unicorns"}))
	// Output:
	// loading 2
	// map[apples:6 pears:5] <nil>
	// loading 2
	// map[apples:6 pears:5 plums:5] <nil>
}

// ExampleCache_InvalidateTag makes an end of all values of a shop.
func ExampleCache_InvalidateTag() {
	ctx := context.Background()
	version := 1
	load := func(ctx context.Context, article string) (loader.Loaded[string], error) {
		return loader.Loaded[string]{Value: fmt.Sprint(article, " v", version), Tags: []string{"shop:" + article[:1]}}, nil
	}
	articles, err := loader.New(cow.New, loader.Options[string, string]{Load: load})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer articles.Close(ctx)
	show := func() {
		for _, key := range []string{"a1", "a2", "b1"} {
			fmt.Println(articles.Get(ctx, key))
		}
	}
	show()
	version = 2
	articles.InvalidateTag("shop:a")
	show()
	// Output:
	// a1 v1 <nil>
	// a2 v1 <nil>
	// b1 v1 <nil>
	// a1 v2 <nil>
	// a2 v2 <nil>
	// b1 v1 <nil>
}

// ExampleOptions_staleIfError serves an old value while the origin is down.
func ExampleOptions_staleIfError() {
	ctx, clock, down := context.Background(), fakeclock.New(time.Unix(0, 0)), false
	rates, err := loader.New(cow.New, loader.Options[string, float64]{
		Options:      larder.Options[string, float64]{TTL: time.Minute, Clock: clock},
		StaleIfError: time.Hour,
		Load: func(context.Context, string) (loader.Loaded[float64], error) {
			if down {
				return loader.Loaded[float64]{}, errors.New("the bank is closed")
			}
			return loader.Loaded[float64]{Value: 1.09}, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rates.Close(ctx)
	fmt.Println(rates.Get(ctx, "EUR"))
	down = true
	clock.Advance(30 * time.Minute)
	fmt.Println(rates.Get(ctx, "EUR"))
	clock.Advance(time.Hour)
	fmt.Println(rates.Get(ctx, "EUR"))
	// Output:
	// 1.09 <nil>
	// 1.09 <nil>
	// 0 the bank is closed
}

// ExamplePrevious asks the origin whether what is there has changed.
func ExamplePrevious() {
	ctx, clock := context.Background(), fakeclock.New(time.Unix(0, 0))
	pages, err := loader.New(cow.New, loader.Options[string, string]{
		Options:      larder.Options[string, string]{TTL: time.Minute, Clock: clock},
		StaleIfError: time.Hour, // keeps the old value for long enough
		Load: func(ctx context.Context, url string) (loader.Loaded[string], error) {
			if old, ok := loader.Previous[string](ctx, url); ok && old.Version == 7 { // an HTTP request with If-None-Match, say
				fmt.Println("not modified")
				return loader.Loaded[string]{NotModified: true}, nil
			}
			fmt.Println("loaded")
			return loader.Loaded[string]{Value: "hello", Version: 7}, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pages.Close(ctx)
	fmt.Println(pages.Get(ctx, "/"))
	clock.Advance(2 * time.Minute)
	fmt.Println(pages.Get(ctx, "/"))
	// Output:
	// loaded
	// hello <nil>
	// not modified
	// hello <nil>
}

// ExampleCache_Subscribe counts what happens.
func ExampleCache_Subscribe() {
	ctx := context.Background()
	squares, err := loader.New(cow.New, loader.Options[int, int]{
		Load: func(_ context.Context, n int) (loader.Loaded[int], error) {
			return loader.Loaded[int]{Value: n * n}, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	unsubscribe := squares.Subscribe(0, func(e loader.Event[int]) { fmt.Println(e.Kind, e.Key) })
	squares.Get(ctx, 3)
	squares.Get(ctx, 3)
	unsubscribe() // what was queued has been handled when it returns
	squares.Close(ctx)
	// Output:
	// miss 3
	// load-started 3
	// load-succeeded 3
	// hit 3
}
