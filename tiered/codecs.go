package tiered

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/larder-go/larder/snapshot"
)

// JSON returns the codec that encodes values as encoding/json does: readable in the remote
// and by other languages, and forgiving, since fields that one side does not know are
// left out or zero. Where that is wrong, schema tells apart what V was and is: choose
// another whenever its fields change, such as "user/2". It becomes a part of the ID, and
// may have some 200 bytes; "" means none.
//
// What follows the value is an error. O(bytes).
func JSON[V any](schema string) Codec[V] { return jsonCodec[V]{idOf("json", schema)} }

// Gob returns the codec that encodes values as encoding/gob does: for types that JSON
// changes, such as maps with keys that are no strings, among programs in Go. Each value
// brings the description of its type, some 50 to 200 bytes, which is compiled anew: it is
// slow for small values. gob knows fields by name and leaves out what it does not know;
// schema is as for JSON. A nil pointer is an error, and so is a struct with no
// exported field. O(bytes).
func Gob[V any](schema string) Codec[V] { return gobCodec[V]{idOf("gob", schema)} }

// Raw returns the codec of bytes as they are: that of package snapshot. Decode copies them;
// a nil slice comes back empty.
func Raw() Codec[[]byte] {
	c, _ := snapshot.Default[[]byte]() // there is one
	return c
}

// Text returns the codec of strings as they are, valid UTF-8 or not: that of package
// snapshot.
func Text() Codec[string] {
	c, _ := snapshot.Default[string]() // there is one
	return c
}

// idOf makes an ID of a name and a schema.
func idOf(encoding, schema string) string {
	if schema == "" {
		return encoding
	}
	return encoding + ":" + schema
}

type jsonCodec[V any] struct{ id string }

func (c jsonCodec[V]) ID() string { return c.id }

func (c jsonCodec[V]) Append(dst []byte, v V) (data []byte, err error) {
	defer recovered(c.id, &err)
	out := bytes.NewBuffer(dst)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil // with which Encode ends
}

func (c jsonCodec[V]) Decode(src []byte) (v V, err error) {
	defer recovered(c.id, &err)
	err = json.Unmarshal(src, &v)
	return v, err
}

type gobCodec[V any] struct{ id string }

func (c gobCodec[V]) ID() string { return c.id }

// Append encodes a pointer where V is an interface, so that it is encoded as one. Of others
// it encodes the value: a pointer to a nil pointer would pass for a value.
func (c gobCodec[V]) Append(dst []byte, v V) (data []byte, err error) {
	defer recovered(c.id, &err)
	out, from := bytes.NewBuffer(dst), any(v)
	if reflect.TypeFor[V]().Kind() == reflect.Interface {
		from = &v
	}
	if err := gob.NewEncoder(out).Encode(from); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (c gobCodec[V]) Decode(src []byte) (v V, err error) {
	defer recovered(c.id, &err)
	in := bytes.NewReader(src)
	if err := gob.NewDecoder(in).Decode(&v); err != nil {
		return v, err
	}
	if in.Len() > 0 {
		return v, fmt.Errorf("%d bytes after the value", in.Len())
	}
	return v, nil
}

// recovered makes an error of a panic: of a method of V, to which a payload from elsewhere
// makes no sense, or of gob, which has one for a nil pointer.
func recovered(id string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("tiered: the codec %q panicked: %v", id, p)
	}
}
