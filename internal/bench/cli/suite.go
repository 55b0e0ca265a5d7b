package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/machine"
	"github.com/larder-go/larder/internal/suggest"
	"github.com/larder-go/larder/internal/suite"
)

const suiteSynopsis = `Carry out suites: files in TOML that describe which workloads, on which
backends, in which modes, make which files of results. docs/suites.md has the
format.

All files are checked before anything is measured. Each run is a command of
cachebench in a process of its own; its results go to NAME.txt in the folder of
the results, beside a manifest that names the command and the suite. A run that
fails leaves its old results as they are, and does not keep the others from
being measured; the exit code is the highest of theirs. After Ctrl-C what was
finished is kept, and the runs that are missing are named.

Traces of which the name begins with traces/ are looked for in the folder that
-traces or, without it, the variable LARDER_TRACES names. Without a folder the
runs on them are left out.`

const suiteExamples = `  cachebench suite suite.toml
  cachebench suite suite.toml -list
  cachebench suite suite.toml -only reads,writes -o new
  cachebench suite -quick *.toml`

// suiteFlags are the flags of suite.
type suiteFlags struct {
	*flags
	only     *list[string]
	folder   *single[string]
	traces   *single[string]
	quick    toggle
	list     toggle
	failFast toggle
}

func (a App) suiteFlags() *suiteFlags {
	f := newFlags("suite", suiteSynopsis, suiteExamples)
	f.operands = []string{"FILE…"}
	s := &suiteFlags{
		flags:  f,
		only:   listOf(fileName, ""),
		folder: singleOf(fileName, "results"),
		traces: a.addTraces(f),
	}
	f.Var(s.only, "only", "`names` of runs, a comma list; all if not given")
	f.Var(s.folder, "o", "`folder` of the results; made if it is not there")
	f.Var(&s.quick, "quick", "try each run with few operations, and with a small trace in place of\nthose that are named; nothing is kept")
	f.Var(&s.list, "list", "print the commands, and measure nothing")
	f.Var(&s.failFast, "fail-fast", "stop at the first run that fails")
	return s
}

// runSuites is the command suite.
func (a App) runSuites(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := a.suiteFlags()
	if done, err := f.read(args, stdout); done {
		return err
	}
	files := f.Args()
	if err := a.useTraces(f.traces.text); err != nil {
		return err
	}
	all, err := a.loadSuites(files)
	if err != nil {
		return err
	}
	chosen, err := choose(all, f.only.values)
	if err != nil {
		return err
	}
	if f.list {
		return listRuns(stdout, chosen, f.folder.text, a.Traces)
	}
	p := &suitePass{app: a, runs: chosen, folder: f.folder.text, stdout: stdout, stderr: stderr, failFast: bool(f.failFast)}
	if f.quick {
		remove, err := p.hurry()
		defer remove()
		if err != nil {
			return err
		}
	} else {
		if err := os.MkdirAll(p.folder, 0o777); err != nil {
			return fileError(err)
		}
		warn(stderr, machine.Read(a.System).Busy()) // once: the load that each run finds is of the one before
	}
	return p.all(ctx)
}

// suiteRun is a run, and the file that it is of.
type suiteRun struct {
	suite.Run
	file string
}

// trace returns the first trace of a run that needs the folder of traces.
func (r suiteRun) trace() string {
	for _, c := range r.Parts {
		if name := c.Value("trace"); strings.HasPrefix(name, tracesPrefix) {
			return name
		}
	}
	return ""
}

// loadSuites reads and checks files.
func (a App) loadSuites(files []string) (all []suiteRun, err error) {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fileError(err)
		}
		s, err := suite.Parse(text, file)
		if err != nil {
			return nil, err
		}
		for _, r := range s.Runs {
			if i := slices.IndexFunc(all, func(o suiteRun) bool { return strings.EqualFold(o.Name, r.Name) }); i >= 0 {
				return nil, r.Errorf(0, "%s:%d has a run of this name too: both would make %s.txt", all[i].file, all[i].Line(), r.Name)
			}
			if err := a.checkRun(r); err != nil {
				return nil, err
			}
			all = append(all, suiteRun{r, file})
		}
	}
	return all, nil
}

// choose returns the runs of some names, or all where none is given. The name in the
// suite stands for all runs that it means.
func choose(all []suiteRun, names []string) (chosen []suiteRun, err error) {
	if len(names) == 0 {
		return all, nil
	}
	var known []string
	for _, r := range all {
		known = append(known, r.Name)
		if r.Group != r.Name && !slices.Contains(known, r.Group) {
			known = append(known, r.Group)
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, usageError("-only: %w", suggest.Unknown("run", name, known))
		}
	}
	for _, r := range all {
		if slices.Contains(names, r.Name) || slices.Contains(names, r.Group) {
			chosen = append(chosen, r)
		}
	}
	return chosen, nil
}

// arguments returns a command as one would type it, without the program.
func arguments(c suite.Command) []string {
	args := []string{c.Mode}
	for _, f := range c.Flags {
		switch f.Value {
		case "true":
			args = append(args, "-"+f.Name)
		case "false":
			args = append(args, "-"+f.Name+"=false")
		default:
			args = append(args, "-"+f.Name, f.Value)
		}
	}
	return args
}

// resultFile returns the file of a run, with slashes: it stands in the manifests.
func resultFile(folder, name string) string { return path.Join(filepath.ToSlash(folder), name+".txt") }

// listRuns prints the commands.
func listRuns(w io.Writer, runs []suiteRun, folder, traces string) error {
	for i, r := range runs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		about := r.Name
		if r.About != "" {
			about += ": " + r.About
		}
		lines := []string{"# " + about}
		if name := r.trace(); name != "" && traces == "" {
			lines = append(lines, "# left out: no folder of traces is named")
		}
		if len(r.Parts) > 1 {
			lines = append(lines, "# one after the other into "+resultFile(folder, r.Name))
		}
		for _, c := range r.Parts {
			args := append([]string{program}, arguments(c)...)
			if len(r.Parts) == 1 {
				args = append(args, "-o", resultFile(folder, r.Name))
			}
			lines = append(lines, quoted(args))
		}
		if _, err := fmt.Fprintln(w, strings.Join(lines, "\n")); err != nil {
			return err
		}
	}
	return nil
}

// quoted joins the words of a command so that a shell takes them apart again.
func quoted(args []string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = arg
		if arg == "" || strings.ContainsAny(arg, " \t\n'\"\\$`*?[]{}()<>|&;!#~") {
			words[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
