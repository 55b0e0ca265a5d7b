package rules

import "fmt"

var packageComment = Rule{
	Name:   "PackageComment",
	Reason: "the package comment says what a package is, when to use it and when not; nothing else does",
	Check:  checkPackageComment,
}

func checkPackageComment(t *Tree) []Breach {
	var all []Breach
	for _, p := range t.Packages {
		var documented []string
		for _, s := range p.Sources {
			if s.AST.Doc.Text() != "" {
				documented = append(documented, s.Path)
			}
		}
		switch {
		case len(p.Sources) == 0: // tests alone
		case len(documented) == 0:
			all = append(all, Breach{Path: p.Dir, What: fmt.Sprintf("package %s has no package comment", p.Name)})
		case len(documented) > 1:
			all = append(all, Breach{Path: documented[1], What: fmt.Sprintf(
				"package %s has another package comment in %s: go doc would print one after the other", p.Name, documented[0])})
		}
	}
	return all
}
