package cow_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/snapshot"
	"github.com/stretchr/testify/require"
)

func open[K comparable, V any](t *testing.T, o larder.Options[K, V]) *cow.Cache[K, V] {
	t.Helper()
	c, err := cow.New(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// TestSaveAndLoad carries entries from one cache to another, while the clock
// goes on between the two.
func TestSaveAndLoad(t *testing.T) {
	clock := fakeclock.New(time.Unix(1_000, 0))
	from := open(t, larder.Options[string, int]{Clock: clock})
	for i := range 1000 {
		require.NoError(t, from.Set(fmt.Sprint("for ever", i), i, larder.NoExpiry))
	}
	require.NoError(t, from.Set("a minute", 1, time.Minute))
	require.NoError(t, from.Set("ten seconds", 2, 10*time.Second))
	require.NoError(t, from.Set("a second", 3, time.Second))
	clock.Advance(time.Second)

	var saved bytes.Buffer
	require.NoError(t, from.SaveSnapshot(&saved))
	require.Equal(t, 1002, len(maps.Collect(from.All())), "the cache goes on")

	clock.Advance(10 * time.Second) // nobody runs
	events := map[string]larder.Cause{}
	to := open(t, larder.Options[string, int]{
		Clock: clock, TTL: time.Nanosecond, Jitter: 0.9,
		OnRemove: func(key string, _ int, cause larder.Cause) { events[key] = cause },
	})
	require.NoError(t, to.Set("a minute", 7, larder.NoExpiry))
	loaded, err := to.LoadSnapshot(&saved)
	require.NoError(t, err)
	require.Equal(t, 1001, loaded, "what expired meanwhile is left out")
	require.Equal(t, map[string]larder.Cause{"a minute": larder.CauseReplaced}, events)
	for i := range 1000 {
		value, ok := to.Get(fmt.Sprint("for ever", i))
		require.True(t, ok && value == i)
	}
	clock.Advance(49*time.Second - 1)
	value, ok := to.Get("a minute")
	require.True(t, ok, "neither jitter nor the default time to live apply")
	require.Equal(t, 1, value)
	clock.Advance(1)
	_, ok = to.Get("a minute")
	require.False(t, ok, "the deadline is kept to the nanosecond")
}

// TestSaveAndLoadByTheSystemClock does so without a clock of its own.
func TestSaveAndLoadByTheSystemClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, err := cow.New(larder.Options[string, int]{})
		require.NoError(t, err)
		defer from.Close()
		require.NoError(t, from.Set("key", 1, time.Hour))
		<-time.After(10 * time.Minute)
		var saved bytes.Buffer
		require.NoError(t, from.SaveSnapshot(&saved))
		<-time.After(20 * time.Minute)

		to, err := cow.New(larder.Options[string, int]{})
		require.NoError(t, err)
		defer to.Close()
		loaded, err := to.LoadSnapshot(&saved)
		require.NoError(t, err)
		require.Equal(t, 1, loaded)
		<-time.After(30*time.Minute - 1)
		_, ok := to.Get("key")
		require.True(t, ok)
		<-time.After(1)
		_, ok = to.Get("key")
		require.False(t, ok)
	})
}

// TestALoadIsAllOrNothing cuts a snapshot at every byte and flips every bit.
func TestALoadIsAllOrNothing(t *testing.T) {
	from := open(t, larder.Options[string, []byte]{})
	for _, key := range []string{"", "a", "bc"} {
		require.NoError(t, from.Set(key, []byte("value of "+key), time.Hour))
	}
	var saved bytes.Buffer
	require.NoError(t, from.SaveSnapshot(&saved))
	whole := saved.Bytes()

	to := open(t, larder.Options[string, []byte]{})
	require.NoError(t, to.Set("mine", nil, larder.NoExpiry))
	refuses := func(what string, input []byte) {
		loaded, err := to.LoadSnapshot(bytes.NewReader(input))
		require.ErrorIs(t, err, snapshot.ErrCorrupt, what)
		require.Zero(t, loaded)
		require.Equal(t, 1, to.Len(), what)
	}
	for n := range whole {
		refuses(fmt.Sprintf("%d bytes of %d", n, len(whole)), whole[:n])
		for bit := range 8 {
			flipped := bytes.Clone(whole)
			flipped[n] ^= 1 << bit
			refuses(fmt.Sprintf("byte %d, bit %d", n, bit), flipped)
		}
	}
	loaded, err := to.LoadSnapshot(bytes.NewReader(whole))
	require.NoError(t, err)
	require.Equal(t, 3, loaded)
	require.Equal(t, 4, to.Len())
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.larder")
	c := open(t, larder.Options[string, int]{})
	require.NoError(t, c.Set("one", 1, larder.NoExpiry))
	require.NoError(t, c.SaveSnapshotFile(path))
	require.NoError(t, c.Set("two", 2, larder.NoExpiry))
	require.NoError(t, c.SaveSnapshotFile(path))
	c.Clear()
	loaded, err := c.LoadSnapshotFile(path)
	require.NoError(t, err)
	require.Equal(t, 2, loaded)

	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString("more")
	require.NoError(t, errors.Join(err, f.Close()))
	_, err = c.LoadSnapshotFile(path)
	require.ErrorIs(t, err, snapshot.ErrCorrupt)
	require.ErrorContains(t, err, path)

	_, err = c.LoadSnapshotFile(path + ".none")
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Error(t, c.SaveSnapshotFile(filepath.Join(path, "under a file")))
}

