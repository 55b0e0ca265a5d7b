//go:build race

package compare_test

// raceEnabled tells that the race detector slows everything down.
const raceEnabled = true
