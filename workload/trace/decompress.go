package trace

import (
	"bufio"
	"compress/gzip"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// codec is a way to compress a file.
type codec struct {
	name   string
	suffix string // of the names of such files
	magic  string // first bytes of every such file
	open   func(io.Reader) (io.ReadCloser, error)
}

var codecs = []codec{
	{"gzip", ".gz", "\x1f\x8b\x08", openGzip},
	{"zstd", ".zst", "\x28\xb5\x2f\xfd", openZstd},
	{"xz", ".xz", "\xfd7zXZ\x00", openXZ},
}

// decompress returns the name of the compression that the first bytes of r tell,
// and the content; no name and r itself where there is none.
func decompress(r *bufio.Reader, file string) (string, io.ReadCloser, error) {
	for _, c := range codecs {
		// An error comes back from the first read.
		if head, _ := r.Peek(len(c.magic)); string(head) == c.magic {
			plain, err := c.open(r)
			return c.name, plain, err
		}
	}
	for _, c := range codecs {
		if _, err := r.Peek(1); err == nil && strings.HasSuffix(file, c.suffix) {
			return "", nil, badf("named %s but not compressed with %s: cut off, or in want of another name", c.suffix, c.name)
		}
	}
	return "", io.NopCloser(r), nil
}

func openGzip(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }

func openZstd(r io.Reader) (io.ReadCloser, error) {
	// With a concurrency of 1 the decoder starts no goroutine.
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(MaxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

func openXZ(r io.Reader) (io.ReadCloser, error) {
	guard := newXZGuard(r)
	x, err := xz.ReaderConfig{DictCap: lzma.MinDictCap}.NewReader(guard)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(&xzReader{x, guard}), nil
}

// xzReader reports a file that ends between two blocks, which the decompressor
// takes for whole.
type xzReader struct {
	r     io.Reader
	guard *xzGuard
}

func (x *xzReader) Read(p []byte) (int, error) {
	n, err := x.r.Read(p)
	if err == io.EOF && !x.guard.complete() {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
