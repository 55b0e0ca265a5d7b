package tiered

import "context"

// Backplane carries messages from each node to all nodes, itself included, at most once:
// it may lose them, repeat them, and bring them in another order, and the cache finds that
// out and lives with it. Implementations are safe for concurrent use. Package tieredtest
// has the suite that an implementation must pass.
type Backplane interface {
	// Name says what and where it is, for errors and logs, without secrets.
	Name() string

	// Publish sends a message of up to some kilobytes, which it does not keep. That it
	// returns nil does not mean that anybody has got it.
	Publish(ctx context.Context, message []byte) error

	// Subscribe hands messages to r, one call after the other, until stop is called; then
	// no call is running or will come. It returns at once, connects for itself, and
	// connects again for as long as it takes. stop must not be called by r's methods.
	Subscribe(r Receiver) (stop func())
}

// Receiver is told what comes. Its methods return soon, and do not keep what they are
// given.
type Receiver interface {
	// Message is called for every message.
	Message(message []byte)

	// Connected is called when messages will come from now on. All that were sent before
	// may be lost.
	Connected()

	// Disconnected is called when messages may not come any more. It may be called
	// several times in a row.
	Disconnected(err error)
}
