package cli

import (
	"fmt"
	"io"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/machine"
)

// lookAround says in one line if something else keeps the machine busy, notes the load
// in the description of the machine, and returns what is to be called when all is
// measured: it notes how much of the time was stolen, and says so if it was much.
func (a App) lookAround(m *bench.Machine, stderr io.Writer) (done func()) {
	a.noteLoad(m, stderr)
	return a.watchSteal(m, stderr)
}

// noteLoad is the half of lookAround that is to be done before this program keeps the
// machine busy itself.
func (a App) noteLoad(m *bench.Machine, stderr io.Writer) {
	now := machine.Read(a.System)
	m.Load = now.Load
	if a.suite == "" { // which warns before its first run
		warn(stderr, now.Busy())
	}
}

// watchSteal is the other half.
func (a App) watchSteal(m *bench.Machine, stderr io.Writer) (done func()) {
	watch := machine.Begin(a.System)
	return func() {
		m.Steal = watch.Steal()
		warn(stderr, machine.Machine{Steal: m.Steal}.Busy())
	}
}

// warn writes a line for each reason why figures are unsure.
func warn(stderr io.Writer, why []string) {
	for _, reason := range why {
		fmt.Fprintf(stderr, "%s: warning: %s\n", program, reason)
	}
}

// busy says how busy the machine was before and while something was measured.
func busy(m bench.Machine) []string {
	return machine.Machine{Cores: m.Cores, Load: m.Load, Steal: m.Steal}.Busy()
}
