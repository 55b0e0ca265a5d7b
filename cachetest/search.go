package cachetest

import "os"

// searches returns how long a search is to go on: n, or with LARDER_LONG=1 in
// the environment ten times that.
func searches(n int) int {
	if os.Getenv("LARDER_LONG") == "1" {
		return 10 * n
	}
	return n
}
