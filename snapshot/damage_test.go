package snapshot_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

// requireCorrupt reads data, which must be corrupt, and returns how.
func requireCorrupt(t *testing.T, data []byte, args ...any) *snapshot.CorruptError {
	t.Helper()
	c, err := snapshot.Read(bytes.NewReader(data), textFormat{}, time.Time{})
	require.ErrorIs(t, err, snapshot.ErrCorrupt, args...)
	require.Nil(t, c, args...)
	var how *snapshot.CorruptError
	require.ErrorAs(t, err, &how, args...)
	require.NotContains(t, err.Error(), "\n")
	return how
}

// twoBlocks is entries that Write puts into two blocks.
func twoBlocks() []textEntry {
	return []textEntry{
		{Key: "a", Value: strings.Repeat("x", 64<<10), Deadline: now},
		{Key: "b", Value: "the second block"},
	}
}

func TestCutAtEveryByte(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	for n := range data {
		how := requireCorrupt(t, data[:n], "cut to %d bytes", n)
		require.EqualValues(t, n, how.Offset)
		require.ErrorIs(t, how, io.ErrUnexpectedEOF)
		require.Contains(t, how.Reason, "the input ends within ")
	}
}

func TestFlipEveryBit(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	for bit := range 8 * len(data) {
		flipped := bytes.Clone(data)
		flipped[bit/8] ^= 1 << (bit % 8)
		how := requireCorrupt(t, flipped, "bit %d of byte %d", bit%8, bit/8)
		require.LessOrEqual(t, how.Offset, int64(bit/8))
	}
}

func TestBytesMissingDoubledOrSwapped(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	for n := range data {
		requireCorrupt(t, slices.Concat(data[:n], data[n+1:]), "without byte %d", n)
		if twice := slices.Concat(data[:n+1], data[n:]); !bytes.Equal(twice[:len(data)], data) {
			requireCorrupt(t, twice, "byte %d twice", n)
		}
	}
}

// What is whole in itself must also be where it belongs.
func TestBlocksOfElsewhere(t *testing.T) {
	block := func(key string) string { return forgedEntry(math.MaxInt64, 1, 0, key) }
	one := func(f *forge, key string) *forge { return f.head(uint32(len(block(key))), 1).part(block(key)) }
	start := func() *forge { return begin(1, "string", "string") }
	head := len(start().data)
	ab := one(one(start(), "a"), "b").head(0, 2).data
	require.Len(t, readAll(t, textFormat{}, ab), 2)
	size := (len(ab) - head - 16) / 2
	a, b, end := ab[head:head+size], ab[head+size:head+2*size], ab[head+2*size:]
	others := one(one(start(), "c"), "d").head(0, 2).data

	for name, data := range map[string][]byte{
		"Swapped":      slices.Concat(ab[:head], b, a, end),
		"FirstMissing": slices.Concat(ab[:head], b, end),
		"LastMissing":  slices.Concat(ab[:head], a, end),
		"AllMissing":   slices.Concat(ab[:head], end),
		"Doubled":      slices.Concat(ab[:head], a, a, end),
		"OfAnother":    slices.Concat(ab[:head], a, others[head+size:]),
		"TrailerOnly":  slices.Concat(ab[:head+2*size], others[head+2*size:]),
	} {
		t.Run(name, func(t *testing.T) { requireCorrupt(t, data) })
	}
}

// The checksums here are right: the lies must be found by their content.
func TestLies(t *testing.T) {
	start := func() *forge { return begin(1, "string", "string") }
	block := func(count uint64, body string) *forge {
		return start().head(uint32(len(body)), count).part(body)
	}
	good := forgedEntry(math.MaxInt64, 1, 1, "kv")
	const first = 38 // where the first block begins
	for _, c := range []struct {
		name   string
		data   []byte
		offset int64
		says   string
	}{
		{"Magic", []byte("a text, and no snapshot of anything"), 0, `it begins with "a text, ", a snapshot with "\x89LARDER\n"`},
		{"BlockTooLarge", start().head(math.MaxUint32, 1).data, first, "a block of 4294967295 bytes, more than the 1073807360 "},
		{"NoEntries", start().head(100, 0).data, first, "0 entries in a block of 100 bytes"},
		{"TooManyEntries", start().head(100, 7).data, first, "7 entries in a block of 100 bytes"},
		{"VeryManyEntries", start().head(100, math.MaxUint64).data, first, "18446744073709551615 entries in"},
		{"FewerThanCounted", block(1, good).head(0, 2).data, first + 38, "the trailer counts 2 entries, the blocks have 1"},
		{"MoreThanCounted", block(1, good).head(0, 0).data, first + 38, "the trailer counts 0 entries, the blocks have 1"},
		{"EntryCutOff", block(2, good+strings.Repeat("x", 15)).data, first + 16 + 18, "an entry of 16 bytes needs 1 more"},
		{"KeyTooLong", block(1, forgedEntry(0, 3, 0, "kv")).data, first + 16, "an entry with a key of 3 bytes and a value of 0 has 2 for both"},
		{"ValueTooLong", block(1, forgedEntry(0, 1, 2, "kv")).data, first + 16, "a key of 1 bytes and a value of 2 has 2 for both"},
		{"LengthsOverflow", block(1, forgedEntry(0, math.MaxUint32, 3, "kv")).data, first + 16, "a key of 4294967295 bytes"},
		{"BytesLeft", block(1, good+"more").data, first + 16 + 18, "4 bytes after the last entry of a block"},
	} {
		t.Run(c.name, func(t *testing.T) {
			how := requireCorrupt(t, c.data)
			require.Equal(t, c.offset, how.Offset)
			require.Contains(t, how.Reason, c.says)
		})
	}
	require.Len(t, readAll(t, textFormat{}, block(1, good).head(0, 1).data), 1)
}

