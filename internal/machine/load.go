package machine

import (
	"io/fs"
	"strings"
)

// load returns the load average of the last minute.
func load(root fs.FS) *float64 {
	minute, _, _ := strings.Cut(text(root, "proc/loadavg"), " ")
	return number(minute, 1)
}
