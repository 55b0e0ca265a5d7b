package snapshot

import (
	"fmt"
	"reflect"
)

// Codec turns values of one type into bytes and back. It must be safe for
// concurrent use where its Format is used concurrently.
type Codec[T any] interface {
	// ID names the encoding, in 1 to 255 bytes. It is saved with the entries,
	// and Read refuses what was written under another ID: change it whenever
	// Decode no longer understands what an older Append wrote.
	ID() string

	// Append appends the bytes of v to dst, as the built-in append does, and
	// returns the longer slice. It must keep neither. An error ends the Write.
	Append(dst []byte, v T) ([]byte, error)

	// Decode returns the value whose bytes are src, all of them. It must
	// neither keep nor change src, which is overwritten after it returns. The
	// bytes have passed their checksum, but whoever wrote them may have been
	// another program: what makes no sense is an error, not a panic.
	Decode(src []byte) (T, error)
}

// Format says how keys and values are encoded. A nil codec means Default, so
// that the zero Format works for all types that have a built-in codec.
type Format[K, V any] struct {
	Key   Codec[K] // of the keys
	Value Codec[V] // of the values
}

// Validate returns the error that Write and Read would return for the Format
// itself. A program that saves when it ends can call it when it starts.
func (f Format[K, V]) Validate() error {
	_, err := f.resolve()
	return err
}

// resolve returns the format with its codecs filled in and checked.
func (f Format[K, V]) resolve() (Format[K, V], error) {
	var err error
	if f.Key, err = resolve(f.Key, "Key"); err != nil {
		return f, err
	}
	f.Value, err = resolve(f.Value, "Value")
	return f, err
}

func resolve[T any](c Codec[T], field string) (Codec[T], error) {
	if c == nil {
		var err error
		if c, err = builtin[T](); err != nil {
			return nil, fmt.Errorf("snapshot: Format.%s: %w", field, err)
		}
	}
	if n := len(c.ID()); n == 0 || n > maxID {
		return nil, fmt.Errorf("snapshot: Format.%s: the ID of the codec has %d bytes: it must have 1 to %d", field, n, maxID)
	}
	return c, nil
}

// Default returns the built-in codec of a type, for use inside of another
// codec. A Format chooses it by itself. In this order:
//
//   - A type that is, or whose pointer is, an encoding.BinaryMarshaler and an
//     encoding.BinaryUnmarshaler: what these say, under an ID that holds the
//     type's name. A nil pointer is an error. A struct that may owe these
//     methods to an embedded field, and has other fields, is refused.
//   - Strings, slices and arrays of bytes (a nil slice comes back empty),
//     integers (a number that another integer type wrote is read where it
//     fits), floats, booleans and structs without fields, named types of these
//     included. Their IDs do not depend on the type's name.
//
// All other types get an error that says what to do.
func Default[T any]() (Codec[T], error) {
	c, err := builtin[T]()
	if err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	return c, nil
}

func builtin[T any]() (Codec[T], error) {
	t := reflect.TypeFor[T]()
	if c, err := binaryCodec[T](t); c != nil || err != nil {
		return c, err
	}
	if k, ok := kindOf(t); ok {
		return kindCodec[T]{k}, nil
	}
	return nil, fmt.Errorf("the type %v has no built-in codec: set a Codec of your own, "+
		"or give it the methods MarshalBinary and UnmarshalBinary", t)
}
