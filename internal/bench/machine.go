package bench

import (
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/larder-go/larder/internal/machine"
)

// Machine is where a run takes place, and the program that runs.
type Machine struct {
	Go         string `json:"go"`
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	CPU        string `json:"cpu,omitempty"` // known on Linux alone
	Cores      int    `json:"cores"`
	GOMAXPROCS int    `json:"gomaxprocs"`
	GOGC       string `json:"gogc"`
	Commit     string `json:"commit"`             // as go build stamps it, or why it is unknown
	Modified   bool   `json:"modified,omitempty"` // the commit was not all

	// What others did meanwhile; nil where it is unknown.
	Load  *float64 `json:"load,omitempty"`          // average of the minute before
	Steal *float64 `json:"steal_percent,omitempty"` // of the time, that a hypervisor gave to others
}

// files are those in which the system tells what it is.
func files() fs.FS { return os.DirFS("/") }

// ThisMachine describes the machine and the program that asks.
func ThisMachine() Machine {
	m := Machine{
		Go:         runtime.Version(),
		OS:         runtime.GOOS,
		Arch:       runtime.GOARCH,
		CPU:        machine.Processor(files()),
		Cores:      runtime.NumCPU(),
		GOMAXPROCS: runtime.GOMAXPROCS(0),
		GOGC:       machine.GOGC(),
		Commit:     "unknown: only go build in a clone with git stamps it, go run does not",
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				m.Commit = s.Value
			case "vcs.modified":
				m.Modified = s.Value == "true"
			}
		}
	}
	return m
}

// moduleVersion returns the version of a module that is linked into the program.
func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path != path {
				continue
			}
			if m.Replace != nil {
				m = m.Replace // a fork, or a folder without a version
			}
			return strings.TrimSpace(m.Path + " " + m.Version)
		}
	}
	return path + " of unknown version"
}
