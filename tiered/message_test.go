package tiered_test

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

var messages = []tiered.Message{
	{Kind: tiered.MessageAlive},
	{Node: [16]byte{1, 2, 15: 9}, Sequence: 7, Kind: tiered.MessageSet, Text: "apples", Number: 1764590000000000},
	{Node: [16]byte{0xff}, Sequence: math.MaxUint64, Kind: tiered.MessageSet, Text: "1234567", Number: math.MaxUint64},
	{Kind: 'z', Text: strings.Repeat("k", 1024), Number: 1},
}

func TestMessageRoundTrip(t *testing.T) {
	for _, m := range messages {
		got, err := tiered.ParseMessage(m.Whole())
		require.NoError(t, err)
		require.Equal(t, m, got)
		got, err = tiered.ParseMessage(append(m.Head(), strconv.FormatUint(m.Number, 10)...))
		require.NoError(t, err, "the remote has appended the number")
		require.Equal(t, m, got)
	}
}

// TestDamagedMessageIsNone: what is cut off or changed is refused, but for the digits of the
// number, which the remote has written.
func TestDamagedMessageIsNone(t *testing.T) {
	for _, m := range messages {
		whole, head := m.Whole(), len(m.Head())
		for n := range head + 1 {
			_, err := tiered.ParseMessage(whole[:n])
			require.Error(t, err, "the first %d bytes", n)
		}
		for i := range 8 * head {
			b := bytes.Clone(whole)
			b[i/8] ^= 1 << (i % 8)
			_, err := tiered.ParseMessage(b)
			require.Error(t, err, "bit %d", i)
		}
		for _, tail := range []string{"", "x", "-1", "+1", "1.5", "99999999999999999999", strings.Repeat("0", 21), "1 "} {
			_, err := tiered.ParseMessage(append(m.Head(), tail...))
			require.Error(t, err, "number %q", tail)
		}
	}
}

// FuzzParseMessage: whatever is taken for a message is one, byte for byte but for zeros before
// its number.
func FuzzParseMessage(f *testing.F) {
	for _, m := range messages {
		f.Add(m.Whole())
	}
	f.Add([]byte("lrm1"))
	f.Add(append(messages[1].Head(), "007"...))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := tiered.ParseMessage(b)
		if err != nil {
			return
		}
		require.True(t, bytes.HasPrefix(b, m.Head()))
		require.Equal(t, strconv.FormatUint(m.Number, 10), orZero(strings.TrimLeft(string(b[len(m.Head()):]), "0")))
	})
}

func orZero(digits string) string {
	if digits == "" {
		return "0"
	}
	return digits
}
