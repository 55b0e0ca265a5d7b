package cli

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// oneOf parses a name among those of a list.
func oneOf[T any](what string, known []T, name func(T) string) func(string) (T, error) {
	return func(text string) (T, error) {
		if i := slices.IndexFunc(known, func(k T) bool { return name(k) == text }); i >= 0 {
			return known[i], nil
		}
		var none T
		return none, unknown(what, text, namesOf(known, name))
	}
}

func namesOf[T any](known []T, name func(T) string) []string {
	var names []string
	for _, k := range known {
		names = append(names, name(k))
	}
	return names
}

// integer parses an integer in a range, such as 100000 or 1e5.
func integer(least, most int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if f, ferr := strconv.ParseFloat(text, 64); err != nil && ferr == nil && strings.ContainsAny(text, "eE") &&
			f == math.Trunc(f) && math.Abs(f) < math.MaxInt {
			n, err = int(f), nil
		}
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("want an integer from %d to %d", least, most)
		}
		return n, nil
	}
}

// parseSeed parses an integer of 64 bits without a sign.
func parseSeed(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("want an integer from 0 to %d", uint64(math.MaxUint64))
	}
	return n, nil
}

// fileName parses the name of a file, which may not be empty.
func fileName(text string) (string, error) {
	if text == "" {
		return "", errors.New("the name of a file is missing")
	}
	return text, nil
}

// notDash parses the name of a file that must not be "-", with the reason.
func notDash(why string) func(string) (string, error) {
	return func(text string) (string, error) {
		if text == "-" {
			return "", fmt.Errorf("%s (./- is a file of that name)", why)
		}
		return fileName(text)
	}
}

// traceName parses the name of a trace.
var traceName = notDash("a trace must be a regular file: save standard input to one first")
