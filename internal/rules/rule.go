package rules

import "fmt"

// Rule is one rule of the repository.
type Rule struct {
	Name   string // one CamelCase word or two
	Reason string // why there is the rule, for the report of a breach
	Check  func(*Tree) []Breach
}

// Breach is a place where a rule is broken.
type Breach struct {
	Path string // slash-separated, from the root of the repository
	Line int    // from 1; 0 where the breach is of the file or folder as a whole
	What string
}

// String returns "path:line: what".
func (b Breach) String() string {
	if b.Line == 0 {
		return fmt.Sprintf("%s: %s", b.Path, b.What)
	}
	return fmt.Sprintf("%s:%d: %s", b.Path, b.Line, b.What)
}

// All returns the rules, in the order in which they are told.
func All() []Rule {
	return []Rule{
		importDirection,
		testOnlyImports,
		peersApart,
		contribApart,
		packageComment,
		exportedComment,
		packageExample,
		shortFile,
		noSleep,
		reasonedSkip,
		ownWords,
		licence,
		documentedCommand,
	}
}
