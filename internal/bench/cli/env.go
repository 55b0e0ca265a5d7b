package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/larder-go/larder/internal/machine"
)

const envSynopsis = `Show what a measurement here would run on, and what makes its figures unsure:
load, time that a hypervisor gives to others, a governor that saves power, a
quota below GOMAXPROCS, a virtual machine. It watches for a second.

Linux tells all of it; what is not told is unknown. The exit code is 0 whatever
there is to warn of.`

const envExamples = `  cachebench env
  cachebench env -format json`

// envWatch is how long env looks how much time is stolen.
const envWatch = time.Second

// environment is what env tells.
type environment struct {
	machine.Machine
	Warnings []string `json:"warnings"`
}

// env describes the machine.
func (a App) env(ctx context.Context, args []string, stdout, _ io.Writer) error {
	f := newFlags("env", envSynopsis, envExamples)
	format := singleOf(oneOf("format", []string{"text", "json"}, itself), "text")
	f.Var(format, "format", "`format`, text or json; in json what is unknown is left out")
	if done, err := f.read(args, stdout); done {
		return err
	}
	m := machine.Read(a.System)
	if watch := machine.Begin(a.System); m.Load != nil { // else there is nothing to see
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(envWatch):
		}
		m.Steal = watch.Steal()
	}
	e := environment{m, m.Warnings()}
	if format.value == "json" {
		if e.Warnings == nil {
			e.Warnings = []string{}
		}
		out := json.NewEncoder(stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(e)
	}
	return e.print(stdout)
}

func itself(text string) string { return text }

// print writes a line for each thing, and one for each warning.
func (e environment) print(stdout io.Writer) error {
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"processor", e.CPU},
		{"cores", strconv.Itoa(e.Cores)},
		{"governor", e.Governor},
		{"clock rate", tell(e.MHz, "%.0f MHz")},
		{"highest", tell(e.MaxMHz, "%.0f MHz")},
		{"turbo", choice(e.Turbo, "on", "off")},
		{"hypervisor", choice(e.Hypervisor, "yes: a virtual machine", "none")},
		{"memory", gibibytes(e.Memory)},
		{"available", gibibytes(e.Available)},
		{"huge pages", e.HugePages},
		{"quota", cmp.Or(tell(e.Quota, "%.3g processors"), "none is known")},
		{"load average", tell(e.Load, "%.2f in the last minute")},
		{"steal", tell(e.Steal, "%.1f %% of the last second")},
		{"system", e.OS + "/" + e.Arch},
		{"kernel", e.Kernel},
		{"Go", e.Go},
		{"GOMAXPROCS", strconv.Itoa(e.GOMAXPROCS)},
		{"GOGC", e.GOGC},
		{"GOMEMLIMIT", e.GOMEMLIMIT},
	} {
		fmt.Fprintf(t, "%s\t%s\n", line[0], cmp.Or(line[1], "unknown"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(e.Warnings) == 0 {
		_, err := fmt.Fprintln(stdout, "\nNothing that is known makes figures unsure here.")
		return err
	}
	if _, err := fmt.Fprintln(stdout, "\nWhat makes figures unsure here:"); err != nil {
		return err
	}
	for _, w := range e.Warnings {
		lines := strings.ReplaceAll(wrap(w, width(stdout)-2), "\n", "\n  ")
		if _, err := fmt.Fprintf(stdout, "- %s\n", lines); err != nil {
			return err
		}
	}
	return nil
}

// What is unknown is "".

func tell(v *float64, format string) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf(format, *v)
}

func choice(v *bool, yes, no string) string {
	switch {
	case v == nil:
		return ""
	case *v:
		return yes
	}
	return no
}

func gibibytes(bytes *int64) string {
	if bytes == nil {
		return ""
	}
	return fmt.Sprintf("%.1f GiB", float64(*bytes)/(1<<30))
}
