// Package suite reads suites of measurements: files in TOML that say which workloads,
// on which backends, in which modes, make which files of results.
//
//	[workload.w]                  # flags that describe work, under a name
//	keys = 1_000_000
//	reads = [100, 90, 50]
//
//	[backends]                    # lists of backends, under names
//	own = ["cow", "rwmutex"]
//
//	[[run]]
//	name = "writes"               # results/writes.txt
//	mode = "run"                  # the command that measures
//	workload = "w"
//	backend = ["own", "syncmap"]
//	processes = 5                 # every other key is a flag of that command
//
// [Parse] turns a file into commands. It knows no command and no flag: whoever runs
// them checks them, and puts what is wrong beside the line that says it
// ([Run.Errorf]).
//
// # When not
//
// For one measurement a command line is enough; a suite is for those that are to be
// made again.
package suite

import (
	"fmt"
	"slices"
)

// Suite is what a file says. Its zero value is an empty one.
type Suite struct {
	File  string // as it was opened
	Title string // what it is about, in a line
	Runs  []Run  // in the order of the file; one of several modes or workloads is several
}

// Run is what makes one file of results.
type Run struct {
	Name   string    // of the file, without its ending
	Group  string    // name in the suite, which may stand for several runs
	About  string    // what the results show, in a sentence
	Tables []string  // tables that an index of results is to show: words of package readme
	Parts  []Command // one, or several whose results follow each other in the file

	file string
	line int
}

// Command is a command to be run, without the file of its results.
type Command struct {
	Mode  string // its name
	Flags []Flag // in the order in which they are given
	Line  int    // of the suite
}

// Flag is a flag of a command.
type Flag struct {
	Name  string // without a dash
	Value string // lists joined by commas
	Line  int    // of the suite
}

// Value returns the value of a flag, and "" where it is not given.
func (c Command) Value(flag string) string {
	for _, f := range c.Flags {
		if f.Name == flag {
			return f.Value
		}
	}
	return ""
}

// With returns the command with flags set: those that it has keep their places.
func (c Command) With(flags ...Flag) Command {
	c.Flags = slices.Clone(c.Flags)
	for _, f := range flags {
		if i := slices.IndexFunc(c.Flags, func(o Flag) bool { return o.Name == f.Name }); i >= 0 {
			c.Flags[i] = f
		} else {
			c.Flags = append(c.Flags, f)
		}
	}
	return c
}

// Without returns the command without some flags.
func (c Command) Without(names ...string) Command {
	c.Flags = slices.DeleteFunc(slices.Clone(c.Flags), func(f Flag) bool { return slices.Contains(names, f.Name) })
	return c
}

// Error says what is wrong with a suite, and where.
type Error struct {
	File   string
	Line   int
	Run    string // "" where it is not of a run
	Reason string
}

// Error returns the file, the line, the run and the reason.
func (e *Error) Error() string {
	run := ""
	if e.Run != "" {
		run = "run " + e.Run + ": "
	}
	return fmt.Sprintf("%s:%d: %s%s", e.File, e.Line, run, e.Reason)
}

// Errorf returns an error about a line of the run, or about the whole where line is 0.
func (r Run) Errorf(line int, format string, args ...any) error {
	if line == 0 {
		line = r.line
	}
	return &Error{File: r.file, Line: line, Run: r.Name, Reason: fmt.Sprintf(format, args...)}
}

// Line returns where the run begins in its file.
func (r Run) Line() int { return r.line }
