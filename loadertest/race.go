//go:build race

package loadertest

const raceDetector = true
