package bench

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// standInSize is the size of what stands for a value.
const standInSize = 16

// standIn returns what stands for the value of an operation: the number of the key,
// as in the values of other measurements, and what it weighs. So no memory is taken
// for values, which nobody reads.
func standIn(op workload.Op) []byte {
	v := makeValue(op.Key, standInSize)
	binary.LittleEndian.PutUint64(v[8:], uint64(replay.Weight(op)))
	return v
}

// weightOf returns what a value weighs for which a standIn stands.
func weightOf(standIn []byte) int64 { return int64(binary.LittleEndian.Uint64(standIn[8:])) }

// deadlines are those of the entries that a sequential replay has stored, by key,
// in milliseconds of the trace; nil where nothing expires.
type deadlines []int64

const noDeadline = math.MaxInt64

func newDeadlines(s *workload.Stream, wanted bool) deadlines {
	if !wanted {
		return nil
	}
	return slices.Repeat(deadlines{noDeadline}, s.Keys)
}

func (d deadlines) set(op workload.Op, now uint32) {
	switch {
	case d == nil:
	case op.TTL == 0:
		d[op.Key] = noDeadline
	default:
		d[op.Key] = int64(now)*1000 + int64(op.TTL)
	}
}

// check returns an error if the entry of a key has been served too late.
func (d deadlines) check(key uint32, now uint32) error {
	if d == nil || int64(now)*1000 < d[key] {
		return nil
	}
	return fmt.Errorf("%w: the entry of key %d was served %d ms after its deadline", ErrInvalid, key, int64(now)*1000-d[key])
}
