package snapshot_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

// repair puts right checksums into data, as far as it goes: a fuzzer that had
// to find them would never get beyond the first.
func repair(data []byte) []byte {
	data = bytes.Clone(data)
	at, sum := 0, uint32(0)
	// part goes over n bytes and their checksum, and returns the bytes.
	part := func(n uint64) []byte {
		if n > uint64(len(data)-at) || len(data)-at-int(n) < 4 {
			at = len(data)
			return nil
		}
		p := data[at : at+int(n)]
		sum = crc32.Update(sum, castagnoli, p)
		binary.LittleEndian.PutUint32(data[at+len(p):], sum)
		at += len(p) + 4
		return p
	}
	part(12)
	if lengths := part(2); lengths != nil {
		part(uint64(lengths[0]) + uint64(lengths[1]))
	}
	for at < len(data) {
		head := part(12)
		if head == nil || binary.LittleEndian.Uint32(head) == 0 {
			break
		}
		part(uint64(binary.LittleEndian.Uint32(head)))
	}
	return data
}

// readsAgain holds what Read accepts to be what Write gives again, as far as
// Read tells: other bytes may stand for the same entries.
func readsAgain[K, V any](t *testing.T, data []byte) {
	f := snapshot.Format[K, V]{}
	c, err := snapshot.Read(bytes.NewReader(data), f, time.Time{})
	if err != nil {
		require.Nil(t, c)
		require.True(t, errors.Is(err, snapshot.ErrCorrupt) || errors.Is(err, snapshot.ErrVersion) ||
			errors.Is(err, snapshot.ErrCodec), "%v", err)
		return
	}
	entries := slices.Collect(c.All())
	again := written(t, f, entries...)
	got := readAll(t, f, again)
	require.Equal(t, len(entries), len(got))
	for i, e := range entries {
		require.True(t, e.Deadline.Equal(got[i].Deadline), "deadline of entry %d", i)
	}
	// Values that are unlike themselves cannot be compared, their bytes can.
	require.Equal(t, again, written(t, f, got...))

	at, err := snapshot.Read(bytes.NewReader(data), f, now)
	require.NoError(t, err)
	require.Equal(t, len(entries), at.Len()+at.Expired())
	for e := range at.All() {
		require.Positive(t, e.TTL(now))
	}
}

func FuzzRead(f *testing.F) {
	text := written(f, textFormat{}, some()...)
	f.Add(text, false)
	f.Add(text, true)
	block := forgedEntry(math.MaxInt64, 1, 0, "k")
	f.Add(begin(1, "string", "string").head(17, 1).part(block).head(17, 1).part(block).head(0, 2).data, true)
	f.Add(written(f, snapshot.Format[int, []byte]{}, snapshot.Entry[int, []byte]{Key: -300, Value: []byte("x")}), true)
	f.Add(written(f, snapshot.Format[uint16, float64]{}, snapshot.Entry[uint16, float64]{Key: 300, Value: math.NaN()}), true)
	f.Add(written(f, snapshot.Format[digest, bool]{}, snapshot.Entry[digest, bool]{Value: true}), true)
	f.Add(written(f, snapshot.Format[time.Time, struct{}]{}, snapshot.Entry[time.Time, struct{}]{Key: now.UTC()}), true)
	f.Fuzz(func(t *testing.T, data []byte, checksums bool) {
		if checksums {
			data = repair(data)
		}
		readsAgain[string, string](t, data)
		readsAgain[int, []byte](t, data)
		readsAgain[uint16, float64](t, data)
		readsAgain[digest, bool](t, data)
		readsAgain[time.Time, struct{}](t, data)
	})
}

// Without this the fuzz target might test the first checksum and nothing else.
func TestRepair(t *testing.T) {
	data := written(t, textFormat{}, slices.Concat(twoBlocks(), some())...)
	require.Equal(t, data, repair(data))
	changed := bytes.Replace(data, []byte("apples"), []byte("orange"), 1)
	requireCorrupt(t, changed)
	require.Equal(t, "orange", readAll(t, textFormat{}, repair(changed))[2].Key)
}
