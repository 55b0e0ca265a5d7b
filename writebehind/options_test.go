package writebehind_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/writebehind"
)

func TestNewRefusesBadOptions(t *testing.T) {
	for field, o := range map[string][]options{
		"Limit":      {{Limit: -1}},
		"BatchSize":  {{BatchSize: -1}, {BatchSize: 11, Limit: 10}, {BatchSize: 10_001}},
		"Delay":      {{Delay: -1}},
		"Parallel":   {{Parallel: -1}},
		"Attempts":   {{Attempts: -1}},
		"Backoff":    {{Backoff: -1}},
		"MaxBackoff": {{MaxBackoff: -1}, {Backoff: 2, MaxBackoff: 1}, {MaxBackoff: time.Millisecond}},
		"Timeout":    {{Timeout: -1}},
	} {
		for _, o := range o {
			q, err := writebehind.New((&store{}).write, o)
			require.Nil(t, q)
			var bad *larder.OptionError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, field, bad.Field, "%v", err)
		}
	}
	q, err := writebehind.New[string, int](nil, options{})
	require.Nil(t, q)
	require.ErrorContains(t, err, "New needs a function")
}

func TestNewTakesGoodOptions(t *testing.T) {
	for _, o := range []options{
		{},
		{Limit: 1},
		{Backoff: time.Hour},
		{Limit: 5, BatchSize: 5, Backoff: 1, MaxBackoff: 1, Attempts: 1, Timeout: 1, Parallel: 1},
	} {
		q := newQueue(t, &store{}, o)
		require.NoError(t, q.Close(t.Context()))
	}
}

func TestErrorTexts(t *testing.T) {
	for text, err := range map[string]error{
		"writebehind: 2 writes of the batch failed, such as that of key a: the store is down": &partial{
			Failed: map[string]error{"a": errDown, "b": nil}},
		"writebehind: 2 writes of the batch failed":                                  &partial{Failed: map[string]error{"a": nil, "b": nil}},
		"writebehind: 1 write of the batch failed":                                   &partial{Failed: map[string]error{"b": nil}},
		"writebehind: 1 write of the batch failed, that of key a: the store is down": &partial{Failed: map[string]error{"a": errDown}},
		"writebehind: 1 write was lost: the store is down":                           &writebehind.LostError{Lost: 1, Err: errDown},
		"writebehind: 2 writes were lost, the last one since: the store is down":     &writebehind.LostError{Lost: 2, Err: errDown},
		"writebehind: panic: the store is down":                                      &writebehind.PanicError{Value: errDown, Stack: []byte("goroutine 1")},
	} {
		require.EqualError(t, err, text)
	}
	require.ErrorIs(t, &partial{Failed: map[string]error{"a": errDown, "b": nil}}, errDown)
}

func TestNilContext(t *testing.T) {
	s := &store{}
	q := newQueue(t, s, options{Limit: 1, Delay: time.Hour})
	var none context.Context
	require.ErrorIs(t, q.PutWait(none, "a", 1), writebehind.ErrNilContext)
	require.ErrorIs(t, q.DeleteWait(none, "a"), writebehind.ErrNilContext)
	require.Zero(t, q.Pending(), "though there is room")
	require.NoError(t, q.Put("a", 1))
	require.ErrorIs(t, q.PutWait(none, "b", 1), writebehind.ErrNilContext)
	require.ErrorIs(t, q.Flush(none), writebehind.ErrNilContext)
	require.ErrorIs(t, q.Close(none), writebehind.ErrNilContext)
	require.Empty(t, s.attempts())
	require.NoError(t, q.Put("a", 2), "it is open")
	require.NoError(t, q.Close(t.Context()))
	require.ErrorIs(t, q.Close(none), writebehind.ErrNilContext)
	require.Equal(t, map[string]int{"a": 2}, s.content())
}
