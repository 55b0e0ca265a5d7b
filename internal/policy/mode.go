package policy

// Mode is one way to run the two queues.
type Mode struct {
	name string

	window float64 // the share of the window

	// At the end of the window:
	recycle bool  // what was hit goes back to its head
	promote bool  // what was hit twice goes to the main queue, without a contest
	fill    bool  // what was not hit goes to the main queue while that has room, then competes with the victim there
	margin  uint8 // and wins with a frequency that is higher by more than this

	// Of the main queue:
	revive bool // what the ghost remembers enters there
	sum    bool // its hand adds all hits to the frequency, and forgets them; else it takes one
	all    bool // the ghost remembers what left it, too

	forgets bool // there is neither ghost nor sketch, since no other mode will follow
}

// The modes that adaptive chooses from; the first is that in which it starts.
var modes = [...]*Mode{
	&tinyLFU,
	&s3FIFO,
	&wideS3FIFO,
	&clock,
	&hybrid,
}

// wideS3FIFO gives what is new more time to prove itself.
var wideS3FIFO = Mode{name: "wide s3fifo", window: 0.2, promote: true, revive: true}

// hybrid admits by frequency, like tinyLFU, but without a contest what was hit twice
// in a window of ten times the size.
var hybrid = Mode{name: "hybrid", window: 0.1, recycle: true, promote: true, fill: true, revive: true}