// upper is a codec of the user's.
type upper struct{}

func (upper) ID() string { return "upper" }
func (upper) Append(dst []byte, v string) ([]byte, error) {
	return append(dst, bytes.ToUpper([]byte(v))...), nil
}
func (upper) Decode(src []byte) (string, error) { return string(src), nil }

func TestCodecs(t *testing.T) {
	c := open(t, larder.Options[string, int]{})
	require.NoError(t, c.Set("key", 1, larder.NoExpiry))
	mine := snapshot.Format[string, int]{Key: upper{}}
	var saved bytes.Buffer
	require.NoError(t, c.SaveSnapshot(&saved, mine))
	c.Clear()
	_, err := c.LoadSnapshot(bytes.NewReader(saved.Bytes()))
	require.ErrorIs(t, err, snapshot.ErrCodec)
	_, err = c.LoadSnapshot(bytes.NewReader(saved.Bytes()), mine)
	require.NoError(t, err)
	_, ok := c.Get("KEY")
	require.True(t, ok)

	none := open(t, larder.Options[string, chan int]{})
	require.ErrorContains(t, none.SaveSnapshot(&saved), "chan int")
}

func TestLoadRefusesKeysThatCannotBeFound(t *testing.T) {
	var saved bytes.Buffer
	_, err := snapshot.Write(&saved, snapshot.Format[float64, int]{}, func(yield func(snapshot.Entry[float64, int]) bool) {
		_ = yield(snapshot.Entry[float64, int]{Key: 1}) && yield(snapshot.Entry[float64, int]{Key: math.NaN()})
	})
	require.NoError(t, err)
	c := open(t, larder.Options[float64, int]{})
	loaded, err := c.LoadSnapshot(&saved)
	require.ErrorIs(t, err, larder.ErrKey)
	require.Zero(t, loaded)
	require.Zero(t, c.Len(), "the other key is not set either")
}

// TestAClosedCacheLeavesTheFile: Close and save in the wrong order must not cost
// what was saved before.
func TestAClosedCacheLeavesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.larder")
	c, err := cow.New(larder.Options[string, int]{})
	require.NoError(t, err)
	require.NoError(t, c.Set("key", 1, larder.NoExpiry))
	require.NoError(t, c.SaveSnapshotFile(path))
	require.NoError(t, c.Close())

	var empty bytes.Buffer
	require.ErrorIs(t, c.SaveSnapshot(&empty), larder.ErrClosed)
	require.Zero(t, empty.Len())
	require.ErrorIs(t, c.SaveSnapshotFile(path), larder.ErrClosed)
	_, err = c.LoadSnapshotFile(path)
	require.ErrorIs(t, err, larder.ErrClosed)

	loaded, err := open(t, larder.Options[string, int]{}).LoadSnapshotFile(path)
	require.NoError(t, err)
	require.Equal(t, 1, loaded)
}

func TestOneFormatAtMost(t *testing.T) {
	c := open(t, larder.Options[string, int]{})
	f := snapshot.Format[string, int]{}
	require.ErrorContains(t, c.SaveSnapshot(io.Discard, f, f), "2 formats are given")
	_, err := c.LoadSnapshot(strings.NewReader(""), f, f)
	require.ErrorContains(t, err, "2 formats are given")
}
