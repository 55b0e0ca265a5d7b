package snapshot_test

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/snapshot"
)

// requireSame compares entries, deadlines as instants.
func requireSame[K, V any](t testing.TB, want, got []snapshot.Entry[K, V]) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Key, got[i].Key, "key of entry %d", i)
		require.Equal(t, want[i].Value, got[i].Value, "value of entry %d", i)
		require.True(t, want[i].Deadline.Equal(got[i].Deadline), "deadline of entry %d: %v, was %v",
			i, got[i].Deadline, want[i].Deadline)
	}
}

func TestEmpty(t *testing.T) {
	data := written(t, textFormat{})
	require.Equal(t, begin(1, "string", "string").head(0, 0).data, data)
	require.Empty(t, readAll(t, textFormat{}, data))
}

// The format is documented byte by byte; other programs may read it.
func TestBytesAreAsDocumented(t *testing.T) {
	entries := some()
	block := forgedEntry(now.UnixNano()+1, 6, 1, "apples3") +
		forgedEntry(math.MaxInt64, 0, 0, "") +
		forgedEntry(now.UnixNano()+int64(time.Hour), 5, 2, "pears\x00\xff")
	want := begin(1, "string", "string").head(uint32(len(block)), 3).part(block).head(0, 3).data
	data := written(t, textFormat{}, entries...)
	require.Equal(t, want, data)
	requireSame(t, entries, readAll(t, textFormat{}, data))
}

func TestManyEntries(t *testing.T) {
	var entries []textEntry
	for i := range 100_000 {
		e := textEntry{Key: "key" + strconv.Itoa(i), Value: strings.Repeat("v", i%97)}
		if i%3 > 0 {
			e.Deadline = now.Add(time.Duration(i) * 1_000_003)
		}
		entries = append(entries, e)
	}
	requireSame(t, entries, readAll(t, textFormat{}, written(t, textFormat{}, entries...)))
}

func TestHugeValues(t *testing.T) {
	huge := strings.Repeat("0123456789abcdef", 1<<20) // 16 MiB
	entries := []textEntry{
		{Key: "small", Value: "before"},
		{Key: "huge", Value: huge},
		{Key: huge[:1<<20], Value: "a huge key"},
		{Key: "small", Value: strings.Repeat("x", 64<<10)}, // as long as a block
		{Key: "small", Value: "after"},
	}
	requireSame(t, entries, readAll(t, textFormat{}, written(t, textFormat{}, entries...)))
}

func TestEntryAboveTheLimit(t *testing.T) {
	const limit = 100
	fits := textEntry{Key: "key", Value: strings.Repeat("x", limit-16-3)}
	var out bytes.Buffer
	n, err := snapshot.WriteLimited(&out, textFormat{}, slices.Values([]textEntry{fits}), limit)
	require.NoError(t, err)
	require.Equal(t, 1, n)

	large := textEntry{Key: "key", Value: fits.Value + "x"}
	n, err = snapshot.WriteLimited(&out, textFormat{}, slices.Values([]textEntry{fits, large}), limit)
	require.EqualError(t, err, "snapshot: entry 1 takes 101 bytes, more than the 100 that one may: leave it out")
	require.Zero(t, n)
}

func TestDeadlines(t *testing.T) {
	year := func(y int) time.Time { return time.Date(y, 7, 1, 12, 0, 0, 7, time.UTC) }
	for _, c := range []struct {
		name      string
		in, want  time.Time
		unlimited bool
	}{
		{name: "None", unlimited: true},
		{name: "Nanosecond", in: time.Unix(1_900_000_000, 1), want: time.Unix(1_900_000_000, 1)},
		{name: "Epoch", in: time.Unix(0, 0), want: time.Unix(0, 0)},
		{name: "Before1970", in: time.Unix(-1, 999_999_999), want: time.Unix(0, -1)},
		{name: "OtherZone", in: year(2030).In(time.FixedZone("", 3600)), want: year(2030)},
		{name: "Last", in: time.Unix(0, math.MaxInt64-1), want: time.Unix(0, math.MaxInt64-1)},
		{name: "LooksLikeNone", in: time.Unix(0, math.MaxInt64), want: time.Unix(0, math.MaxInt64-1)},
		{name: "TooLate", in: year(9999), want: time.Unix(0, math.MaxInt64-1)},
		{name: "TooEarly", in: year(1000), want: time.Unix(0, math.MinInt64)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, textFormat{}, written(t, textFormat{}, textEntry{Key: "k", Deadline: c.in}))[0].Deadline
			require.Equal(t, c.unlimited, got.IsZero())
			require.True(t, c.want.Equal(got), "%v, want %v", got, c.want)
		})
	}
}

func TestExpiredAreLeftOut(t *testing.T) {
	data := written(t, textFormat{},
		textEntry{Key: "long dead", Deadline: now.Add(-time.Hour)},
		textEntry{Key: "just dead", Deadline: now},
		textEntry{Key: "just alive", Deadline: now.Add(1)},
		textEntry{Key: "for ever"},
	)
	c, err := snapshot.Read(bytes.NewReader(data), textFormat{}, now)
	require.NoError(t, err)
	require.Equal(t, 2, c.Len())
	require.Equal(t, 2, c.Expired())
	var keys []string
	for e := range c.All() {
		keys = append(keys, e.Key)
	}
	require.Equal(t, []string{"just alive", "for ever"}, keys)
	for range c.All() {
		break // must not go on
	}

	c, err = snapshot.Read(bytes.NewReader(written(t, textFormat{}, textEntry{Deadline: now})), textFormat{}, now)
	require.NoError(t, err)
	require.Zero(t, c.Len())
	require.Equal(t, 1, c.Expired())
}

func TestTTL(t *testing.T) {
	for name, c := range map[string]struct {
		deadline time.Time
		want     time.Duration
	}{
		"NoExpiry":   {time.Time{}, larder.NoExpiry},
		"Alive":      {now.Add(time.Minute), time.Minute},
		"JustAlive":  {now.Add(1), 1},
		"JustDead":   {now, -1},
		"Dead":       {now.Add(-time.Hour), -1},
		"FarButEnds": {now.AddDate(5000, 0, 0), math.MaxInt64 - 1},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, textEntry{Deadline: c.deadline}.TTL(now))
		})
	}
}

// Read must work with every reader, and take no byte that is not its own.
func TestReaders(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	for name, wrap := range map[string]func(*bytes.Reader) any{
		"OneByte":  func(r *bytes.Reader) any { return iotest.OneByteReader(r) },
		"Half":     func(r *bytes.Reader) any { return iotest.HalfReader(r) },
		"DataErr":  func(r *bytes.Reader) any { return iotest.DataErrReader(r) },
		"AsItIs":   func(r *bytes.Reader) any { return r },
		"WithMore": nil,
	} {
		t.Run(name, func(t *testing.T) {
			if wrap != nil {
				from := wrap(bytes.NewReader(data)).(interface{ Read([]byte) (int, error) })
				c, err := snapshot.Read(from, textFormat{}, now)
				require.NoError(t, err)
				requireSame(t, some(), slices.Collect(c.All()))
				return
			}
			r := bytes.NewReader(append(bytes.Clone(data), "what follows"...))
			_, err := snapshot.Read(r, textFormat{}, now)
			require.NoError(t, err)
			require.Equal(t, len("what follows"), r.Len(), "what follows was touched")
		})
	}
}
