// Package inside is what packages of this module offer each other and nobody else,
// though by exported methods: one of its types is a parameter, which others cannot
// name.
//
// Use it where one public package needs more of another than users should get. Not
// within a package, or where an internal package can hold what is shared.
package inside

// Key is what a method asks for that is for packages of this module alone.
type Key struct{}

// Looker is a cache that shows where a value lies instead of copying it, for those who
// wrap values in something larger. What it shows must not be changed.
type Looker[K comparable, V any] interface {
	// Look is Get, and returns nil where that returns false.
	Look(key K, _ Key) *V
}
