package workload

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Stream is a precomputed sequence of operations, made by [Spec.Stream] or read
// from a trace. Any number of goroutines may read it at once; nothing may change
// it meanwhile.
type Stream struct {
	// Ops holds the operations in order.
	Ops []Op
	// Keys is the size of the key space: every Op.Key is below it.
	Keys int
	// IDs maps the number of a key to the identifier that it had in the trace
	// it was read from; nil means that the number is the identifier.
	IDs []uint64
}

// opBytes is the length of the encoding of one operation.
const opBytes = 16

// Hash identifies the operations: it is the first 64 bits, as 16 hexadecimal
// digits, of the SHA-256 of Keys (64 bits) followed by Key, Size, TTL and Kind
// (32 bits each) of every operation, all little-endian. IDs are left out: they
// are names. It takes O(len(Ops)) time.
func (s *Stream) Hash() string {
	h := sha256.New()
	buf := binary.LittleEndian.AppendUint64(make([]byte, 0, 4096*opBytes), uint64(s.Keys))
	for _, op := range s.Ops {
		if cap(buf)-len(buf) < opBytes {
			h.Write(buf)
			buf = buf[:0]
		}
		buf = binary.LittleEndian.AppendUint32(buf, op.Key)
		buf = binary.LittleEndian.AppendUint32(buf, op.Size)
		buf = binary.LittleEndian.AppendUint32(buf, op.TTL)
		buf = binary.LittleEndian.AppendUint32(buf, uint32(op.Kind))
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil)[:8])
}
