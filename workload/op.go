package workload

// Kind says what an operation asks of the cache.
type Kind uint8

// The kinds of operation. A Get that misses is expected to be followed by a
// fill of the same key with the operation's Size and TTL.
const (
	Get Kind = iota
	Set
	Delete
)

var kindNames = [...]string{Get: "get", Set: "set", Delete: "delete"}

// String returns the lower-case name of the kind, or "unknown" for a value
// that is none of the constants.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// Op is one operation of a stream. It is 16 bytes, so that four of them fill a
// cache line of 64 bytes and replaying a stream is one sequential read.
type Op struct {
	// Key is the number of the key, in [0, Stream.Keys).
	Key uint32
	// Size is the size in bytes of the value that a Set, or the fill after a
	// Get that missed, stores.
	Size uint32
	// TTL is the time to live, in milliseconds, of what is stored; 0 asks for
	// the cache's default.
	TTL uint32
	// Kind is what the operation asks.
	Kind Kind
}
