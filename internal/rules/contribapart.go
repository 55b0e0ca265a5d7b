package rules

import (
	"fmt"
	"path"
	"strings"
)

// contribDir holds what joins larder to the libraries of others, a module each.
const contribDir = "contrib"

var contribApart = Rule{
	Name: "ContribApart",
	Reason: "who uses a cache is not to download the client of a server or of a monitoring system, and who uses one " +
		"of them not the others: each folder of " + contribDir + "/ is a module, which neither the root module nor another one there requires",
	Check: checkContribApart,
}

func checkContribApart(t *Tree) []Breach {
	var all []Breach
	modules := map[string]bool{}
	for _, f := range t.Files {
		if path.Base(f.Path) != "go.mod" {
			continue
		}
		dir := path.Dir(f.Path)
		modules[dir] = true
		if dir != "." && !below(dir, contribDir) {
			continue
		}
		for line := range strings.Lines(f.Text) {
			for _, word := range strings.Fields(line) {
				if below(word, path.Join(t.Root, contribDir)) && !below(path.Join(t.Root, dir), word) && requires(f.Text, word) {
					all = append(all, Breach{Path: f.Path, What: fmt.Sprintf("it requires %s", word)})
				}
			}
		}
	}
	for _, p := range t.Packages {
		if !below(p.Dir, contribDir) {
			continue
		}
		folder, _, _ := strings.Cut(strings.TrimPrefix(p.Dir, contribDir+"/"), "/")
		if !modules[path.Join(contribDir, folder)] {
			all = append(all, Breach{Path: p.Dir, What: fmt.Sprintf("%s/%s has no go.mod: it is part of the root module", contribDir, folder)})
		}
	}
	return all
}
