// Package events hands what happens to who has subscribed. Each subscriber has a queue and a
// goroutine of its own; what does not fit the queue is dropped, so that nobody is ever
// waited for.
//
// Use it where events are for logs, counts and tests. Not where every event counts: a
// subscriber that is too slow loses some, and learns only how many.
package events
