package trace

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

// xzGuard passes a file in the xz format through and looks out for two things
// that the decompressor does not mind.
//
// One is a block header that asks for a large dictionary: the decompressor
// allocates it, 4 GiB at most, before it has seen a byte of the block. Where
// blocks begin is for a decompressor to know; so the guard takes anything for a
// block header that the decompressor could take for one, check sum included,
// wherever it lies.
//
// The other is a file that ends after a block: the guard keeps the last bytes,
// which are the footer of a whole file.
//
// Source: The .xz File Format 1.2.1, sections 2.1.2 (footer), 2.2 (stream
// padding), 3.1 (block header) and 5.3.1 (LZMA2).
type xzGuard struct {
	r      *bufio.Reader
	passed int    // bytes in the buffer of r that were looked at
	footer []byte // the last bytes passed, without the zeros after them
	zeros  int    // how many of those there are
}

const (
	xzHeaderMost = 1024 // bytes of the largest block header
	xzFooter     = 12   // bytes of a footer
)

func newXZGuard(r io.Reader) *xzGuard {
	return &xzGuard{r: bufio.NewReaderSize(r, 64<<10)}
}

func (g *xzGuard) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if g.passed == 0 {
		buf, err := g.r.Peek(g.r.Size())
		g.passed = len(buf)
		if err == nil { // there is more: a header may go on in it
			g.passed -= xzHeaderMost
		} else if g.passed == 0 {
			return 0, err
		}
		for i := range g.passed {
			if size := xzDictionary(buf[i:]); size > MaxWindow {
				return 0, badf("xz: asks for a dictionary of %d bytes, more than the %d that are granted: compress it again with xz -9", size, MaxWindow)
			}
		}
	}
	n, err := g.r.Read(p[:min(len(p), g.passed)])
	g.passed -= n
	g.keep(p[:n])
	return n, err
}

// keep remembers the end of what was passed.
func (g *xzGuard) keep(p []byte) {
	body := bytes.TrimRight(p, "\x00")
	if len(body) > 0 {
		g.footer = append(g.footer, make([]byte, min(g.zeros, xzFooter))...)
		g.footer = append(g.footer, body[max(0, len(body)-xzFooter):]...)
		g.footer = slices.Delete(g.footer, 0, max(0, len(g.footer)-xzFooter))
		g.zeros = 0
	}
	g.zeros += len(p) - len(body)
}

// complete reports whether what was passed ends with a footer.
func (g *xzGuard) complete() bool {
	f := g.footer
	return len(f) == xzFooter && string(f[10:]) == "YZ" &&
		crc32.ChecksumIEEE(f[4:10]) == binary.LittleEndian.Uint32(f)
}

// xzDictionary returns the size of the dictionary that the bytes ask for if they
// begin with a block header of one LZMA2 filter, or 0.
func xzDictionary(p []byte) int64 {
	const (
		compressedSize   = 0x40
		uncompressedSize = 0x80
		lzma2            = 0x21
	)
	if len(p) < 2 || p[0] == 0 || p[1]&^(compressedSize|uncompressedSize) != 0 {
		return 0
	}
	end := (int(p[0])+1)*4 - 4 // of the header, without its check sum
	if end+4 > len(p) {
		return 0
	}
	rest := p[2:end]
	uvarint := func() uint64 {
		v, n := binary.Uvarint(rest)
		rest = rest[max(n, 0):]
		return v
	}
	for _, size := range []byte{compressedSize, uncompressedSize} {
		if p[1]&size != 0 {
			uvarint()
		}
	}
	if uvarint() != lzma2 || len(rest) < 2 || rest[0] != 1 || rest[1] > 40 ||
		crc32.ChecksumIEEE(p[:end]) != binary.LittleEndian.Uint32(p[end:]) {
		return 0
	}
	return int64(2|rest[1]&1) << (rest[1]/2 + 11)
}
