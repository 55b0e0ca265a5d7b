// Package codec has codecs for the values of a tiered.Cache, and of package snapshot, that
// need libraries of others: [MessagePack], and [Compressed], which puts a compression
// around any codec.
//
//	users, err := codec.Compressed(codec.MessagePack[User]("user/2"), codec.Options{})
//
// Use MessagePack where values are smaller and faster to read than as JSON, and other
// languages read them too. Use Compressed where values have some hundred bytes or more
// and repeat themselves, as text does, and the network or the memory of the remote is
// what is scarce: to compress 1 KiB takes some ten microseconds with Zstd, and a few with
// S2. Neither is for values that are compressed already, such as pictures, or as short as
// a number.
//
// It is a module of its own, so that nobody else downloads these libraries. The codecs that
// need none, tiered.JSON and others, are in package tiered.
//
// # What comes from elsewhere
//
// A remote may hold what somebody else has written. So what makes no sense is an error that
// wraps [ErrCorrupt] and never a panic, what is larger than [Options.MaxDecoded] is a
// *tiered.LimitError before memory is taken for it, and MessagePack takes no memory for
// what is announced and not there. That it is what you have written nobody promises:
// nothing is signed.
package codec
