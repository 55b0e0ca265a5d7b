package bench

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// Resident is memory that the system has given to the process.
type Resident struct {
	Known bool // on Linux alone
	Bytes int64
}

// resident returns the resident set, after everything is given back that is not
// needed.
func resident() (r Resident) {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return r
	}
	fields := strings.Fields(string(text)) // all in pages: the size, the resident set, …
	if len(fields) < 2 {
		return r
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return Resident{Known: err == nil, Bytes: pages * int64(os.Getpagesize())}
}

// since returns how much more it is than before.
func (r Resident) since(before Resident) Resident {
	return Resident{Known: r.Known && before.Known, Bytes: r.Bytes - before.Bytes}
}

// ResidentByEntry returns the bytes by entry that the process has been given for the
// cache, beside its keys and values.
func (o Outcome) ResidentByEntry() float64 {
	return float64(o.Resident.Bytes) / float64(max(o.Entries, 1))
}
