package trace

import (
	"bufio"
	"encoding/binary"
	"math"

	"github.com/larder-go/larder/workload"
)

// oracleRecord is a record of oracleGeneral, 24 bytes in the file.
type oracleRecord struct {
	time uint32 // seconds
	id   uint64
	size uint32 // bytes
	next int64  // number of the next request of the object, from 1; see last
}

const oracleBytes = 24

func decodeOracle(p []byte) oracleRecord {
	return oracleRecord{
		time: binary.LittleEndian.Uint32(p),
		id:   binary.LittleEndian.Uint64(p[4:]),
		size: binary.LittleEndian.Uint32(p[12:]),
		next: int64(binary.LittleEndian.Uint64(p[16:])),
	}
}

// plausible reports whether the record can be the i-th, counted from 0: the next
// request is a later one, or there is none, which is -1 and in some writers the
// largest integer.
func (o oracleRecord) plausible(i int64) bool {
	return o.next == -1 || o.next == math.MaxInt64 || o.next > i+1 && o.next < 1<<32
}

// readOracle reads records of oracleGeneral: Gets with size and time.
func readOracle(r *bufio.Reader, b *builder) error {
	i := int64(0)
	return records(r, oracleBytes, func(p []byte) *Error {
		o := decodeOracle(p)
		if !o.plausible(i) {
			return badf("request %d says that request %d is the next for its object: damaged, or another format", i+1, o.next)
		}
		i++
		if err := b.add(workload.Op{Key: b.key(o.id), Size: o.size}); err != nil {
			return err
		}
		b.at(o.time)
		return nil
	})
}

// isOracle reports whether the bytes begin with records whose times do not step
// back and whose next requests are what is in sight.
func isOracle(head []byte) bool {
	const fewest = 4
	n := len(head) / oracleBytes
	announced := map[uint64]int64{} // the next request of an object, if it was seen
	last := uint32(0)
	for i := range n {
		o := decodeOracle(head[i*oracleBytes:])
		next, seen := announced[o.id]
		if !o.plausible(int64(i)) || o.time < last || seen && next != int64(i)+1 {
			return false
		}
		announced[o.id] = o.next
		last = o.time
	}
	for _, next := range announced {
		if next > 0 && next <= int64(n) {
			return false // announced and did not come
		}
	}
	return n >= fewest
}
