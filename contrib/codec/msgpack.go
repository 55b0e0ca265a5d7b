package codec

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/ugorji/go/codec"

	"github.com/larder-go/larder/tiered"
)

// MessagePack returns the codec that encodes values in the format of https://msgpack.org:
// structs as maps by the names of their fields, which the tags msgpack or json change, a
// time.Time as its timestamp. Fields that one side does not know are left out or zero.
// Where that is wrong, schema tells apart what V was and is: choose another whenever its
// fields change, such as "user/2". It becomes a part of the ID, and may have some 200
// bytes; "" means none.
//
// Into an interface, maps come back as map[string]any, and integers as int64 or uint64. What
// follows the value is an error. So is, on both ways, what nests deeper than 256 levels, and
// a value that refers to itself. O(bytes).
func MessagePack[V any](schema string) tiered.Codec[V] {
	id := "msgpack"
	if schema != "" {
		id += ":" + schema
	}
	c := &msgpack[V]{id: id}
	c.handle.WriteExt = true // today's format: bytes and text apart, and timestamps
	c.handle.MapType = reflect.TypeFor[map[string]any]()
	c.handle.TypeInfos = codec.NewTypeInfos([]string{"msgpack", "json"})
	c.handle.MaxInitLen, c.handle.MaxDepth = mostAhead, mostDepth+1 // skim sees to the depth
	c.handle.CheckCircularRef = true                                // an error, and no endless recursion
	c.encoders.New = func() any { return &encoder{enc: codec.NewEncoderBytes(nil, &c.handle)} }
	c.decoders.New = func() any { return codec.NewDecoderBytes(nil, &c.handle) }
	return c
}

const (
	mostAhead = 256 // elements that memory is taken for before they have been read
	mostDepth = 256
)

// msgpack is a codec with its own pools. Its handle does not change after it is made.
type msgpack[V any] struct {
	id       string
	handle   codec.MsgpackHandle
	encoders sync.Pool // of *encoder
	decoders sync.Pool // of *codec.Decoder
}

// encoder is an encoder with the buffer that it fills.
type encoder struct {
	enc *codec.Encoder
	buf []byte
}

func (c *msgpack[V]) ID() string { return c.id }

// Append gives only what has worked back to the pool.
func (c *msgpack[V]) Append(dst []byte, v V) (data []byte, err error) {
	defer recovered(c.id, &err)
	e := c.encoders.Get().(*encoder)
	e.enc.ResetBytes(&e.buf)
	if err := e.enc.Encode(&v); err != nil {
		return nil, err
	}
	if err := skim(e.buf); err != nil {
		return nil, fmt.Errorf("codec: what it encodes to could not be read again: %w", err)
	}
	data = append(dst, e.buf...)
	if cap(e.buf) <= mostKept {
		c.encoders.Put(e)
	}
	return data, nil
}

func (c *msgpack[V]) Decode(src []byte) (v V, err error) {
	defer recovered(c.id, &err)
	if err := skim(src); err != nil {
		return v, corrupt("%w", err)
	}
	d := c.decoders.Get().(*codec.Decoder)
	d.ResetBytes(src)
	if err := d.Decode(&v); err != nil {
		return v, corrupt("%w", err)
	}
	d.ResetBytes(nil)
	c.decoders.Put(d)
	return v, nil
}
