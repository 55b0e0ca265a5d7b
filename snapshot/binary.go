package snapshot

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
)

var (
	marshaler   = reflect.TypeFor[encoding.BinaryMarshaler]()
	unmarshaler = reflect.TypeFor[encoding.BinaryUnmarshaler]()
)

// binaryCodec returns a codec that calls the type's own MarshalBinary and
// UnmarshalBinary, or nil if it has none. It does not call AppendBinary: a type
// may define the first two and inherit the third, which then writes another
// form, from a field.
func binaryCodec[T any](t reflect.Type) (Codec[T], error) {
	elem := t
	isPointer := t.Kind() == reflect.Pointer
	if isPointer {
		elem = t.Elem()
	}
	p := reflect.PointerTo(elem)
	if elem.Kind() == reflect.Interface || !p.Implements(marshaler) || !p.Implements(unmarshaler) {
		return nil, nil
	}
	if field, ok := inherits(elem); ok {
		return nil, fmt.Errorf("the type %v may have MarshalBinary or UnmarshalBinary from its field %s alone, "+
			"which would lose the others: set a Codec of your own", t, field)
	}
	id := "binary:" + elem.String()
	if isPointer {
		return pointers[T]{id, elem}, nil
	}
	return marshalers[T]{id}, nil
}

// inherits returns the embedded field from which a struct that has other fields
// may have its methods. It may be wrong (there is no telling whether the struct
// has methods of its own as well), but only on the safe side.
func inherits(t reflect.Type) (field string, ok bool) {
	if t.Kind() != reflect.Struct || t.NumField() < 2 {
		return "", false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		p := reflect.PointerTo(f.Type)
		if f.Type.Kind() == reflect.Pointer || f.Type.Kind() == reflect.Interface {
			p = f.Type
		}
		if f.Anonymous && (p.Implements(marshaler) || p.Implements(unmarshaler)) {
			return f.Name, true
		}
	}
	return "", false
}

// marshalers is the codec of types whose pointers have the methods.
type marshalers[T any] struct{ id string }

func (c marshalers[T]) ID() string { return c.id }

func (c marshalers[T]) Append(dst []byte, v T) ([]byte, error) {
	return appendMarshaled(dst, any(&v).(encoding.BinaryMarshaler))
}

func (c marshalers[T]) Decode(src []byte) (T, error) {
	var v T
	err := any(&v).(encoding.BinaryUnmarshaler).UnmarshalBinary(src)
	return v, err
}

// pointers is the codec of types that are pointers and have the methods.
type pointers[T any] struct {
	id   string
	elem reflect.Type // what T points to
}

func (c pointers[T]) ID() string { return c.id }

func (c pointers[T]) Append(dst []byte, v T) ([]byte, error) {
	if reflect.ValueOf(v).IsNil() {
		return nil, errors.New("the pointer is nil")
	}
	return appendMarshaled(dst, any(v).(encoding.BinaryMarshaler))
}

func (c pointers[T]) Decode(src []byte) (T, error) {
	v := reflect.New(c.elem).Interface()
	if err := v.(encoding.BinaryUnmarshaler).UnmarshalBinary(src); err != nil {
		var none T
		return none, err
	}
	return v.(T), nil
}

func appendMarshaled(dst []byte, m encoding.BinaryMarshaler) ([]byte, error) {
	data, err := m.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return append(dst, data...), nil
}
