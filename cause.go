package larder

import "strconv"

// Cause tells why a value left a cache.
type Cause uint8

const (
	// CauseDeleted: Delete was called for its key.
	CauseDeleted Cause = iota + 1
	// CauseReplaced: Set was called with another value for its key while it was
	// live, and stored that, or found it too large for the cache.
	CauseReplaced
	// CauseExpired: its deadline passed; also where Set or Delete met it
	// afterwards.
	CauseExpired
	// CauseEvicted: it made room for another entry.
	CauseEvicted
	// CauseRejected: Set was called with it and it was not admitted.
	CauseRejected
	// CauseCleared: the whole cache was cleared.
	CauseCleared
)

var causeNames = [...]string{"", "deleted", "replaced", "expired", "evicted", "rejected", "cleared"}

// String returns the cause in lower case, such as "expired".
func (c Cause) String() string {
	if c == 0 || int(c) >= len(causeNames) {
		return "cause(" + strconv.Itoa(int(c)) + ")"
	}
	return causeNames[c]
}
