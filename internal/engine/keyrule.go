package engine

import "reflect"

// keyRule tells the keys that cannot be looked up. Only types that hold a
// floating-point number or an interface have any.
type keyRule[K comparable] struct {
	plain bool // K has no such keys
}

func (r *keyRule[K]) init() { r.plain = isPlain(reflect.TypeFor[K]()) }

// ok reports whether key is free of NaN. It panics, as a look-up in a map does,
// if key holds something unhashable.
//
//go:noinline
func (r *keyRule[K]) ok(key K) bool {
	var none map[K]struct{}
	_ = none[key]
	return key == key //nolint:all // false for a NaN anywhere in key
}

func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128, reflect.Interface:
		return false
	case reflect.Array:
		return isPlain(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !isPlain(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}
