package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// flags are the flags of one command, with a help text and conflicts.
type flags struct {
	*flag.FlagSet
	synopsis string
	examples string
}

func newFlags(command, synopsis, examples string) *flags {
	fs := flag.NewFlagSet(command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return &flags{FlagSet: fs, synopsis: synopsis, examples: examples}
}

// read parses the arguments. It writes the help to stdout and returns done if
// that was asked for.
func (f *flags) read(args []string, stdout io.Writer) (done bool, err error) {
	err = f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, f.help())
		return true, err
	case err != nil:
		return true, usageError("%w", f.explain(err))
	case f.NArg() > 0:
		return true, usageError("unexpected argument %q: flags begin with a dash, and lists are joined by commas without spaces", f.Arg(0))
	}
	return false, nil
}

// explain finds the flag that was meant.
func (f *flags) explain(err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return err
	}
	var names []string
	f.VisitAll(func(fl *flag.Flag) { names = append(names, "-"+fl.Name) })
	return unknown("flag", "-"+strings.TrimLeft(name, "-"), names)
}

func (f *flags) help() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: cachebench %s [flags]\n\n%s\n\nFlags:\n", f.Name(), f.synopsis)
	f.SetOutput(&b)
	f.PrintDefaults()
	f.SetOutput(io.Discard)
	if f.examples != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", f.examples)
	}
	return b.String()
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

// list is a flag with one or several values, joined by commas, each once.
type list[T any] struct {
	values []T
	texts  []string
	parse  func(string) (T, error)
	usual  bool // values are the default, which the flag replaces
}

// listOf returns a list with a default.
func listOf[T any](parse func(string) (T, error), usual string) *list[T] {
	l := &list[T]{parse: parse}
	if usual != "" {
		if err := l.Set(usual); err != nil {
			panic("cachebench: a default does not parse: " + err.Error())
		}
	}
	l.usual = true
	return l
}

// String implements flag.Value.
func (l *list[T]) String() string { return strings.Join(l.texts, ",") }

// Set implements flag.Value.
func (l *list[T]) Set(text string) error {
	if l.usual {
		l.values, l.texts, l.usual = nil, nil, false
	}
	for item := range strings.SplitSeq(text, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			return errors.New("a value is missing")
		}
		v, err := l.parse(item)
		if err != nil {
			return err
		}
		for _, before := range l.texts {
			if before == item {
				return fmt.Errorf("%s is named twice", item)
			}
		}
		l.values, l.texts = append(l.values, v), append(l.texts, item)
	}
	return nil
}

// oneOf parses a name among those of a list.
func oneOf[T any](what string, known []T, name func(T) string) func(string) (T, error) {
	return func(text string) (T, error) {
		var names []string
		for _, k := range known {
			if name(k) == text {
				return k, nil
			}
			names = append(names, name(k))
		}
		var none T
		return none, unknown(what, text, names)
	}
}

// integer parses an integer in a range.
func integer(least, most int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("want an integer from %d to %d", least, most)
		}
		return n, nil
	}
}

// single is a flag with one value.
type single[T any] struct {
	value T
	text  string
	parse func(string) (T, error)
}

func singleOf[T any](parse func(string) (T, error), usual string) *single[T] {
	s := &single[T]{parse: parse}
	if usual != "" {
		if err := s.Set(usual); err != nil {
			panic("cachebench: a default does not parse: " + err.Error())
		}
	}
	return s
}

// String implements flag.Value.
func (s *single[T]) String() string { return s.text }

// Set implements flag.Value.
func (s *single[T]) Set(text string) error {
	v, err := s.parse(text)
	if err != nil {
		return err
	}
	s.value, s.text = v, text
	return nil
}

// fileName parses the name of a file, which may not be empty.
func fileName(text string) (string, error) {
	if text == "" {
		return "", errors.New("the name of a file is missing")
	}
	return text, nil
}
