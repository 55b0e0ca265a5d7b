package larderprom

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestName = 128

// validName returns why a name cannot be that of a cache.
func validName(name string) error {
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("larderprom: name of the cache: "+format+` (give it one such as "users")`, args...)
	}
	switch {
	case strings.TrimSpace(name) == "":
		return refuse("%q is empty", name)
	case len(name) > longestName:
		return refuse("%.20q… has %d bytes, more than %d", name, len(name), longestName)
	case !utf8.ValidString(name):
		return refuse("%q is not UTF-8", name)
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return refuse("%q has a character that cannot be printed", name)
	}
	return nil
}
