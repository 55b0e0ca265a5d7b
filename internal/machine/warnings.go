package machine

import "fmt"

// What makes figures unsure, from where on.
const (
	MostLoad  = 0.5 // running processes a core
	MostSteal = 2   // percent of the time
)

// Busy says what else the machine does that passes by itself: load and steal.
func (m Machine) Busy() (why []string) {
	if m.Load != nil && *m.Load > MostLoad*float64(m.Cores) {
		why = append(why, fmt.Sprintf("the load average is %.1f on %d cores: something else runs, or has just run", *m.Load, m.Cores))
	}
	if m.Steal != nil && *m.Steal > MostSteal {
		why = append(why, fmt.Sprintf("the hypervisor gave %.1f %% of the time to others", *m.Steal))
	}
	return why
}

// Warnings says what makes figures that are taken here unsure, busyness first.
func (m Machine) Warnings() []string {
	why := m.Busy()
	if m.Governor == "powersave" {
		why = append(why, "the governor is powersave: the clock rate depends on what ran before; as root: cpupower frequency-set -g performance")
	}
	if m.Quota != nil && *m.Quota < float64(m.GOMAXPROCS) {
		why = append(why, fmt.Sprintf("a quota of %.3g processors is less than GOMAXPROCS, %d: goroutines are stopped in the middle; set GOMAXPROCS", *m.Quota, m.GOMAXPROCS))
	}
	if m.Hypervisor != nil && *m.Hypervisor {
		why = append(why, "this is a virtual machine: who shares its hardware cannot be seen; compare what was measured at the same time, with cachebench ab")
	}
	return why
}
