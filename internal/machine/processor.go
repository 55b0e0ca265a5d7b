package machine

import (
	"io/fs"
	"slices"
	"strings"
)

const cpufreq = "sys/devices/system/cpu/cpu0/cpufreq/"

func (m *Machine) processor(root fs.FS) {
	info := cpuinfo(root)
	m.CPU = info["model name"]
	if flags, known := info["flags"]; known { // x86 alone tells
		virtual := slices.Contains(strings.Fields(flags), "hypervisor")
		m.Hypervisor = &virtual
	}
	const kHz = 1e-3
	m.MHz = number(text(root, cpufreq+"scaling_cur_freq"), kHz)
	if m.MHz == nil {
		m.MHz = number(info["cpu MHz"], 1)
	}
	m.MaxMHz = number(text(root, cpufreq+"scaling_max_freq"), kHz)
	m.Turbo = turbo(root)
}

// cpuinfo returns what is said of the first processor.
func cpuinfo(root fs.FS) map[string]string {
	info := make(map[string]string)
	for line := range strings.Lines(text(root, "proc/cpuinfo")) {
		key, value, ok := strings.Cut(line, ":")
		if !ok && len(info) > 0 {
			break // an empty line ends a processor
		}
		info[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return info
}

// turbo asks the driver of Intel's processors, and then what the others have.
func turbo(root fs.FS) *bool {
	for _, driver := range []struct{ file, on string }{
		{"sys/devices/system/cpu/intel_pstate/no_turbo", "0"},
		{"sys/devices/system/cpu/cpufreq/boost", "1"},
	} {
		if value := text(root, driver.file); value == "0" || value == "1" {
			is := value == driver.on
			return &is
		}
	}
	return nil
}
