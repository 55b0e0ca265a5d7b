package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// flags are the flags of one command, with a help text and conflicts.
type flags struct {
	*flag.FlagSet
	synopsis string
	examples string
	operands []string // names of the arguments that are no flags, such as OLD; in brackets, and last, those that may be missing; FILE…: one or more
	tail     string   // what the command line may go on with, behind the flags
}

func newFlags(command, synopsis, examples string) *flags {
	fs := flag.NewFlagSet(command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return &flags{FlagSet: fs, synopsis: synopsis, examples: examples}
}

// read parses the arguments: flags, and before, between or behind them the operands,
// which Args returns then. It writes the help to stdout and returns done if that was
// asked for.
func (f *flags) read(args []string, stdout io.Writer) (done bool, err error) {
	operands, err := f.parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, f.help())
		return true, err
	case err != nil:
		return true, usageError("%w", f.explain(err))
	case len(operands) < f.needed():
		return true, usageError("missing: %s; usage: cachebench %s", strings.Join(f.operands[len(operands):f.needed()], " and "), f.usage())
	case len(operands) > len(f.operands) && len(f.operands) > 0 && !f.many():
		return true, usageError("unexpected argument %q behind %s; usage: cachebench %s",
			operands[len(f.operands)], strings.Join(f.operands, " and "), f.usage())
	case len(operands) <= len(f.operands) || f.many():
		// Behind "--" there are no flags.
		return false, f.Parse(append([]string{"--"}, operands...))
	case len(f.names()) == 0:
		return true, usageError("unexpected argument %q: cachebench %s takes none", operands[0], f.Name())
	}
	return true, usageError("unexpected argument %q: flags begin with a dash, and lists are joined by commas without spaces", operands[0])
}

// parse sets the flags and returns what is none. Package flag stops at the first of
// those.
func (f *flags) parse(args []string) (operands []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		rest := f.Args()
		if ended := len(args) - len(rest); len(rest) == 0 || len(f.operands) == 0 || ended > 0 && args[ended-1] == "--" {
			return append(operands, rest...), nil
		}
		operands, args = append(operands, rest[0]), rest[1:]
	}
}

// needed returns how many operands there must be.
func (f *flags) needed() (n int) {
	for _, name := range f.operands {
		if !strings.HasPrefix(name, "[") {
			n++
		}
	}
	return n
}

// many reports whether there may be any number of the last operand.
func (f *flags) many() bool {
	return len(f.operands) > 0 && strings.HasSuffix(f.operands[len(f.operands)-1], "…")
}

// usage is what a command line looks like, behind the name of the program.
func (f *flags) usage() string {
	words := append([]string{f.Name()}, f.operands...)
	if len(f.names()) > 0 {
		words = append(words, "[flags]")
	}
	if f.tail != "" {
		words = append(words, f.tail)
	}
	return strings.Join(words, " ")
}

// all returns the flags: what embeds them has it too.
func (f *flags) all() *flags { return f }

// explain finds the flag that was meant.
func (f *flags) explain(err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return err
	}
	name = "-" + strings.TrimLeft(name, "-")
	names := f.names()
	if len(names) == 0 {
		return fmt.Errorf("unknown flag %q; cachebench %s has none", name, f.Name())
	}
	return unknown("flag", name, names)
}

func (f *flags) names() (names []string) {
	f.VisitAll(func(fl *flag.Flag) { names = append(names, "-"+fl.Name) })
	return names
}

func (f *flags) help() string {
	var b strings.Builder
	if len(f.names()) == 0 {
		return fmt.Sprintf("Usage: cachebench %s\n\n%s\n", f.usage(), f.synopsis)
	}
	fmt.Fprintf(&b, "Usage: cachebench %s\n\n%s\n\nFlags (the last counts where one is given twice):\n", f.usage(), f.synopsis)
	var defaults strings.Builder
	f.SetOutput(&defaults)
	f.PrintDefaults()
	f.SetOutput(io.Discard)
	for line := range strings.Lines(defaults.String()) {
		b.WriteString(fold(line))
	}
	if f.examples != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", f.examples)
	}
	return b.String()
}

// fold gives what follows a long explanation, its default, a line of its own.
func fold(line string) string {
	const indent, most = "    \t", 72 // columns beside the indent of 8
	about, ok := strings.CutPrefix(line, indent)
	at := strings.LastIndex(about, " (default ")
	if !ok || at < 0 || at > 0 && len(about) <= most {
		return line
	}
	if at == 0 {
		return indent + about[1:]
	}
	return indent + about[:at] + "\n" + indent + about[at+1:]
}

// given reports whether the user gave the flag.
func (f *flags) given(name string) bool {
	found := false
	f.Visit(func(fl *flag.Flag) { found = found || fl.Name == name })
	return found
}

// exclude returns an error if a flag was given together with one of others.
func (f *flags) exclude(name, why string, others ...string) error {
	if !f.given(name) {
		return nil
	}
	for _, other := range others {
		if f.given(other) {
			return usageError("-%s and -%s exclude each other: %s", name, other, why)
		}
	}
	return nil
}
