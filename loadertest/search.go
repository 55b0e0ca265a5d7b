package loadertest

import "os"

// searches returns how long a search is to go on: n, or with LARDER_LONG=1 in the
// environment ten times that, and under the race detector, which finds more in less, a
// fiftieth.
func searches(n int) int {
	if os.Getenv("LARDER_LONG") == "1" {
		n *= 10
	}
	if raceDetector {
		n = max(n/50, 1)
	}
	return n
}
