// Package codec has codecs for package tiered, and for package snapshot, that need a library:
// MessagePack, and compression around any other codec.
//
//	users, err := codec.Compressed(codec.MessagePack[User](), codec.Options{})
//	…
//	cache, err := tiered.New(tiered.Options[User]{Codec: users, …})
//
// Use MessagePack where values go over a network often: it is smaller than JSON and faster
// than gob for small values. Use compression for values of several kilobytes, where the
// network or the server's memory is what is short; below a kilobyte it gains nothing.
//
// It is a module of its own, so that nobody else downloads these libraries.
package codec
