package envelope_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/envelope"
)

// payloads are of all kinds, each with its key and schema.
var payloads = map[string]envelope.Payload{
	"Plain":  {Key: "apples", Schema: "json", Value: []byte(`{"pence":30}`)},
	"Empty":  {},
	"Absent": {Key: "plums", Schema: "json", Absent: true, Keep: time.Second},
	"Full": {
		Key: "a:{b}\x00\xff", Schema: "gob/2", Value: bytes.Repeat([]byte{0, 0xff}, 200), Refresh: time.Minute, Fresh: time.Hour,
		Keep: math.MaxInt64, Cost: 12 * time.Millisecond, Tags: []string{"fruit", "", strings.Repeat("t", 300)},
	},
}

func encoded(t testing.TB, p envelope.Payload) []byte {
	t.Helper()
	b, err := envelope.Append(nil, &p)
	require.NoError(t, err)
	return b
}

func TestRoundTrip(t *testing.T) {
	for name, p := range payloads {
		t.Run(name, func(t *testing.T) {
			before := []byte("before")
			b, err := envelope.Append(before, &p)
			require.NoError(t, err)
			require.Equal(t, "before", string(b[:len(before)]))
			got, err := envelope.Decode(b[len(before):], p.Key, p.Schema)
			require.NoError(t, err)
			require.Equal(t, string(p.Value), string(got.Value))
			p.Value, got.Value = nil, nil
			require.Equal(t, p, got)
		})
	}
}

// damaged reports whether bytes are refused, and with an error that says of which kind.
func damaged(t *testing.T, b []byte, p envelope.Payload, what string) {
	t.Helper()
	got, err := envelope.Decode(b, p.Key, p.Schema)
	require.Error(t, err, what)
	require.Equal(t, envelope.Payload{}, got, what)
	for _, kind := range []error{envelope.ErrCorrupt, envelope.ErrForeign, envelope.ErrFormat} {
		if strings.HasPrefix(err.Error(), kind.Error()+": ") {
			require.ErrorIs(t, err, kind)
			return
		}
	}
	t.Fatalf("%s: an error of no kind: %v", what, err)
}

func TestEveryTruncationIsFound(t *testing.T) {
	for _, p := range payloads {
		b := encoded(t, p)
		for n := range b {
			damaged(t, b[:n], p, fmt.Sprintf("the first %d of %d bytes", n, len(b)))
		}
		damaged(t, append(b, 0), p, "one byte more")
	}
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	for _, p := range payloads {
		b := encoded(t, p)
		for i := range 8 * len(b) {
			b[i/8] ^= 1 << (i % 8)
			damaged(t, b, p, fmt.Sprintf("bit %d flipped", i))
			b[i/8] ^= 1 << (i % 8)
		}
	}
}

func TestOfAnother(t *testing.T) {
	b := encoded(t, payloads["Plain"])
	for _, c := range []struct {
		key, schema string
		want        string
	}{
		{"pears", "json", "envelope: payload is not what was asked for: it is of another key"},
		{"apple", "json", "it is of another key"},
		{"apples", "gob", `it is of schema "json", and "gob" was asked for`},
		{"", "", `it is of schema "json"`},
	} {
		_, err := envelope.Decode(b, c.key, c.schema)
		require.ErrorIs(t, err, envelope.ErrForeign)
		require.ErrorContains(t, err, c.want)
		require.NotContains(t, err.Error(), "apples", "keys may be secrets")
	}
	_, err := envelope.Decode([]byte("1234"), "apples", "json")
	require.ErrorIs(t, err, envelope.ErrForeign)
}

func TestOfAnotherRelease(t *testing.T) {
	b := encoded(t, payloads["Plain"])
	b[4] = 2
	_, err := envelope.Decode(resealed(b), "apples", "json")
	require.ErrorIs(t, err, envelope.ErrFormat)
	require.ErrorContains(t, err, "it is of format 2, and this is 1")
}

// resealed gives changed bytes the checksum that they have.
func resealed(b []byte) []byte {
	body := b[:len(b)-4]
	return binary.LittleEndian.AppendUint32(body[:len(body):len(body)], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
}

// TestHostileFields: with a right checksum, which anybody can compute.
func TestHostileFields(t *testing.T) {
	head := "lrdr\x01\x00\x04json\x06apples" + strings.Repeat("\x00", 8)
	head += "\x05" // fresh
	huge := string(binary.AppendUvarint(nil, math.MaxUint64))
	for name, body := range map[string]string{
		"NothingElse":    "lrdr\x01\x00",
		"HugeSchema":     "lrdr\x01\x00" + huge,
		"HugeKey":        "lrdr\x01\x00\x04json" + huge,
		"NoTimes":        "lrdr\x01\x00\x04json\x06apples",
		"NegativeFresh":  head[:len(head)-1] + huge + "\x00\x00\x00\x00",
		"NegativeKeep":   head + huge + "\x00\x00\x00",
		"NegativeCost":   head + "\x00" + huge + "\x00\x00",
		"HugeTags":       head + "\x00\x00" + huge,
		"ManyTags":       head + "\x00\x00\x81\x08" + strings.Repeat("\x00", 1030),
		"MissingTags":    head + "\x00\x00\x05",
		"HugeValue":      head + "\x00\x00\x00" + huge,
		"Rest":           head + "\x00\x00\x00\x00rest",
		"Overlong":       head + "\x00\x00\x00" + strings.Repeat("\xff", 11),
		"UnknownFlag":    strings.Replace(head, "\x01\x00", "\x01\x02", 1) + "\x00\x00\x00\x00",
		"ValueOfAbsence": strings.Replace(head, "\x01\x00", "\x01\x01", 1) + "\x00\x00\x00\x01x",
	} {
		t.Run(name, func(t *testing.T) {
			b := resealed(append([]byte(body), 0, 0, 0, 0))
			_, err := envelope.Decode(b, "apples", "json")
			require.ErrorIs(t, err, envelope.ErrCorrupt)
			require.LessOrEqual(t, testing.AllocsPerRun(10, func() { _, _ = envelope.Decode(b, "apples", "json") }), 12.0)
		})
	}
}

func TestAppendRefuses(t *testing.T) {
	for want, p := range map[string]envelope.Payload{
		"negative durations among -1ns":                {Fresh: -1},
		"negative durations among 0s, -1ns":            {Keep: -1},
		"negative durations among 0s, 0s, 0s and -1ns": {Cost: -1},
		"1025 tags, and 1024 are":                      {Tags: make([]string, 1025)},
		"a value of what is absent":                    {Absent: true, Value: []byte{1}},
	} {
		b, err := envelope.Append([]byte("x"), &p)
		require.ErrorContains(t, err, want)
		require.Equal(t, "x", string(b))
	}
}

// FuzzDecode: whatever is decoded encodes to the same bytes, since there is one way to
// write each payload; or differs by how a number was written.
func FuzzDecode(f *testing.F) {
	for _, p := range payloads {
		f.Add(encoded(f, p), p.Key, p.Schema)
	}
	f.Fuzz(func(t *testing.T, b []byte, key, schema string) {
		for _, b := range [][]byte{b, resealed(append([]byte("lrdr\x01\x00"), append(b, 0, 0, 0, 0)...))} {
			p, err := envelope.Decode(b, key, schema)
			if err != nil {
				continue
			}
			again, err := envelope.Append(nil, &p)
			require.NoError(t, err)
			require.LessOrEqual(t, len(again), len(b))
			same, err := envelope.Decode(again, key, schema)
			require.NoError(t, err)
			require.Equal(t, p, same)
		}
	})
}
