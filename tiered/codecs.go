package tiered

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/larder-go/larder/snapshot"
)

// JSON is the codec of encoding/json: readable by others, and tolerant of fields that come
// and go. Where a change of V makes old values wrong, give it another ID with Named.
func JSON[V any]() Codec[V] { return jsonCodec[V]{} }

// Gob is the codec of encoding/gob, for values that only Go programs read: it keeps types that
// JSON does not, such as maps with keys of any kind. Each value carries the description of
// its type, some hundred bytes; contrib/codec has MessagePack, which does not.
func Gob[V any]() Codec[V] { return gobCodec[V]{} }

// Raw is the codec of bytes that are stored as they are. nil comes back empty.
func Raw() Codec[[]byte] { return builtIn[[]byte]() }

// Text is the codec of strings.
func Text() Codec[string] { return builtIn[string]() }

// Named is a codec under another ID, of 1 to 255 bytes, so that what was stored under the
// old one counts as a miss: "user/2", say, after a field of User got another meaning.
func Named[V any](codec Codec[V], id string) Codec[V] { return named[V]{codec, id} }

func builtIn[V any]() Codec[V] {
	codec, err := snapshot.Default[V]()
	if err != nil {
		panic(err) // not for the types above
	}
	return codec
}

type named[V any] struct {
	Codec[V]
	id string
}

func (n named[V]) ID() string { return n.id }

type jsonCodec[V any] struct{}

func (jsonCodec[V]) ID() string { return "json" }

func (jsonCodec[V]) Append(dst []byte, v V) ([]byte, error) {
	b, err := json.Marshal(v)
	return append(dst, b...), err
}

func (jsonCodec[V]) Decode(src []byte) (v V, err error) {
	err = json.Unmarshal(src, &v) // which refuses what follows the value
	return v, err
}

type gobCodec[V any] struct{}

func (gobCodec[V]) ID() string { return "gob" }

func (gobCodec[V]) Append(dst []byte, v V) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	if err := gob.NewEncoder(b).Encode(&v); err != nil {
		return dst, err
	}
	return b.Bytes(), nil
}

func (gobCodec[V]) Decode(src []byte) (v V, err error) {
	r := bytes.NewReader(src)
	if err = gob.NewDecoder(r).Decode(&v); err != nil {
		return v, err
	}
	if _, err = r.ReadByte(); !errors.Is(err, io.EOF) {
		return v, fmt.Errorf("gob: %d bytes after the value", r.Len()+1)
	}
	return v, nil
}
