//go:build !race

package loadertest

// raceDetector says that the race detector is on.
const raceDetector = false
