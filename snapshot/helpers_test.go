package snapshot_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

// now is when the tests read. It is no round number, so that no unit is lost unseen.
var now = time.Unix(1_700_000_000, 123_456_789)

type (
	textFormat = snapshot.Format[string, string]
	textEntry  = snapshot.Entry[string, string]
)

// written returns what Write makes of entries.
func written[K, V any](t testing.TB, f snapshot.Format[K, V], entries ...snapshot.Entry[K, V]) []byte {
	t.Helper()
	var out bytes.Buffer
	n, err := snapshot.Write(&out, f, slices.Values(entries))
	require.NoError(t, err)
	require.Equal(t, len(entries), n)
	return out.Bytes()
}

// readAll reads all of data, expired or not.
func readAll[K, V any](t testing.TB, f snapshot.Format[K, V], data []byte) []snapshot.Entry[K, V] {
	t.Helper()
	c, err := snapshot.Read(bytes.NewReader(data), f, time.Time{})
	require.NoError(t, err)
	require.Zero(t, c.Expired())
	entries := slices.Collect(c.All())
	require.Len(t, entries, c.Len())
	return entries
}

// some is a few entries of all sorts.
func some() []textEntry {
	return []textEntry{
		{Key: "apples", Value: "3", Deadline: now.Add(time.Nanosecond)},
		{Key: "", Value: ""},
		{Key: "pears", Value: "\x00\xff", Deadline: now.Add(time.Hour)},
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// forge writes the format by hand, from its description, so that tests can say
// what Write never does, with checksums that are right.
type forge struct {
	data []byte
	sum  uint32
}

// begin makes the preamble and the codecs of a file.
func begin(version uint32, codecs ...string) *forge {
	f := new(forge)
	f.part("\x89LARDER\n" + string(binary.LittleEndian.AppendUint32(nil, version)))
	var lengths, ids string
	for _, id := range codecs {
		lengths += string([]byte{byte(len(id))})
		ids += id
	}
	return f.part(lengths).part(ids)
}

// part adds bytes and the checksum.
func (f *forge) part(p string) *forge {
	f.sum = crc32.Update(f.sum, castagnoli, []byte(p))
	f.data = binary.LittleEndian.AppendUint32(append(f.data, p...), f.sum)
	return f
}

// head adds the head of a block, or of the trailer.
func (f *forge) head(size uint32, count uint64) *forge {
	p := binary.LittleEndian.AppendUint32(nil, size)
	return f.part(string(binary.LittleEndian.AppendUint64(p, count)))
}

// forgedEntry returns an entry that declares these lengths and has this body.
func forgedEntry(deadline int64, key, value uint32, body string) string {
	p := binary.LittleEndian.AppendUint64(nil, uint64(deadline))
	p = binary.LittleEndian.AppendUint32(p, key)
	return string(binary.LittleEndian.AppendUint32(p, value)) + body
}
