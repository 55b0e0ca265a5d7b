package rules

import "strings"

var licence = Rule{
	Name:   "Licence",
	Reason: "without its licence at the root nobody may use the code",
	Check:  checkLicence,
}

func checkLicence(t *Tree) []Breach {
	for _, f := range t.Files {
		if f.Path != "LICENSE" {
			continue
		}
		if !strings.Contains(f.Text, "Apache License") || !strings.Contains(f.Text, "Version 2.0") {
			return []Breach{{Path: f.Path, What: "it is not the Apache License, Version 2.0"}}
		}
		return nil
	}
	return []Breach{{Path: "LICENSE", What: "it is missing"}}
}
