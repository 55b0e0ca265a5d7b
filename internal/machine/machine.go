package machine

import (
	"io/fs"
	"runtime"
)

// Machine is a machine at one moment, and what Go makes of it. A nil number, flag or
// an empty text is unknown.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	Kernel string `json:"kernel,omitempty"` // its release

	CPU        string   `json:"cpu,omitempty"` // the model of the first processor
	Cores      int      `json:"cores"`         // that this process may use
	Governor   string   `json:"governor,omitempty"`
	MHz        *float64 `json:"mhz,omitempty"`     // of the first processor, now
	MaxMHz     *float64 `json:"max_mhz,omitempty"` // what its governor may choose
	Turbo      *bool    `json:"turbo,omitempty"`
	Hypervisor *bool    `json:"hypervisor,omitempty"` // the processor says that it is a virtual one

	Memory    *int64 `json:"memory_bytes,omitempty"`
	Available *int64 `json:"memory_available_bytes,omitempty"` // without swapping
	HugePages string `json:"huge_pages,omitempty"`             // transparent ones: always, madvise or never

	Quota *float64 `json:"cpu_quota,omitempty"`     // processors that a control group leaves; nil also where there is no limit
	Load  *float64 `json:"load,omitempty"`          // average of the last minute: processes that run or wait to
	Steal *float64 `json:"steal_percent,omitempty"` // of the time, that a hypervisor gave to others; see Watch

	Go         string `json:"go"`
	GOMAXPROCS int    `json:"gomaxprocs"`
	GOGC       string `json:"gogc"`       // percent, or off
	GOMEMLIMIT string `json:"gomemlimit"` // bytes, or off
}

// Read describes the machine whose root folder is root, and this process. Steal is
// left unknown: it takes time to see.
func Read(root fs.FS) Machine {
	m := Machine{
		OS:         runtime.GOOS,
		Arch:       runtime.GOARCH,
		Cores:      runtime.NumCPU(),
		Go:         runtime.Version(),
		GOMAXPROCS: runtime.GOMAXPROCS(0),
		GOGC:       GOGC(),
		GOMEMLIMIT: gomemlimit(),

		Kernel:    text(root, "proc/sys/kernel/osrelease"),
		Governor:  text(root, cpufreq+"scaling_governor"),
		HugePages: chosen(text(root, "sys/kernel/mm/transparent_hugepage/enabled")),
		Load:      load(root),
		Quota:     quota(root),
	}
	m.processor(root)
	m.memory(root)
	return m
}

// Processor returns the model of the first processor, "" where it is unknown.
func Processor(root fs.FS) string { return cpuinfo(root)["model name"] }
