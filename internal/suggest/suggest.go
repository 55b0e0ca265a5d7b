// Package suggest finds the name that somebody meant who wrote another one. It is for
// messages of commands; a program must not go on with what it guesses.
package suggest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Unknown returns an error about a name that is not known, with the nearest one
// that is, if it is near, and else all of them.
func Unknown(what, name string, known []string) error {
	if near := Nearest(name, known); near != "" {
		return fmt.Errorf("unknown %s %q; did you mean %q?", what, name, near)
	}
	if len(known) == 0 {
		return fmt.Errorf("unknown %s %q; there is none", what, name)
	}
	return fmt.Errorf("unknown %s %q; there are %s", what, name, strings.Join(known, ", "))
}

// Nearest returns the name that name is most likely a slip of, or "". About one
// letter in three may be wrong, or two have changed places, but not as many as
// there are.
func Nearest(name string, known []string) string {
	best, least := "", max(1, (len(name)+1)/3)+1
	for _, k := range known {
		d := slips(strings.ToLower(name), strings.ToLower(k))
		if d < least && d < len(strings.TrimLeft(k, "-")) {
			best, least = k, d
		}
	}
	if best == "" && len(name) >= 3 {
		if i := slices.IndexFunc(known, func(k string) bool { return strings.HasPrefix(k, name) }); i >= 0 {
			return known[i]
		}
	}
	return best
}

// slips returns the distance of Levenshtein, but 1 where two letters have changed
// places.
func slips(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && sorted(a) == sorted(b) {
		return 1
	}
	return d
}

func sorted(s string) string {
	letters := []rune(s)
	slices.Sort(letters)
	return string(letters)
}
