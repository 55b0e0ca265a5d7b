package bench

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/larder-go/larder/workload"
)

// material is what the operations of a stream work with, made in advance.
type material[K comparable] struct {
	stored []K      // the keys that Sets use, by number
	read   []K      // equal keys, other copies: for Gets and Deletes
	values [][]byte // the longest value of each key
}

// maxValues is the most memory that values may take: 16 GiB. Beyond it a slip of
// the pen would take the machine down.
const maxValues = 16 << 30

// ErrTooLarge is wrapped by the error about values that would not fit in memory.
var ErrTooLarge = errors.New("bench: the values are too large")

// prepare makes keys and values for a stream. makeKey is called twice for each
// key, with its number: that tells keys apart for certain, which the identifiers
// of a trace need not.
func prepare[K comparable](ctx context.Context, s *workload.Stream, makeKey func(uint64) K) (*material[K], error) {
	m := &material[K]{
		stored: make([]K, s.Keys),
		read:   make([]K, s.Keys),
		values: make([][]byte, s.Keys),
	}
	size := sizes(s)
	var total uint64
	for _, n := range size {
		total += uint64(n)
	}
	if total > maxValues {
		return nil, fmt.Errorf("%w: one for each of %d keys takes %d MiB, and %d are the most", ErrTooLarge, s.Keys, total>>20, maxValues>>20)
	}
	for i := range m.stored {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m.stored[i] = makeKey(uint64(i))
		m.values[i] = makeValue(uint32(i), size[i])
	}
	for i := range m.read {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m.read[i] = makeKey(uint64(i))
	}
	return m, nil
}

// sizes returns the largest value of each key in the stream. A key that does not
// occur (but is in the cache before a synthetic workload begins) gets the size of
// some operation.
func sizes(s *workload.Stream) []uint32 {
	largest := make([]uint32, s.Keys)
	for _, op := range s.Ops {
		largest[op.Key] = max(largest[op.Key], op.Size)
	}
	for i := range largest {
		if largest[i] == 0 && len(s.Ops) > 0 {
			largest[i] = s.Ops[i%len(s.Ops)].Size
		}
	}
	return largest
}

// spread is 2^64 divided by the golden ratio. It is odd, so that multiplication by
// it is a bijection, and neighbours end far from each other.
const spread = 0x9e3779b97f4a7c15

// stringKey returns a text of 20 bytes, neighbours differing in most of them.
func stringKey(n uint64) string {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], n*spread)
	return string(hex.AppendEncode(append(make([]byte, 0, 20), "key:"...), number[:]))
}

// intKey spreads numbers likewise, so that no hash has it easier than with
// the keys of a real program.
func intKey(n uint64) int { return int(n * spread) }

// makeValue returns a value that begins with its key's number (as much of it as
// fits).
func makeValue(key, size uint32) []byte {
	v := make([]byte, max(size, 8))
	binary.LittleEndian.PutUint64(v, mark(key))
	return v[:size:size]
}

// mark is what the value of a key begins with. Zeroed memory is no key's.
func mark(key uint32) uint64 { return uint64(key) + 1 }

// tells reports whether v is a value of key.
func tells(v []byte, key uint32) bool {
	if len(v) >= 8 {
		return binary.LittleEndian.Uint64(v) == mark(key)
	}
	var start [8]byte
	n := copy(start[:], v)
	mask := uint64(1)<<(8*n) - 1
	return binary.LittleEndian.Uint64(start[:]) == mark(key)&mask
}
