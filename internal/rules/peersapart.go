package rules

import (
	"fmt"
	"path"
	"strings"
)

// peersDir is the module that measures the libraries of others.
const peersDir = "peers"

var peersApart = Rule{
	Name: "PeersApart",
	Reason: "nobody who uses larder is to download its rivals, and no code of larder's is to lean on theirs: " +
		"they stay in a module of their own that nothing imports",
	Check: checkPeersApart,
}

func checkPeersApart(t *Tree) []Breach {
	module := path.Join(t.Root, peersDir)
	var all []Breach
	for _, p := range t.Packages {
		if below(p.Dir, peersDir) {
			continue
		}
		for _, files := range [][]*Source{p.Sources, p.Tests} {
			for _, s := range files {
				for _, i := range s.Imports {
					if below(i.Path, module) {
						all = append(all, Breach{s.Path, i.Line, fmt.Sprintf("%s is imported outside %s", i.Path, peersDir)})
					}
				}
			}
		}
	}
	inModule := false
	for _, f := range t.Files {
		switch {
		case f.Path == path.Join(peersDir, "go.mod"):
			inModule = true
		case path.Base(f.Path) == "go.mod" && requires(f.Text, module):
			all = append(all, Breach{Path: f.Path, What: fmt.Sprintf("it requires %s", module)})
		}
	}
	for _, p := range t.Packages {
		if below(p.Dir, peersDir) && !inModule {
			all = append(all, Breach{Path: p.Dir, What: fmt.Sprintf("%s has no go.mod: it is part of the root module", peersDir)})
		}
	}
	return all
}

// requires reports whether a go.mod names a module other than as its own.
func requires(text, module string) bool {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "require" {
			words = words[1:]
		}
		if len(words) > 1 && words[0] == module {
			return true
		}
	}
	return false
}
