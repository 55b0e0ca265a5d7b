package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// list is a flag with one or several values, joined by commas, each once. The
// last time that it is given counts, as with other flags.
type list[T any] struct {
	values []T
	texts  []string // as spelling has them
	parse  func(string) (T, error)
	whole  bool // what parses as one value is one, though there are commas in it
}

// listOf returns a list with a default.
func listOf[T any](parse func(string) (T, error), usual string) *list[T] {
	l := &list[T]{parse: parse}
	if usual != "" {
		if err := l.Set(usual); err != nil {
			panic("cachebench: a default does not parse: " + err.Error())
		}
	}
	return l
}

// String implements flag.Value.
func (l *list[T]) String() string { return strings.Join(l.texts, ",") }

// Set implements flag.Value.
func (l *list[T]) Set(text string) error {
	l.values, l.texts = nil, nil
	items := strings.Split(text, ",")
	if _, err := l.parse(text); l.whole && err == nil {
		items = []string{text}
	}
	for _, item := range items {
		item = strings.TrimSpace(item)
		if item == "" {
			return errors.New("a value is missing")
		}
		v, err := l.parse(item)
		if err != nil && item != text && !strings.Contains(err.Error(), strconv.Quote(item)) {
			return fmt.Errorf("%q: %w", item, err)
		}
		if err != nil {
			return err
		}
		spelt := spelling(v, item)
		if slices.Contains(l.texts, spelt) {
			return fmt.Errorf("%s is named twice", spelt)
		}
		l.values, l.texts = append(l.values, v), append(l.texts, spelt)
	}
	return nil
}

// spelling returns one text for all texts that mean v, such as 90 for 90.0: what
// is equal must be found so, and be named alike in results.
func spelling[T any](v T, text string) string {
	switch v := any(v).(type) {
	case int, uint64, float64, fmt.Stringer:
		return fmt.Sprint(v)
	}
	return text // a name, which is spelt in one way
}

// toggle is a flag that is on or off.
type toggle bool

// String implements flag.Value.
func (t *toggle) String() string { return strconv.FormatBool(bool(*t)) }

// Set implements flag.Value.
func (t *toggle) Set(text string) error {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return errors.New("want true or false")
	}
	*t = toggle(on)
	return nil
}

// IsBoolFlag lets package flag take the flag without a value.
func (t *toggle) IsBoolFlag() bool { return true }

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
	s.value, s.text = v, spelling(v, text)
	return nil
}
