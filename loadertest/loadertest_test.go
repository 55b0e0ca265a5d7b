package loadertest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
	"github.com/stretchr/testify/require"
)

// Run is called from a test, as the package's comment shows. What it tests is made by a
// Factory, which Of makes of the constructor of a backend.
func ExampleOf() {
	factory := loadertest.Of(cow.New[string, loader.Item[int]])
	cache, err := factory(loader.Options[string, int]{Load: func(_ context.Context, key string) (loader.Loaded[int], error) {
		return loader.Loaded[int]{Value: len(key)}, nil
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	fmt.Println(cache.GetOrLoad(ctx, "seven", nil))
	fmt.Println(cache.Close(ctx))
	// Output:
	// 5 <nil>
	// <nil>
}

func TestABadFactoryBreaksRules(t *testing.T) {
	none := func(loader.Options[string, int]) (loadertest.Cache[string, int], error) { return nil, nil }
	violations := loadertest.Violations(t, loadertest.Suite{String: none}, "HitLoadsNothing")
	require.Len(t, violations, 1)
	require.Contains(t, violations[0].String(), "neither a cache nor an error")
	violations = loadertest.Violations(t, loadertest.Suite{String: loadertest.Of(func(larder.Options[string, loader.Item[int]]) (*cow.Cache[string, loader.Item[int]], error) {
		return nil, larder.ErrClosed
	})}, "HitLoadsNothing")
	require.Len(t, violations, 1)
	require.Contains(t, violations[0].String(), "refuses")
}

// A cache that has no more than the four methods is held to what these promise, and
// to nothing else.
func TestACacheOfFourMethodsIsEnough(t *testing.T) {
	type bare struct{ loadertest.Cache[string, int] }
	suite := loadertest.Suite{String: func(o options) (loadertest.Cache[string, int], error) {
		c, err := sound(o)
		if err != nil {
			return nil, err
		}
		return bare{c}, nil
	}}
	for _, v := range loadertest.Violations(t, suite) {
		t.Error(v)
	}
}
