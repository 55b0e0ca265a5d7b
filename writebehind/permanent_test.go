package writebehind_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/writebehind"
)

var refused = writebehind.Permanent(errDuplicate)

func TestPermanent(t *testing.T) {
	require.NoError(t, writebehind.Permanent(nil))
	require.EqualError(t, refused, errDuplicate.Error())
	require.ErrorIs(t, refused, errDuplicate)
	var permanent *writebehind.PermanentError
	require.ErrorAs(t, fmt.Errorf("insert: %w", refused), &permanent)
	require.Equal(t, errDuplicate, permanent.Err)
}

// Each error is that of the first attempt for a, b and c; the others go well.
func TestWhatIsRefusedIsNotTriedAgain(t *testing.T) {
	named := func(errs map[string]error) error { return &partial{Failed: errs} }
	a, b, c := put("a", 1), put("b", 1), put("c", 1)
	for name, test := range map[string]struct {
		err         error
		lost, again []write
	}{
		"Batch":      {refused, []write{a, b, c}, nil},
		"Wrapped":    {fmt.Errorf("insert: %w", refused), []write{a, b, c}, nil},
		"Joined":     {errors.Join(errDown, refused), []write{a, b, c}, nil},
		"Key":        {named(map[string]error{"b": refused}), []write{b}, nil},
		"KeyWrapped": {named(map[string]error{"b": fmt.Errorf("row 2: %w", refused)}), []write{b}, nil},
		"KeyOfSome":  {named(map[string]error{"a": errDown, "b": refused, "c": nil}), []write{b}, []write{a, c}},
		"AllNamed":   {writebehind.Permanent(named(map[string]error{"b": errDuplicate, "c": nil})), []write{b, c}, nil},
		"Foreign":    {named(map[string]error{"b": refused, "x": refused}), nil, []write{a, b, c}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var lost losses
				first := true
				s := &store{before: func(context.Context, []write) error {
					if first {
						first = false
						return test.err
					}
					return nil
				}}
				q := newQueue(t, s, options{Delay: time.Second, Backoff: time.Hour, OnLost: lost.add})
				for _, w := range []write{a, b, c} {
					require.NoError(t, q.Put(w.Key, w.Value))
				}
				<-time.After(time.Second)
				synctest.Wait()
				require.Equal(t, test.lost, lost.all, "before the next attempt")
				for _, why := range lost.whys {
					var permanent *writebehind.PermanentError
					require.ErrorAs(t, why, &permanent)
					require.ErrorIs(t, why, errDuplicate)
				}
				require.Equal(t, len(test.lost) > 0, q.Close(t.Context()) != nil)
				if test.again == nil {
					require.Len(t, s.attempts(), 1)
				} else {
					require.Equal(t, test.again, s.attempts()[1])
				}
				stats := q.Stats()
				require.EqualValues(t, len(test.lost), stats.Lost)
				require.EqualValues(t, 3-len(test.lost), stats.Written)
				require.Equal(t, test.lost, lost.all)
			})
		})
	}
}

func TestAReplacedRefusedWriteIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		var q *queue
		s := &store{before: func(_ context.Context, batch []write) error {
			if batch[0].Value == 2 {
				return nil
			}
			require.NoError(t, q.Put("a", 2))
			return refused
		}}
		q = newQueue(t, s, options{OnLost: lost.add})
		require.NoError(t, q.Put("a", 1))
		require.NoError(t, q.Flush(t.Context()))
		require.Empty(t, lost.all)
		require.Equal(t, map[string]int{"a": 2}, s.content())
		require.NoError(t, q.Close(t.Context()))
		require.Equal(t, writebehind.Stats{Puts: 2, Coalesced: 1, Written: 1, Batches: 2, Attempts: 2, Failures: 1}, q.Stats())
	})
}

// It is not Close that is to blame for the loss of what would have been refused anyway.
func TestARefusalDuringCloseIsTheOnlyReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lost losses
		s := &store{before: func(ctx context.Context, _ []write) error { <-ctx.Done(); return refused }}
		q := newQueue(t, s, options{OnLost: lost.add})
		require.NoError(t, q.Put("a", 1))
		synctest.Wait()
		require.ErrorIs(t, q.Close(ended()), errDuplicate)
		require.Equal(t, []error{refused}, lost.whys)
	})
}
