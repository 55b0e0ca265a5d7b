package workload

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// UnknownError tells that a name is not among those known. Known lets a command
// suggest the nearest one.
type UnknownError struct {
	What  string   // what was named, such as "workload"
	Name  string   // the name that is not known
	Known []string // the names that are
}

// Error returns the name and those known in one line.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("workload: unknown %s %q (known: %s)", e.What, e.Name, strings.Join(e.Known, ", "))
}

// form is one way to write a T: a name followed by colons and arguments, such as
// "hotspot:KEYS:REQUESTS".
type form[T any] struct {
	usage string
	read  func(a *arguments) T
}

// parse reads text by the form that it names. The result is checked by validate
// if it could be read.
func parse[T any](what, text string, forms []form[T], validate func(T) error) (T, error) {
	var none T
	name, rest, hasArguments := strings.Cut(text, ":")
	i := slices.Index(names(forms), name)
	if i < 0 {
		return none, &UnknownError{What: what, Name: name, Known: names(forms)}
	}
	a := &arguments{}
	if hasArguments {
		a.texts = strings.Split(rest, ":")
	}
	if want := strings.Count(forms[i].usage, ":"); len(a.texts) != want {
		return none, fmt.Errorf("workload: %s %q: want %s", what, text, forms[i].usage)
	}
	value := forms[i].read(a)
	if a.err == nil {
		a.err = validate(value)
	}
	if a.err != nil {
		return none, fmt.Errorf("workload: %s %q: %w", what, text, a.err)
	}
	return value, nil
}

func names[T any](forms []form[T]) []string {
	list := usages(forms)
	for i, usage := range list {
		list[i], _, _ = strings.Cut(usage, ":")
	}
	return list
}

func usages[T any](forms []form[T]) []string {
	list := make([]string, len(forms))
	for i, f := range forms {
		list[i] = f.usage
	}
	return list
}

// arguments are the arguments of a form, read one after another. The first error
// is kept.
type arguments struct {
	texts []string
	err   error
}

func (a *arguments) next() string {
	text := a.texts[0]
	a.texts = a.texts[1:]
	return text
}

func (a *arguments) fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

func (a *arguments) float() float64 {
	text := a.next()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		a.fail(fmt.Errorf("%q is not a number that can be used", text))
	}
	return f
}

func (a *arguments) int() int {
	text := a.next()
	i, err := strconv.Atoi(text)
	if err != nil {
		a.fail(fmt.Errorf("%q is not an integer that can be used", text))
	}
	return i
}

// write is the inverse of parse: it joins a name and arguments.
func write(name string, arguments ...any) string {
	var b strings.Builder
	b.WriteString(name)
	for _, a := range arguments {
		b.WriteByte(':')
		if f, ok := a.(float64); ok {
			b.WriteString(strconv.FormatFloat(f, 'g', -1, 64))
		} else {
			fmt.Fprint(&b, a)
		}
	}
	return b.String()
}
