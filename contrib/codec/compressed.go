package codec

import (
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
)

// Algorithm is how values are compressed.
type Algorithm uint8

// The algorithms.
const (
	Zstd Algorithm = iota // smaller: RFC 8878, at its fastest level
	S2                    // faster: an extension of Snappy
)

var algorithmNames = [...]string{"zstd", "s2"}

// String returns the name, such as "zstd".
func (a Algorithm) String() string {
	if int(a) < len(algorithmNames) {
		return algorithmNames[a]
	}
	return "unknown"
}

// Options configure Compressed. The zero value works.
type Options struct {
	Algorithm Algorithm // how values are compressed that are large enough

	// MinSize is how many bytes a value has at least that is compressed. 0 means 1 KiB.
	MinSize int

	// MaxDecoded is how many bytes a value may have, compressed or not: what becomes larger when
	// it is decoded is refused before that, since a few bytes can stand for gigabytes. 0
	// means 16 MiB.
	MaxDecoded int
}

const (
	defaultMinSize    = 1 << 10
	defaultMaxDecoded = 16 << 20
)

// The first byte of what Compressed has encoded. It says what follows, so that the algorithm
// can be changed, and MinSize, without losing what is stored.
const (
	plainForm byte = iota
	zstdForm
	s2Form
)

// Compressed compresses what another codec has encoded, where that makes it smaller. Its ID
// is that of the other and "+compressed". It is safe for concurrent use. Decode returns a
// *tiered.LimitError, and Append, too, for what is larger than MaxDecoded. The error of
// Compressed is an *larder.OptionError.
func Compressed[V any](inner tiered.Codec[V], o Options) (tiered.Codec[V], error) {
	refuse := func(field, format string, args ...any) (tiered.Codec[V], error) {
		return nil, &larder.OptionError{Field: field, Reason: fmt.Sprintf(format, args...)}
	}
	switch {
	case inner == nil:
		return refuse("inner", "it is nil")
	case int(o.Algorithm) >= len(algorithmNames):
		return refuse("Algorithm", "%d is unknown", o.Algorithm)
	case o.MinSize < 0:
		return refuse("MinSize", "%d is negative", o.MinSize)
	case o.MaxDecoded < 0:
		return refuse("MaxDecoded", "%d is negative", o.MaxDecoded)
	}
	if o.MinSize == 0 {
		o.MinSize = defaultMinSize
	}
	if o.MaxDecoded == 0 {
		o.MaxDecoded = defaultMaxDecoded
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(uint64(o.MaxDecoded)))
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &compressed[V]{inner: inner, o: o, encoder: encoder, decoder: decoder}, nil
}

type compressed[V any] struct {
	inner   tiered.Codec[V]
	o       Options       // with defaults
	encoder *zstd.Encoder // EncodeAll and DecodeAll are safe for concurrent use, and start no goroutines
	decoder *zstd.Decoder
	buffers sync.Pool // of *[]byte, what inner encodes into
}

func (c *compressed[V]) ID() string { return c.inner.ID() + "+compressed" }

func (c *compressed[V]) Append(dst []byte, v V) ([]byte, error) {
	buffer, _ := c.buffers.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	defer c.buffers.Put(buffer)
	plain, err := c.inner.Append((*buffer)[:0], v)
	if err != nil {
		return dst, err
	}
	*buffer = plain
	if err := c.fits(len(plain)); err != nil {
		return dst, err
	}
	if len(plain) >= c.o.MinSize {
		if packed := c.pack(append(dst, c.form()), plain); len(packed)-len(dst)-1 < len(plain) {
			return packed, nil
		}
	}
	return append(append(dst, plainForm), plain...), nil
}

func (c *compressed[V]) form() byte {
	if c.o.Algorithm == S2 {
		return s2Form
	}
	return zstdForm
}

func (c *compressed[V]) pack(dst, plain []byte) []byte {
	if c.o.Algorithm == S2 {
		return append(dst, s2.Encode(nil, plain)...)
	}
	return c.encoder.EncodeAll(plain, dst)
}

func (c *compressed[V]) fits(size int) error {
	if size > c.o.MaxDecoded {
		return &tiered.LimitError{What: "decoded value", Size: size, Limit: c.o.MaxDecoded}
	}
	return nil
}

func (c *compressed[V]) Decode(src []byte) (v V, err error) {
	if len(src) == 0 {
		return v, errors.New("codec: an empty value has not even a form")
	}
	plain, err := c.unpack(src[0], src[1:])
	if err != nil {
		return v, err
	}
	return c.inner.Decode(plain)
}

func (c *compressed[V]) unpack(form byte, packed []byte) ([]byte, error) {
	switch form {
	case plainForm:
		return packed, c.fits(len(packed))
	case zstdForm:
		return c.unzstd(packed)
	case s2Form:
		size, err := s2.DecodedLen(packed)
		if err == nil {
			err = c.fits(size)
		}
		if err != nil {
			return nil, fmt.Errorf("codec: s2: %w", err)
		}
		plain, err := s2.Decode(nil, packed) // never longer than what it has declared
		if err != nil {
			return nil, fmt.Errorf("codec: s2: %w", err)
		}
		return plain, nil
	}
	return nil, fmt.Errorf("codec: form %d is not known", form)
}

// unzstd decodes, and believes no size: the library stops at MaxDecoded.
func (c *compressed[V]) unzstd(packed []byte) ([]byte, error) {
	var header zstd.Header
	if err := header.Decode(packed); err != nil {
		return nil, fmt.Errorf("codec: zstd: %w", err)
	}
	if header.HasFCS && header.FrameContentSize > uint64(c.o.MaxDecoded) {
		return nil, &tiered.LimitError{What: "decoded value", Size: int(min(header.FrameContentSize, 1<<62)), Limit: c.o.MaxDecoded}
	}
	plain, err := c.decoder.DecodeAll(packed, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, &tiered.LimitError{What: "decoded value", Size: c.o.MaxDecoded + 1, Limit: c.o.MaxDecoded}
	}
	if err != nil {
		return nil, fmt.Errorf("codec: zstd: %w", err)
	}
	return plain, c.fits(len(plain))
}
