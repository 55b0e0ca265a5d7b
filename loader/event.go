package loader

import "time"

// EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	EventHit           EventKind = iota // a call was answered with a fresh value
	EventMiss                           // there was nothing that could be served at once
	EventStaleServed                    // a call was answered with a value past its TTL
	EventSharedWait                     // a call waits for a load that another has started
	EventLoadStarted                    // a load function is called for the key
	EventLoadSucceeded                  // it returned a value; Took says after how long
	EventLoadFailed                     // it returned an error, larder.ErrNotFound included: see Err and Took
	EventLoadTimedOut                   // it took longer than Options.LoadTimeout
	EventRefreshed                      // a load in the background has stored its value
	EventSoftTimeout                    // a caller was served a stale value, since the load took longer than Options.SoftTimeout
	EventHardTimeout                    // a caller got ErrTimeout, since the load took longer than Options.HardTimeout
	eventKinds
)

var eventNames = [eventKinds]string{
	"hit", "miss", "stale-served", "shared-wait", "load-started", "load-succeeded", "load-failed", "load-timed-out", "refreshed",
	"soft-timeout", "hard-timeout",
}

// String returns the name of the kind, such as "load-started".
func (k EventKind) String() string {
	if k < eventKinds {
		return eventNames[k]
	}
	return "unknown"
}

// Event is one thing that happened to a key.
type Event[K comparable] struct {
	Kind EventKind     // what happened
	Key  K             // to which key
	Took time.Duration // of a load that ended
	Err  error         // of a load that failed
}
