// Package rules keeps the repository's own rules: which package may import
// which, that what is exported is documented, that each package shows an
// example, that the project speaks of itself alone. Its tests hold the whole
// checkout to [All] of them.
//
// A [Rule] is a function from a [Tree], the parsed files of the repository, to
// [Breach]es, each with its place. A breach is reported with the reason of its
// rule: whoever meets it for the first time should not have to guess. To add a
// rule, write it in a file of its own, list it in [All], and give it a tree on
// which it rings in ring_test.go.
//
// Not for what a compiler, vet or staticcheck finds already.
package rules
