package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/larder-go/larder/internal/bench"
)

// App is the command.
type App struct {
	// Backends are what run can measure and list lists.
	Backends []bench.Backend
	// Executable is a program whose main function is Main with the same
	// Backends: what takes samples in processes of their own. Where it is ""
	// there are none.
	Executable string
	// Terminal reports whether people look at what is written to w; nil asks
	// the operating system.
	Terminal func(w io.Writer) bool
	// System is the root folder of the machine, in which it says how busy it is;
	// nil: nothing is known of it.
	System fs.FS
	// Traces is the folder that names of traces mean that begin with "traces/";
	// "" means the folder of that name.
	Traces string

	suite string // file of the suite that the command is of, without its folder
	dry   bool   // commands check their flags, and neither open traces nor measure
}

// Main is the main function of a command with these backends; see [App.Main].
func Main(backends []bench.Backend) int {
	executable, _ := os.Executable() // without one, -processes is refused
	return App{Backends: backends, Executable: executable, System: os.DirFS("/"), Traces: os.Getenv(tracesVariable)}.Main()
}

// Main runs with the arguments and streams of the process and returns the exit code.
// The first Ctrl-C ends it with what was measured kept, a second one at once.
func (a App) Main() int {
	signal.Ignore(syscall.SIGPIPE) // writing to a closed pipe is an error like others
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return a.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// command is one of the things that the App does.
type command struct {
	name, about string
	run         func(a App, ctx context.Context, args []string, stdout, stderr io.Writer) error
}

func commands() []command {
	return []command{
		{"run", "measure backends on workloads", measuring("run")},
		{"memory", "measure what entries take in the heap", measuring("memory")},
		{"iterate", "whether iterations show a cache as it was at one instant", measuring("iterate")},
		{"snapshot", "what taking snapshots costs those who write and read", measuring("snapshot")},
		{"sweep", "what it costs that entries expire", measuring("sweep")},
		{"latency", "how long operations take that come at a rate", measuring("latency")},
		{"gc", "what a cache costs the garbage collector", measuring("gc")},
		{"scale", "run by number of processors", measuring("scale")},
		{"growth", "run by number of keys", measuring("growth")},
		{"stampede", "what many cost who ask for one key whose value expires", App.stampede},
		{"replay", "hit ratios of policies on a trace", App.replay},
		{"compare", "whether new results are worse than old ones", App.compare},
		{"ab", "whether a revision is worse than another one", App.ab},
		{"aa", "the noise floor: this program against itself", App.aa},
		{"env", "what makes figures unsure on this machine", App.env},
		{"report", "make a page of HTML from files of results", App.report},
		{"suite", "carry out what files describe, and keep the results", App.runSuites},
		{"verify", "whether results are of the operations that they say", App.verify},
		{"list", "what run and replay know: backends, workloads, formats, …", App.list},
	}
}

// Run runs the command and returns the exit code. args begins after the name of
// the program.
func (a App) Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	name, err := a.dispatch(ctx, args, stream{stdout}, stderr)
	if err == nil {
		return 0
	}
	e := exitError(err)
	if !e.quiet {
		fmt.Fprintf(stderr, "%s: %s\n", name, oneLine(e))
	}
	return e.Code
}

// program is the name that the help, errors and manifests use.
const program = "cachebench"

// dispatch runs a command, and returns what errors are to be prefixed with.
func (a App) dispatch(ctx context.Context, args []string, stdout, stderr io.Writer) (string, error) {
	if len(args) == 0 {
		return program, usageError("no command given; there are %s; try cachebench run, or cachebench -h", nameList())
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		if args[0] == "help" && len(args) > 1 && !strings.HasPrefix(args[1], "-") {
			return a.dispatch(ctx, []string{args[1], "-h"}, stdout, stderr)
		}
		_, err := io.WriteString(stdout, overview())
		return program, err
	}
	switch args[0] {
	case oneSample:
		return program, a.one(ctx, args[1:], stdout)
	case ofSuite: // the errors are of its command
		return a.ofSuite(ctx, args[1:], stdout, stderr)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return program + " " + c.name, c.run(a, ctx, args[1:], stdout, stderr)
		}
	}
	if strings.HasPrefix(args[0], "-") {
		return program, usageError("a command comes before the flags, such as cachebench run %s", args[0])
	}
	return program, usageError("%w", unknown("command", args[0], commandNames()))
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

func nameList() string { return strings.Join(commandNames(), ", ") }

func overview() string {
	var b strings.Builder
	b.WriteString("cachebench measures caches: which backend for which workload?\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  cachebench %-9s%s\n", c.name, c.about)
	}
	b.WriteString(`
Each has a help of its own, such as cachebench run -h.

Exit codes:
  0    fine
  1    a confirmed regression: from compare and ab alone
  2    usage, or input that cannot be parsed
  3    an invalid measurement
  4    inconclusive: the samples do not tell
  5    input or output that cannot be opened, read or written
  130  interrupted by Ctrl-C; what was measured is kept
`)
	return b.String()
}

// width returns the columns of a terminal, 80 where it does not tell.
func width(w io.Writer) int {
	const usual, least = 80, 40
	if s, ok := w.(stream); ok {
		w = s.w
	}
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return max(columns, least)
		}
	}
	return usual
}

// terminal reports whether people look at what is written to w.
func (a App) terminal(w io.Writer) bool {
	if s, ok := w.(stream); ok {
		w = s.w
	}
	if a.Terminal != nil {
		return a.Terminal(w)
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
