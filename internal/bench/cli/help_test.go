package cli_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestHelp(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"overview", []string{"-h"}},
		{"run", []string{"run", "-h"}},
		{"memory", []string{"memory", "-h"}},
		{"iterate", []string{"iterate", "-h"}},
		{"snapshot", []string{"snapshot", "-h"}},
		{"sweep", []string{"sweep", "-h"}},
		{"latency", []string{"latency", "-h"}},
		{"gc", []string{"gc", "-h"}},
		{"scale", []string{"scale", "-h"}},
		{"growth", []string{"growth", "-h"}},
		{"stampede", []string{"stampede", "-h"}},
		{"replay", []string{"replay", "-h"}},
		{"compare", []string{"compare", "-h"}},
		{"ab", []string{"ab", "-h"}},
		{"aa", []string{"aa", "-h"}},
		{"env", []string{"env", "-h"}},
		{"report", []string{"report", "-h"}},
		{"suite", []string{"suite", "-h"}},
		{"verify", []string{"verify", "-h"}},
		{"list", []string{"list", "-h"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := cachebench(t, c.args...)
			require.Zero(t, got.code)
			require.Empty(t, got.stderr)
			golden := filepath.Join("testdata", "help-"+c.name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got.stdout), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got.stdout, "if this is right: go test -run Help -update")
		})
	}
}

func TestOtherSpellingsOfHelp(t *testing.T) {
	require.Equal(t, cachebench(t, "run", "-h"), cachebench(t, "help", "run"))
	overview := cachebench(t, "-h").stdout
	for _, args := range []string{"help", "-help", "--help"} {
		got := cachebench(t, args)
		require.Zero(t, got.code)
		require.Equal(t, overview, got.stdout)
	}
}

// TestExamplesOfTheHelpParse: the commands that the help shows have no usage
// error, but for the traces and results that are not there.
func TestExamplesOfTheHelpParse(t *testing.T) {
	for _, command := range []string{"run", "memory", "iterate", "snapshot", "sweep", "latency", "gc", "scale", "growth", "stampede", "replay", "compare"} {
		_, examples, ok := strings.Cut(cachebench(t, command, "-h").stdout, "\nExamples:\n")
		require.True(t, ok)
		for line := range strings.Lines(examples) {
			line, _, _ = strings.Cut(line, "&&")
			args := strings.Fields(strings.ReplaceAll(line, "'", ""))[1:]
			if strings.Contains(line, "-trace") || command == "compare" {
				got := cachebench(t, args...)
				require.Equal(t, 5, got.code, line)
				require.Contains(t, got.stderr, "no such file", line)
				continue
			}
			// A folder as output comes after all usage errors, and before
			// anything is measured.
			got := cachebench(t, append(args, "-o", t.TempDir())...)
			require.Equal(t, 5, got.code, line)
		}
	}
}

// TestHelpFitsATerminal: nothing is wider than the usual 80 columns.
func TestHelpFitsATerminal(t *testing.T) {
	commands := []string{"-h", "list"}
	for line := range strings.Lines(cachebench(t, "-h").stdout) {
		if name, ok := strings.CutPrefix(line, "  cachebench "); ok {
			commands = append(commands, strings.Fields(name)[0]+" -h")
		}
	}
	require.Greater(t, len(commands), 10)
	for _, command := range commands {
		for line := range strings.Lines(cachebench(t, words("%s", command)...).stdout) {
			line = strings.TrimRight(strings.ReplaceAll(line, "    \t", "        "), "\n")
			require.LessOrEqual(t, utf8.RuneCountInString(line), 80, "%s: %s", command, line)
		}
	}
}

// TestHelpExplainsEveryForm: nothing in capitals is left to be guessed.
func TestHelpExplainsEveryForm(t *testing.T) {
	help := cachebench(t, "run", "-h").stdout
	for _, form := range slices.Concat(workload.DistForms(), workload.SizeForms()[1:], workload.TTLForms()[1:]) {
		name, arguments, has := strings.Cut(form, ":")
		require.Contains(t, help, "  "+form)
		if has {
			require.Regexp(t, name+`:[0-9][^ ]*: `, help, "an example of %s", arguments)
		}
	}
}
