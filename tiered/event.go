package tiered

import "time"

// EventKind says what happened.
type EventKind uint8

// The kinds of events. Those of memory and of loads are the loader's.
const (
	EventHit            EventKind = iota // memory had a fresh value
	EventMiss                            // memory had nothing that could be served at once
	EventStaleServed                     // a call was answered with a value past its TTL
	EventSharedWait                      // a call waits for a search that another has started
	EventLoadStarted                     // the remote, and the origin if need be, are asked for the key
	EventLoadSucceeded                   // a value was found; Took says after how long
	EventLoadFailed                      // none was: see Err and Took
	EventLoadTimedOut                    // it took longer than Options.LoadTimeout
	EventRefreshed                       // memory has been brought up to date in the background
	EventSoftTimeout                     // a caller was served a stale value, since finding a fresh one took longer than Options.SoftTimeout
	EventHardTimeout                     // a caller got loader.ErrTimeout, since finding a value took longer than Options.HardTimeout
	EventRemoteHit                       // the remote had a fresh value
	EventRemoteMiss                      // it had none
	EventRemoteError                     // it failed, or did not take a value: see Err
	EventPayloadRefused                  // it had something that is not what it should be: see Err
	EventOriginLoaded                    // a load function has returned a value; Took says after how long
	EventOriginFailed                    // a load function has failed: see Err and Took
	EventSet                             // Set or Put was called
	EventDeleted                         // Delete was called
	EventMarkedExpired                   // Expire was called
	EventTagInvalidated                  // InvalidateTag was called; Key is the tag
	EventCleared                         // Clear was called
	EventEvicted                         // memory has evicted the key, with Options.Removals
	EventExpired                         // memory has dropped a key that had expired, with Options.Removals
	EventBreaker                         // the breaker of what Key names is now as State says
	EventSent                            // the other nodes are told of Key
	EventReceived                        // another node has told of Key
	EventBackplaneError                  // a message could not be sent, or the backplane is not connected: see Err
	EventDistrust                        // messages may have been lost: memory asks the remote about each value anew; State says why
	eventKinds
)

var eventNames = [eventKinds]string{
	"hit", "miss", "stale-served", "shared-wait", "load-started", "load-succeeded", "load-failed", "load-timed-out", "refreshed", "soft-timeout", "hard-timeout",
	"remote-hit", "remote-miss", "remote-error", "payload-refused", "origin-loaded", "origin-failed",
	"set", "deleted", "marked-expired", "tag-invalidated", "cleared", "evicted", "expired",
	"breaker", "sent", "received", "backplane-error", "distrust",
}

// String returns the name of the kind, such as "remote-hit".
func (k EventKind) String() string {
	if k < eventKinds {
		return eventNames[k]
	}
	return "unknown"
}

// Event is one thing that happened.
type Event struct {
	Kind  EventKind     // what happened
	Key   string        // to which key, or tag; "" if to none
	Took  time.Duration // of what took time
	State string        // see EventBreaker and EventDistrust
	Err   error         // of what failed
}

// eventOf returns the event of an invalidation.
func eventOf(k Kind) EventKind {
	if k == Expired {
		return EventMarkedExpired
	}
	return EventDeleted
}
