package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

var ownWords = Rule{
	Name: "OwnWords",
	Reason: "the project speaks of itself alone: a path, a host or a number that means something only where " +
		"it was written misleads every other reader",
	Check: checkOwnWords,
}

// foreign is something that a text must not say. The patterns are written so
// that they do not match themselves.
type foreign struct {
	what    string
	pattern *regexp.Regexp
	except  string // path of the one file that may say it
}

var foreigners = []foreign{
	{what: "a path of one machine", pattern: regexp.MustCompile(`(^|[^\w./-])/(wor[k]|roo[t]|hom[e]/\w+)/`)},
	{what: "a path outside the repository", pattern: regexp.MustCompile(`\.\./share[d]\b`), except: "scripts/test"},
	{what: "the host of a package registry", pattern: regexp.MustCompile(
		`\b(prox[y]\.golang\.org|su[m]\.golang\.org|registr[y]\.npmjs|pyp[i]\.org|crate[s]\.io|de[b]\.debian\.org)`)},
	{what: "the number of an issue or of a requirement", pattern: regexp.MustCompile(
		`(?i:\bissu[e]s? #?\d+\b|\brequiremen[t] [A-Z]\d+\b)|(^|[\s(])(A|B|C|D)[1-9]\d?([\s,.;:)]|$)`)},
	{what: "a promise instead of the thing", pattern: regexp.MustCompile(`\b(TOD[O]|FIXM[E]|XX[X])\b`)},
}

func checkOwnWords(t *Tree) []Breach {
	var all []Breach
	for _, f := range t.Files {
		if !prose(f) {
			continue
		}
		number := 0
		for line := range strings.Lines(f.Text) {
			number++
			for _, x := range foreigners {
				if m := x.pattern.FindString(line); m != "" && f.Path != x.except {
					all = append(all, Breach{f.Path, number, fmt.Sprintf("%q is %s", strings.TrimSpace(m), x.what)})
				}
			}
		}
	}
	return all
}

// prose reports whether a file is text that people write here: not data, not the
// sums that Go writes, not a library of others as they minified it.
func prose(f File) bool {
	return utf8.ValidString(f.Text) && !strings.Contains(f.Text, "\x00") &&
		path.Ext(f.Path) != ".sum" && !strings.HasSuffix(f.Path, ".min.js") && !strings.Contains("/"+f.Path, "/testdata/")
}
