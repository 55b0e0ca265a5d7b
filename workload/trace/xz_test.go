package trace_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// withXZDictionary returns a copy of a file in the xz format whose first block
// asks for a dictionary of that size, as the format codes it: 40 is the largest.
func withXZDictionary(file []byte, size byte) []byte {
	const streamHeader = 12
	file = bytes.Clone(file)
	header := file[streamHeader:]
	header = header[:(int(header[0])+1)*4]
	filter := bytes.Index(header, []byte{0x21, 1})
	header[filter+2] = size
	sum := header[len(header)-4:]
	binary.LittleEndian.PutUint32(sum, crc32.ChecksumIEEE(header[:len(header)-4]))
	return file
}
