package rules_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/rules"
)

var flagInHelp = regexp.MustCompile(`(?m)^  -([a-z-]+)`)

// TestDocumentedFlags holds every cachebench command line of the documentation
// to the help of the command that it calls.
func TestDocumentedFlags(t *testing.T) {
	tree, err := rules.Checkout(root)
	require.NoError(t, err)
	binary := filepath.Join(t.TempDir(), "cachebench")
	out, err := exec.Command("go", "build", "-o", binary, "../../cmd/cachebench").CombinedOutput()
	require.NoError(t, err, "%s", out)

	found := 0
	for _, c := range tree.Commands() {
		at := program(c.Args)
		if at < 0 {
			continue
		}
		found++
		require.Greater(t, len(c.Args), at+1, "%s:%d: no command follows cachebench", c.Path, c.Line)
		for _, command := range parts(c.Args[at+1:]) {
			name, flags := command[0], command[1:]
			help, err := exec.Command(binary, name, "-h").Output()
			require.NoError(t, err, "%s:%d: cachebench %s -h", c.Path, c.Line, name)
			var known []string
			for _, m := range flagInHelp.FindAllSubmatch(help, -1) {
				known = append(known, "-"+string(m[1]))
			}
			for _, f := range flags {
				if f, _, _ := strings.Cut(f, "="); strings.HasPrefix(f, "-") {
					require.Contains(t, known, f, "%s:%d: cachebench %s has no such flag", c.Path, c.Line, name)
				}
			}
		}
	}
	require.NotZero(t, found, "no Markdown file shows a cachebench command: this test would find nothing")
}

// parts returns the command, and behind "--" the one that it measures with: run, where
// flags alone stand there.
func parts(args []string) [][]string {
	i := slices.Index(args, "--")
	if i < 0 {
		return [][]string{args}
	}
	tail := args[i+1:]
	if len(tail) == 0 || strings.HasPrefix(tail[0], "-") {
		tail = append([]string{"run"}, tail...)
	}
	return [][]string{args[:i], tail}
}

// program returns where cachebench stands in a command line, -1 where it does not.
// With peers it is another program with the same flags.
func program(args []string) int {
	withPeers := []string{"go", "-C", "peers", "run", "."}
	switch {
	case len(args) >= len(withPeers) && slices.Equal(args[:len(withPeers)], withPeers):
		return len(withPeers) - 1
	case args[0] == "go" && slices.Contains(args, "run"): // to build it needs no command
		return slices.Index(args, "./cmd/cachebench")
	}
	return -1
}

func TestCommands(t *testing.T) {
	tree := load(t, files{"a.md": "x\n```sh\nA=1 B=2 run -x 'one' # why\n\nrun \\\n  more | less\n# nothing\n```\nrun\n"})
	require.Equal(t, []rules.Command{
		{Path: "a.md", Line: 3, Args: []string{"run", "-x", "one"}},
		{Path: "a.md", Line: 6, Args: []string{"run", "more"}},
	}, tree.Commands())
}
