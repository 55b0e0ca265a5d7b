package snapshot

import (
	"hash/crc32"
	"math"
	"time"
)

// The numbers of the format; the package comment has the whole of it.
const (
	magic   = "\x89LARDER\n"
	version = 1

	sumSize   = 4                        // of a checksum
	headSize  = 4 + 8                    // of a block or trailer up to its checksum
	entrySize = 8 + 4 + 4                // of an entry without key and value
	blockSize = 64 << 10                 // a block this long is ended
	maxEntry  = 1 << 30                  // fits an int of 32 bits, with room to spare
	maxBlock  = maxEntry + blockSize     // an entry is added while there is less than blockSize
	maxID     = 255                      // its length is a byte
	noExpiry  = math.MaxInt64            // as a deadline
	latest    = int64(math.MaxInt64 - 1) // the last deadline that is one
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is the CRC-32C of what was added to it. Checksums themselves must
// not be added: a CRC over bytes and their CRC is the same for all bytes, and
// what comes after would no longer depend on what came before.
type checksum uint32

func (c *checksum) add(p []byte) {
	*c = checksum(crc32.Update(uint32(*c), castagnoli, p))
}

// nanoseconds returns a deadline as the format has it.
func nanoseconds(deadline time.Time) int64 {
	switch {
	case deadline.IsZero():
		return noExpiry
	case deadline.After(time.Unix(0, latest)):
		return latest
	case deadline.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	}
	return deadline.UnixNano()
}

// instant undoes nanoseconds.
func instant(n int64) time.Time {
	if n == noExpiry {
		return time.Time{}
	}
	return time.Unix(0, n)
}
