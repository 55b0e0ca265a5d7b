package snapshot

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// kind is the encoding of all types with the same underlying type. It works by
// reflection, since a named type cannot be asserted to be its underlying one.
type kind struct {
	id     string
	append func(dst []byte, v reflect.Value) []byte
	decode func(v reflect.Value, src []byte) error // v can be set
}

var errLength = errors.New("wrong length")

// kindOf returns the encoding of t, and whether there is one.
func kindOf(t reflect.Type) (kind, bool) {
	switch k := t.Kind(); {
	case k == reflect.String:
		return kind{"string", appendString, decodeString}, true
	case (k == reflect.Slice || k == reflect.Array) && t.Elem().Kind() == reflect.Uint8:
		return kind{"bytes", appendBytes, decodeBytes}, true
	case reflect.Int <= k && k <= reflect.Int64:
		return kind{"int", appendInt, decodeInt}, true
	case reflect.Uint <= k && k <= reflect.Uintptr:
		return kind{"uint", appendUint, decodeUint}, true
	case k == reflect.Float32:
		return kind{"float32", appendFloat32, decodeFloat32}, true
	case k == reflect.Float64:
		return kind{"float64", appendFloat64, decodeFloat64}, true
	case k == reflect.Bool:
		return kind{"bool", appendBool, decodeBool}, true
	case k == reflect.Struct && t.NumField() == 0:
		return kind{"nothing", appendNothing, decodeNothing}, true
	}
	return kind{}, false
}

// kindCodec is a kind as a codec.
type kindCodec[T any] struct{ kind kind }

func (c kindCodec[T]) ID() string { return c.kind.id }

func (c kindCodec[T]) Append(dst []byte, v T) ([]byte, error) {
	return c.kind.append(dst, reflect.ValueOf(&v).Elem()), nil
}

func (c kindCodec[T]) Decode(src []byte) (T, error) {
	var v T
	if err := c.kind.decode(reflect.ValueOf(&v).Elem(), src); err != nil {
		var none T
		return none, fmt.Errorf("%d bytes as %T: %w", len(src), v, err)
	}
	return v, nil
}

func appendString(dst []byte, v reflect.Value) []byte { return append(dst, v.String()...) }

func decodeString(v reflect.Value, src []byte) error {
	v.SetString(string(src))
	return nil
}

func appendBytes(dst []byte, v reflect.Value) []byte { return append(dst, v.Bytes()...) }

func decodeBytes(v reflect.Value, src []byte) error {
	if v.Kind() == reflect.Slice {
		v.SetBytes(bytes.Clone(src))
		return nil
	}
	if len(src) != v.Len() {
		return errLength
	}
	copy(v.Bytes(), src)
	return nil
}

func appendInt(dst []byte, v reflect.Value) []byte { return binary.AppendVarint(dst, v.Int()) }

func decodeInt(v reflect.Value, src []byte) error {
	n, size := binary.Varint(src)
	if size != len(src) || size == 0 {
		return errLength
	}
	if v.OverflowInt(n) {
		return fmt.Errorf("%d does not fit", n)
	}
	v.SetInt(n)
	return nil
}

func appendUint(dst []byte, v reflect.Value) []byte { return binary.AppendUvarint(dst, v.Uint()) }

func decodeUint(v reflect.Value, src []byte) error {
	n, size := binary.Uvarint(src)
	if size != len(src) || size == 0 {
		return errLength
	}
	if v.OverflowUint(n) {
		return fmt.Errorf("%d does not fit", n)
	}
	v.SetUint(n)
	return nil
}

func appendFloat32(dst []byte, v reflect.Value) []byte {
	return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(v.Float())))
}

func decodeFloat32(v reflect.Value, src []byte) error {
	if len(src) != 4 {
		return errLength
	}
	v.SetFloat(float64(math.Float32frombits(binary.LittleEndian.Uint32(src))))
	return nil
}

func appendFloat64(dst []byte, v reflect.Value) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Float()))
}

func decodeFloat64(v reflect.Value, src []byte) error {
	if len(src) != 8 {
		return errLength
	}
	v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(src)))
	return nil
}

func appendBool(dst []byte, v reflect.Value) []byte {
	if v.Bool() {
		return append(dst, 1)
	}
	return append(dst, 0)
}

func decodeBool(v reflect.Value, src []byte) error {
	if len(src) != 1 {
		return errLength
	}
	if src[0] > 1 {
		return fmt.Errorf("%d is neither 0 nor 1", src[0])
	}
	v.SetBool(src[0] == 1)
	return nil
}

func appendNothing(dst []byte, _ reflect.Value) []byte { return dst }

func decodeNothing(_ reflect.Value, src []byte) error {
	if len(src) != 0 {
		return errLength
	}
	return nil
}
