package rules

import (
	"fmt"
	"path"
	"strings"
)

const mostLines = 350

var shortFile = Rule{
	Name:   "ShortFile",
	Reason: "a file holds one idea; the place for a change should be found by looking at the folder list",
	Check:  checkShortFile,
}

func checkShortFile(t *Tree) []Breach {
	var all []Breach
	for _, f := range t.Files {
		if lines := strings.Count(f.Text, "\n"); program(f) && lines > mostLines {
			all = append(all, Breach{Path: f.Path, What: fmt.Sprintf("%d lines, more than %d", lines, mostLines)})
		}
	}
	return all
}

// program reports whether a file is written by hand to be run.
func program(f File) bool {
	return path.Ext(f.Path) == ".go" || strings.HasPrefix(f.Text, "#!")
}
