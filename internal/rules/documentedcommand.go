package rules

import (
	"fmt"
	"path"
	"strings"
)

var documentedCommand = Rule{
	Name:   "DocumentedCommand",
	Reason: "a reader copies the commands of the README and the documentation as they stand",
	Check:  checkDocumentedCommand,
}

// Command is a command line in a ```sh block of a Markdown file.
type Command struct {
	Path string
	Line int
	Args []string // the program and its arguments, without quotes; nothing of what surrounds them
}

// Commands returns the command lines of the ```sh blocks of all Markdown files.
func (t *Tree) Commands() []Command {
	var all []Command
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".md" {
			continue
		}
		inside, number, begun := false, 0, ""
		for line := range strings.Lines(f.Text) {
			number++
			line = begun + strings.TrimSpace(line)
			begun = ""
			if strings.HasPrefix(line, "```") {
				inside = line == "```sh"
				continue
			}
			if !inside {
				continue
			}
			if head, more := strings.CutSuffix(line, `\`); more {
				begun = head
				continue
			}
			if args := words(line); len(args) > 0 {
				all = append(all, Command{f.Path, number, args})
			}
		}
	}
	return all
}

// words splits a simple command as the shell would. It leaves out the variables
// before it, and stops at a comment, a pipe, a redirection or another command.
func words(line string) []string {
	var args []string
	for _, w := range strings.Fields(strings.TrimPrefix(line, "$ ")) {
		if strings.ContainsAny(w[:1], "#|><&;") || strings.HasPrefix(w, "2>") {
			break
		}
		if len(args) > 0 || !strings.Contains(w, "=") {
			args = append(args, strings.Trim(w, `'"`))
		}
	}
	return args
}

// checkDocumentedCommand finds commands and packages that are not there. A test
// of its own tells whether cachebench knows the flags.
func checkDocumentedCommand(t *Tree) []Breach {
	var all []Breach
	for _, c := range t.Commands() {
		for i, arg := range c.Args {
			local := strings.HasPrefix(arg, "./") || i == 0 && strings.Contains(arg, "/")
			if local && !t.has(strings.TrimSuffix(path.Clean(arg), "/...")) {
				all = append(all, Breach{c.Path, c.Line, fmt.Sprintf("%s is not in the repository", arg)})
			}
		}
	}
	return all
}

// has reports whether there is a file or a folder of this name.
func (t *Tree) has(name string) bool {
	if name == "." || name == "..." {
		return true
	}
	for _, f := range t.Files {
		if f.Path == name || strings.HasPrefix(f.Path, name+"/") {
			return true
		}
	}
	return false
}
