// Package breaker is a circuit breaker: after several failures in a row it refuses
// calls for a while, then lets one through to find out whether the other side is back.
//
// Use it before calls to what may be down or hang, so that a caller loses no more than
// the time of a look at a number. A call that timed out has failed like any other: who
// asks says what a failure is, and a caller's own impatience is none. It does not limit
// how many calls run at a time, and it repeats nothing.
//
// The states are those of Nygard, "Release It!" (2007), chapter 5: closed, open and half
// open.
package breaker
