package rules_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// project is a small repository with two modules, in which every test passes.
var project = files{
	"go.mod":          "module example.org/m\n\ngo 1.25\n",
	"testdata/go.mod": "module example.org/m/testdata\n\ngo 1.25\n",
	"testdata/x.go":   "package none of go's business",
	"sub/go.mod":      "module example.org/sub\n\ngo 1.25\n",
	"sub/s.go":        "package sub\n",
	"sub/s_test.go": `package sub
import ("os"; "testing")
func TestEnvironment(t *testing.T) {
	if os.Getenv("LARDER_LONG") != "1" { t.Skip("long checks are off") }
}
`,
	"a/a.go": "package a\n",
	"a/a_test.go": `package a
import "testing"
func TestSubtests(t *testing.T) {
	t.Run("Moon", func(t *testing.T) { t.Skip("there is no moon") })
	t.Run("Sun", func(t *testing.T) {})
}
`,
	"a/alloc_test.go": `//go:build !race

package a
import "testing"
func TestAllocations(t *testing.T) {}
`,
}

// runScript runs scripts/test in project, changed by change.
func runScript(t *testing.T, change files, env []string, args ...string) (output string, exit int) {
	t.Helper()
	dir := t.TempDir()
	all := maps.Clone(project)
	maps.Copy(all, change)
	for _, script := range []string{"scripts/test", "scripts/modules"} {
		text, err := os.ReadFile(filepath.Join(root, script))
		require.NoError(t, err)
		all[script] = string(text)
	}
	for name, text := range all {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o755))
	}
	cmd := exec.Command(filepath.Join(dir, "scripts/test"), args...)
	cmd.Dir = t.TempDir() // from anywhere
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "LARDER_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		require.NoError(t, err)
	}
	t.Logf("%s", out)
	return string(out), cmd.ProcessState.ExitCode()
}

func lastLine(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

func TestScriptPasses(t *testing.T) {
	out, exit := runScript(t, nil, nil)
	require.Zero(t, exit)
	require.Contains(t, out, "\nok  \texample.org/sub\t", "the other module was forgotten")
	require.Contains(t, out, "== a: the tests that the race detector would falsify\nok  \texample.org/m/a\t")
	require.Contains(t, out, "\nskipped: example.org/m/a TestSubtests/Moon: there is no moon\n")
	require.Contains(t, out, "\nskipped: example.org/sub TestEnvironment: long checks are off\n")
	require.Contains(t, out, "\nskipped: the tests on real traces: ")
	require.Contains(t, lastLine(out), "2 packages passed, 0 failures, 3 skips")
}

func TestScriptRunsLongChecks(t *testing.T) {
	out, exit := runScript(t, nil, nil, "-long", "--", "-run", "TestEnvironment")
	require.Zero(t, exit)
	require.NotContains(t, out, "long checks are off")
	require.NotContains(t, out, "no moon", "the arguments after -- did not reach go test")
}

func TestScriptFails(t *testing.T) {
	traces := "LARDER_TRACES=" + t.TempDir()
	for _, c := range []struct {
		name   string
		change files
		env    []string
		says   string
	}{
		{"Test", files{"sub/x_test.go": "package sub\nimport \"testing\"\nfunc TestX(t *testing.T) { t.Error(\"wrong\") }\n"},
			nil, "\nFAILED: example.org/sub\n"},
		{"Race", files{"sub/x_test.go": "package sub\nimport \"testing\"\nfunc TestX(t *testing.T) {\n" +
			"x, done := 0, make(chan int)\ngo func() { x++; close(done) }()\nx++\n<-done\n}\n"},
			nil, "\nFAILED: example.org/sub\n"},
		{"WithoutRaceDetector", files{"a/alloc_test.go": "//go:build !race\n\npackage a\nimport \"testing\"\n" +
			"func TestX(t *testing.T) { t.Error(\"wrong\") }\n"}, nil, "\nFAILED: example.org/m/a\n"},
		{"Build", files{"sub/x.go": "package sub\nvar x = y\n"}, nil, "\nFAILED: example.org/sub\n"},
		{"Module", files{"sub/go.mod": "module example.org/sub\n\nno such directive\n"}, nil, "\nFAILED: go test in "},
		{"Overflow", files{"a/a.go": "package a\nconst X int = 1 << 40\n"}, nil, "\nFAILED: go vet for GOARCH=386\n"},
		{"MissingPart", nil, []string{"LARDER_REQUIRE=1"}, "\nFAILED: the tests on real traces: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := c.env
			if env == nil {
				env = []string{traces, "LARDER_REQUIRE=1"}
			}
			out, exit := runScript(t, c.change, env)
			require.Equal(t, 1, exit)
			require.Contains(t, out, c.says)
			require.Contains(t, lastLine(out), ", 1 failures, ")
		})
	}
}

func TestScriptRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		args []string
		says string
	}{
		{"UnknownArgument", nil, []string{"-lnog"}, "scripts/test: unknown argument -lnog"},
		{"MissingTraces", []string{"LARDER_TRACES=/does/not/exist"}, nil, "scripts/test: LARDER_TRACES: /does/not/exist is no folder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, exit := runScript(t, nil, c.env, c.args...)
			require.Equal(t, 2, exit)
			require.True(t, strings.HasPrefix(out, c.says), "%q", out)
			require.Equal(t, 1, strings.Count(out, "\n"), "more than one line")
		})
	}
}

func TestScriptHelps(t *testing.T) {
	out, exit := runScript(t, nil, nil, "-h")
	require.Zero(t, exit)
	require.Contains(t, out, "usage: scripts/test")
}
