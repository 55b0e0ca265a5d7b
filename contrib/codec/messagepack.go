package codec

import (
	"bytes"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/larder-go/larder/tiered"
)

// MessagePack is the codec of MessagePack (msgpack.org) under the ID "msgpack". Fields go by
// their names, or their msgpack tags, so that they can come and go; unexported ones are left
// out. It is safe for concurrent use.
func MessagePack[V any]() tiered.Codec[V] { return messagePack[V]{} }

type messagePack[V any] struct{}

func (messagePack[V]) ID() string { return "msgpack" }

func (messagePack[V]) Append(dst []byte, v V) ([]byte, error) {
	buffer := bytes.NewBuffer(dst)
	encoder := msgpack.GetEncoder()
	defer msgpack.PutEncoder(encoder)
	encoder.Reset(buffer)
	if err := encoder.Encode(&v); err != nil {
		return dst, fmt.Errorf("codec: %w", err)
	}
	return buffer.Bytes(), nil
}

// Decode refuses what follows the value. Lengths in src are not believed: the library
// allocates as it reads.
func (messagePack[V]) Decode(src []byte) (v V, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("codec: msgpack: it panicked: %v", p)
		}
	}()
	reader := bytes.NewReader(src)
	decoder := msgpack.GetDecoder()
	defer msgpack.PutDecoder(decoder)
	decoder.Reset(reader)
	if err := decoder.Decode(&v); err != nil {
		return v, fmt.Errorf("codec: %w", err)
	}
	if reader.Len() > 0 {
		return v, fmt.Errorf("codec: msgpack: %d bytes after the value", reader.Len())
	}
	return v, nil
}
