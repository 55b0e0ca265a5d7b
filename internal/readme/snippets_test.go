package readme_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// dedented returns a text without what its lines begin and end with.
func dedented(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// TestSnippetsAreOfExamples holds the Go code in docs/ to the Examples of the packages,
// those of the modules in contrib/ included, which are compiled and run.
func TestSnippetsAreOfExamples(t *testing.T) {
	root := filepath.Join("..", "..")
	var source []byte
	for _, in := range []string{"", "*", filepath.Join("contrib", "*")} {
		files, err := filepath.Glob(filepath.Join(root, in, "example_test.go"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			source = append(source, text...)
		}
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	require.NoError(t, err)
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, block := range goBlock.FindAllStringSubmatch(string(text), -1) {
			found++
			require.Contains(t, dedented(string(source)), dedented(block[1]), "%s: the snippet is no part of an example_test.go", page)
		}
	}
	require.NotZero(t, found, "no page shows any Go code: this test would find nothing")
}

func TestDedented(t *testing.T) {
	require.Equal(t, "if x {\ny()\n}", dedented("\n\tif x {\n\t\ty() \n\t}\n"))
	require.Equal(t, [][]string{{"```go\nx\n```", "x\n"}}, goBlock.FindAllStringSubmatch("a\n```go\nx\n```\n```sh\ny\n```\n", -1))
}
