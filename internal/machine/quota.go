package machine

import (
	"io/fs"
	"path"
	"strings"
)

const cgroups = "sys/fs/cgroup"

// quota returns the least number of processors that a control group (version 2)
// leaves this process: its own, or one of those that it lies in. In a container the
// root is the container's.
func quota(root fs.FS) *float64 {
	own, ok := "", false
	for line := range strings.Lines(text(root, "proc/self/cgroup")) {
		if own, ok = strings.CutPrefix(line, "0::"); ok {
			break
		}
	}
	if !ok {
		return nil
	}
	var least *float64
	for group := path.Clean("/" + strings.TrimSpace(own)); ; group = path.Dir(group) {
		if q := cpuMax(text(root, path.Join(cgroups, group, "cpu.max"))); q != nil && (least == nil || *q < *least) {
			least = q
		}
		if group == "/" {
			return least
		}
	}
}

// cpuMax reads "150000 100000": microseconds of processor time in each period. "max"
// is no limit.
func cpuMax(limit string) *float64 {
	fields := strings.Fields(limit)
	if len(fields) != 2 {
		return nil
	}
	time, period := number(fields[0], 1), number(fields[1], 1)
	if time == nil || period == nil || *time == 0 || *period == 0 {
		return nil
	}
	processors := *time / *period
	return &processors
}
