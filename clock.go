package larder

import "time"

// Clock tells the time and calls back later. With a Clock in Options every
// decision about time asks it, at most once an operation (All: once an entry,
// since an iteration may last); tests inject a fake (package fakeclock), and
// programs that want exactness to the nanosecond at every read inject SystemClock.
//
// A Clock must be safe for concurrent use. It is never called under a lock of
// the cache. If it steps back, what had expired stays expired.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// AfterFunc calls f in its own time once d has passed, and returns a
	// function that cancels the call and reports whether it did.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// SystemClock is the clock of package time. Its zero value is ready for use.
type SystemClock struct{}

// Now returns time.Now.
func (SystemClock) Now() time.Time { return time.Now() }

// AfterFunc calls time.AfterFunc.
func (SystemClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, f).Stop
}
