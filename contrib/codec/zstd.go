package codec

import (
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// frames compresses by zstd, to one frame that declares its size. Its encoders and decoders
// work on the goroutine of who calls, and have none of their own.
type frames struct {
	encoders sync.Pool // of *zstd.Encoder
	decoders sync.Pool // of *zstd.Decoder
}

// newZstd returns a squeezer for values of up to so many bytes.
func newZstd(most int) *frames {
	return &frames{
		encoders: sync.Pool{New: func() any {
			return must(zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
				zstd.WithSingleSegment(true), zstd.WithEncoderCRC(true)))
		}},
		decoders: sync.Pool{New: func() any {
			return must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
				zstd.WithDecoderMaxMemory(uint64(max(most, minMemory))), zstd.WithDecodeAllCapLimit(true)))
		}},
	}
}

// minMemory is what a decoder of zstd needs for itself, however small the values are.
const minMemory = 1 << 10

// must is for options, which are the same every time.
func must[T any](v T, err error) T {
	if err != nil {
		panic("codec: zstd: " + err.Error())
	}
	return v
}

func (f *frames) squeeze(dst, src []byte) []byte {
	enc := f.encoders.Get().(*zstd.Encoder)
	dst = enc.EncodeAll(src, dst)
	f.encoders.Put(enc) // not after a panic
	return dst
}

func (f *frames) size(src []byte) (uint64, error) {
	var h zstd.Header
	switch err := h.Decode(src); {
	case err != nil:
		return 0, err
	case h.Skippable || !h.HasFCS:
		return 0, errors.New("a frame of zstd that does not declare its size")
	}
	return h.FrameContentSize, nil
}

func (f *frames) expand(dst, src []byte) ([]byte, error) {
	dec := f.decoders.Get().(*zstd.Decoder)
	data, err := dec.DecodeAll(src, dst)
	f.decoders.Put(dec)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrFrameSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, errMore
	}
	return data, err
}
