//go:build race

package replay_test

// raceEnabled tells that the race detector slows everything down.
const raceEnabled = true
