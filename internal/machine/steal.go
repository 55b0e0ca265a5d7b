package machine

import (
	"io/fs"
	"strings"
)

// Watch is a look at the time of the processors, from which on what is stolen of it
// is counted.
type Watch struct {
	root  fs.FS
	begun *times
}

// times are clock ticks of all processors since the machine was started.
type times struct{ all, stolen float64 }

// Begin begins to watch.
func Begin(root fs.FS) Watch { return Watch{root, processorTimes(root)} }

// Steal returns the percentage of the processors' time since Begin that they were
// ready to run in and the hypervisor gave to others; nil where it is unknown. The
// kernel counts in hundredths of a second: a second is the least that says something.
func (w Watch) Steal() *float64 {
	now := processorTimes(w.root)
	if w.begun == nil || now == nil || now.all <= w.begun.all || now.stolen < w.begun.stolen {
		return nil
	}
	percent := 100 * (now.stolen - w.begun.stolen) / (now.all - w.begun.all)
	return &percent
}

// processorTimes reads the first line of the kernel's statistics: user, nice, system,
// idle, waiting for a disk, interrupts of two kinds, stolen, and of user and nice what
// went to guests.
func processorTimes(root fs.FS) *times {
	line, _, _ := strings.Cut(text(root, "proc/stat"), "\n")
	fields := strings.Fields(line)
	const stolen = 8
	if len(fields) <= stolen || fields[0] != "cpu" {
		return nil
	}
	var t times
	for _, field := range fields[1 : stolen+1] {
		ticks := number(field, 1)
		if ticks == nil {
			return nil
		}
		t.all += *ticks
		t.stolen = *ticks // the last one
	}
	return &t
}
