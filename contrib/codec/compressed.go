package codec

import (
	"errors"
	"fmt"
	"math"

	"github.com/klauspost/compress/s2"

	"github.com/larder-go/larder/tiered"
)

// Compressed returns a codec that compresses what inner has encoded. A value has one byte
// more, in front, which says how it is stored: plain, by zstd or by S2. Its ID is
// "compressed:" and that of inner. It is safe for concurrent use if inner is, and has
// nothing to close.
//
// The error says which option is wrong, that inner is nil, or that its ID is too long.
func Compressed[V any](inner tiered.Codec[V], o Options) (tiered.Codec[V], error) {
	if inner == nil {
		return nil, errors.New("codec: Compressed needs a codec to put the compression around, such as tiered.JSON")
	}
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	id := "compressed:" + inner.ID()
	if len(id) > mostID {
		return nil, fmt.Errorf("codec: the ID of a compressed codec has %d bytes, more than %d: shorten that of the codec inside", len(id), mostID)
	}
	return &compressed[V]{id: id, inner: inner, o: o, squeezers: [...]squeezer{plain: nil, byZstd: newZstd(o.MaxDecoded), byS2: blocks{}}}, nil
}

// mostID is the length of the longest ID of a tiered.Codec, in bytes.
const mostID = 255

// How a value is stored: its first byte. They never change.
const (
	plain = iota
	byZstd
	byS2
	ways
)

// squeezer is a way to compress. It is safe for concurrent use.
type squeezer interface {
	// squeeze appends the compressed form of src to dst.
	squeeze(dst, src []byte) []byte

	// size returns the size that compressed bytes declare to have had, which is not negative.
	size(src []byte) (uint64, error)

	// expand returns what was compressed to src, in dst, whose capacity is the size that src
	// declares. errMore says that it is more.
	expand(dst, src []byte) ([]byte, error)
}

// errMore is returned where the data is longer than it declares.
var errMore = errors.New("more than it declares")

// compressed does not change.
type compressed[V any] struct {
	id        string
	inner     tiered.Codec[V]
	o         Options // filled
	squeezers [ways]squeezer
}

func (c *compressed[V]) ID() string { return c.id }

func (c *compressed[V]) Append(dst []byte, v V) ([]byte, error) {
	start := len(dst)
	data, err := c.inner.Append(append(dst, plain), v)
	if err != nil {
		return nil, err
	}
	src := data[start+1:]
	if err := c.limit(uint64(len(src))); err != nil {
		return nil, err
	}
	if len(src) < c.o.MinSize {
		return data, nil
	}
	buf, done := scratch(s2.MaxEncodedLen(len(src))) // which is the larger one
	defer done()
	way := byte(c.o.Algorithm) + 1
	small := c.squeezers[way].squeeze(buf, src)
	if len(small) >= len(src) {
		return data, nil
	}
	data[start] = way
	return append(data[:start+1], small...), nil
}

func (c *compressed[V]) Decode(src []byte) (v V, err error) {
	defer recovered(c.id, &err)
	if len(src) == 0 {
		return v, corrupt("it is empty")
	}
	way, src := src[0], src[1:]
	switch {
	case way >= ways:
		return v, corrupt("its first byte is %#x, which says nothing", way)
	case way == plain:
		if err := c.limit(uint64(len(src))); err != nil {
			return v, err
		}
		return c.inner.Decode(src)
	}
	s := c.squeezers[way]
	size, err := s.size(src)
	if err != nil {
		return v, corrupt("%w", err)
	}
	if err := c.limit(size); err != nil {
		return v, err
	}
	buf, done := scratch(int(size))
	defer done()
	data, err := s.expand(buf[:0:size], src)
	switch {
	case errors.Is(err, errMore):
		return v, fmt.Errorf("%w: it holds more than it declares: %w", ErrCorrupt,
			&tiered.LimitError{What: valueName, Size: int(size) + 1, Limit: int(size)})
	case err != nil:
		return v, corrupt("%w", err)
	case uint64(len(data)) != size:
		return v, corrupt("it declares %d bytes and has %d", size, len(data))
	}
	return c.inner.Decode(data)
}

const valueName = "value that is not compressed yet"

// limit refuses what is too large.
func (c *compressed[V]) limit(size uint64) error {
	if size <= uint64(c.o.MaxDecoded) {
		return nil
	}
	return &tiered.LimitError{What: valueName, Size: int(min(size, math.MaxInt)), Limit: c.o.MaxDecoded}
}
