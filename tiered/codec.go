package tiered

import "github.com/larder-go/larder/snapshot"

// Codec turns values into bytes and back. It is what package snapshot uses, too:
//
//	ID() string                               // names the encoding, 1 to 255 bytes
//	Append(dst []byte, v V) ([]byte, error)
//	Decode(src []byte) (V, error)             // must not keep src
//
// It must be safe for concurrent use. What was stored under another ID counts as a
// miss: change it whenever Decode no longer understands what an older Append wrote.
type Codec[V any] = snapshot.Codec[V]
