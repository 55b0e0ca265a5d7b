//go:build !race

package snapshot_test

import (
	"bytes"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Lengths that are lies, with checksums that are right, must not cost memory.
func TestDeclaredLengthsCostNothing(t *testing.T) {
	start := func() *forge { return begin(1, "string", "string") }
	huge := func(key, value uint32) []byte {
		block := forgedEntry(math.MaxInt64, key, value, "")
		return start().head(uint32(len(block)), 1).part(block).data
	}
	for name, data := range map[string][]byte{
		"LargestBlock":     start().head(1<<30+64<<10, 1).data,
		"ManyEntries":      start().head(1<<30, 1<<26).data,
		"BlockOf4GiB":      start().head(math.MaxUint32, 1).data,
		"CountOfABlock":    start().head(1<<30, math.MaxUint64).data,
		"CountOfAll":       start().head(0, math.MaxUint64).data,
		"KeyOf4GiB":        huge(math.MaxUint32, 0),
		"ValueOf4GiB":      huge(0, math.MaxUint32),
		"BothOf4GiB":       huge(math.MaxUint32, math.MaxUint32),
		"PartOfABlock":     append(start().head(1<<30, 1).data, make([]byte, 100_000)...),
		"LongestCodecName": begin(1, strings.Repeat("x", 255), "y").data[:20],
	} {
		t.Run(name, func(t *testing.T) {
			bytes := allocated(func() {
				_, err := snapshot.Read(bytes.NewReader(data), textFormat{}, time.Time{})
				require.ErrorIs(t, err, snapshot.ErrCorrupt)
			})
			require.Less(t, bytes, uint64(1<<20))
		})
	}
}

// With the bytes there, memory is in proportion to them.
func TestReadingTakesMemoryInProportion(t *testing.T) {
	data := written(t, textFormat{}, textEntry{Value: strings.Repeat("x", 32<<20)})
	bytes := allocated(func() {
		_, err := snapshot.Read(bytes.NewReader(data), textFormat{}, now)
		require.NoError(t, err)
	})
	require.Less(t, bytes, uint64(6*len(data)))
}

// Write streams: it must not gather the entries.
func TestWritingTakesMemoryForOneBlock(t *testing.T) {
	entry := textEntry{Key: "key", Value: strings.Repeat("x", 1<<10)}
	entries := slices.Repeat([]textEntry{entry}, 50_000)
	f := snapshot.Format[string, string]{Key: still{}, Value: still{}}
	bytes := allocated(func() {
		_, err := snapshot.Write(io.Discard, f, slices.Values(entries))
		require.NoError(t, err)
	})
	require.Less(t, bytes, uint64(1<<20))
}

// still is a codec that does not allocate.
type still struct{}

func (still) ID() string                                  { return "still" }
func (still) Append(dst []byte, v string) ([]byte, error) { return append(dst, v...), nil }
func (still) Decode(src []byte) (string, error)           { return string(src), nil }