func TestErrorsTellOffsetAndReason(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	_, err := snapshot.Read(bytes.NewReader(data[:44]), textFormat{}, now)
	require.EqualError(t, err, "snapshot: corrupt at byte 44: the input ends within the head of a block or of the trailer")
	data[59] ^= 1
	_, err = snapshot.Read(bytes.NewReader(data), textFormat{}, now)
	require.ErrorContains(t, err, "snapshot: corrupt at byte 54: the checksum of a block is ")
}

func TestOtherVersion(t *testing.T) {
	data := begin(2, "whatever a future version has here").data
	_, err := snapshot.Read(bytes.NewReader(data), textFormat{}, now)
	require.ErrorIs(t, err, snapshot.ErrVersion)
	require.NotErrorIs(t, err, snapshot.ErrCorrupt)
	require.EqualError(t, err, "snapshot: unknown version of the format: the input has version 2, this program reads version 1")
}

func TestOtherCodec(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	_, err := snapshot.Read(bytes.NewReader(data), snapshot.Format[int, string]{}, now)
	require.ErrorIs(t, err, snapshot.ErrCodec)
	require.NotErrorIs(t, err, snapshot.ErrCorrupt)
	require.EqualError(t, err, `snapshot: written by another codec: the keys of the input have "string", Format.Key is "int"`)

	_, err = snapshot.Read(bytes.NewReader(data), snapshot.Format[string, []string]{Value: list{"list"}}, now)
	require.ErrorIs(t, err, snapshot.ErrCodec)
	require.EqualError(t, err, `snapshot: written by another codec: the values of the input have "string", Format.Value is "list"`)
}

var errDisk = errors.New("the disk is on fire")

func TestReadersThatFail(t *testing.T) {
	data := written(t, textFormat{}, some()...)
	for n := range data {
		r := io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(errDisk))
		c, err := snapshot.Read(r, textFormat{}, now)
		require.ErrorIs(t, err, errDisk)
		require.NotErrorIs(t, err, snapshot.ErrCorrupt, "an error of the reader is no damage")
		require.Nil(t, c)
	}
	_, err := snapshot.Read(iotest.ErrReader(errDisk), textFormat{}, now)
	require.EqualError(t, err, "snapshot: reading byte 0: the disk is on fire")
}

// room is a writer with room for some bytes.
type room struct {
	left  int
	short bool // says nothing about what did not fit
}

func (w *room) Write(p []byte) (int, error) {
	if len(p) <= w.left {
		w.left -= len(p)
		return len(p), nil
	}
	n := w.left
	w.left = 0
	if w.short {
		return n, nil
	}
	return n, errDisk
}

func TestWritersThatFail(t *testing.T) {
	for name, entries := range map[string][]textEntry{"OneBlock": some(), "TwoBlocks": twoBlocks()} {
		t.Run(name, func(t *testing.T) {
			size := len(written(t, textFormat{}, entries...))
			step := max(1, size/1000)
			for n := 0; n < size; n += step {
				count, err := snapshot.Write(&room{left: n}, textFormat{}, slices.Values(entries))
				require.ErrorIs(t, err, errDisk, "room for %d bytes", n)
				require.EqualError(t, err, "snapshot: the disk is on fire")
				require.Zero(t, count)
				_, err = snapshot.Write(&room{left: n, short: true}, textFormat{}, slices.Values(entries))
				require.ErrorIs(t, err, io.ErrShortWrite, "room for %d bytes", n)
			}
			count, err := snapshot.Write(&room{left: size}, textFormat{}, slices.Values(entries))
			require.NoError(t, err)
			require.Equal(t, len(entries), count)
		})
	}
}

// A failed write must end the iteration: a million more entries go nowhere.
func TestWriterThatFailsEndsTheIteration(t *testing.T) {
	asked := 0
	_, err := snapshot.Write(&room{left: 100}, textFormat{}, func(yield func(textEntry) bool) {
		for yield(textEntry{Key: "key", Value: strings.Repeat("x", 1000)}) {
			asked++
		}
	})
	require.ErrorIs(t, err, errDisk)
	require.Less(t, asked, 100, "the block was full long ago")
}
