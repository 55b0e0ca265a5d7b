package loader_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// TestErrIsOfOneKey: what a BulkFunc could not load does not keep the rest from being used, and
// is an error, not an absence.
func TestErrIsOfOneKey(t *testing.T) {
	broken := errors.New("the shard of it is down")
	c := newCache(t, loader.Options[string, int]{
		NegativeTTL: time.Hour,
		LoadMany: func(context.Context, []string) (map[string]loader.Loaded[int], error) {
			return map[string]loader.Loaded[int]{"a": {Value: 1}, "b": {Err: broken}, "d": {Err: larder.ErrNotFound}}, nil
		},
	})
	defer c.Close(t.Context())
	values, err := c.GetMany(t.Context(), []string{"a", "b", "c", "d"})
	require.ErrorIs(t, err, broken)
	require.NotErrorIs(t, err, larder.ErrNotFound)
	require.Equal(t, map[string]int{"a": 1}, values)
	s := c.Stats()
	require.EqualValues(t, 1, s.LoadErrors)
	require.EqualValues(t, 2, s.NotFound)
	require.Equal(t, 2, s.Negatives, "that b failed is not remembered")
	require.ErrorIs(t, c.Put("a", loader.Loaded[int]{Value: 2, Err: broken}), broken)
	v, ok := c.Peek("a")
	require.True(t, ok)
	require.Equal(t, 1, v)
}
