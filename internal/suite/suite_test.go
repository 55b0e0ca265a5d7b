package suite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/suite"
)

const good = `
[workload.w]
keys = 10
[workload.v]
keys = 20
[backends]
own = ["cow"]
`

func TestBadSuites(t *testing.T) {
	run := "[[run]]\nname = \"a\"\nmode = \"run\"\n"
	for text, says := range map[string]string{
		"":                                              "s.toml:1: there is no [[run]]: nothing would be measured",
		"title = \"x\n" + run:                           "s.toml:1: ",
		run + "keys = 1\nkeys = 2\n":                    "s.toml:5: ",
		run + "keys 1\n":                                "s.toml:4: ",
		"titel = \"x\"\n" + run:                         `s.toml:1: unknown key "titel"; did you mean "title"? (flags belong to`,
		"[runs]\n" + run:                                `s.toml:1: unknown table "runs"; did you mean "run"?`,
		"[run]\nname = \"a\"\n":                         "s.toml:1: [run] is one table: write [[run]]",
		"[workload]\nkeys = 1\n" + run:                  `s.toml:1: unknown table "workload"`,
		"[[workload.w]]\nkeys = 1\n" + run:              `s.toml:1: unknown table "workload.w"`,
		run + "keys = {a = 1}\n":                        "s.toml:4: keys is a table: want a string, a number, true, false or a list of them",
		run + "keys = 2026-01-01\n":                     "s.toml:4: keys is a date or a time",
		run + "keys = [[1], [2]]\n":                     "s.toml:4: keys has a list in its list",
		run + "keys = []\n":                             "s.toml:4: keys is an empty list",
		run + "w.keys = 1\n":                            "s.toml:4: run a: w.keys: a key has no dots here",
		run + "o = \"x\"\n":                             "s.toml:4: run a: o is not for suites",
		good + run + "workload = \"x\"\n":               `s.toml:11: run a: unknown workload "x"; there are v, w`,
		good + run + "backend = [\"own\", \"cow\"]":     "s.toml:11: run a: backend cow is named twice",
		"[[run]]\nmode = \"run\"\n":                     "s.toml:1: the run has no name",
		"[[run]]\nname = \"a\"\n":                       `s.toml:1: run a: the run has no mode: name a command, such as mode = "run"`,
		"[[run]]\nname = \"\"\nmode = \"run\"\n":        "s.toml:2: name: want one string",
		"[[run]]\nname = [\"a\"]\nmode = \"run\"\n":     "s.toml:2: name: want one string",
		"[[run]]\nname = \"../a\"\nmode = \"run\"\n":    `s.toml:2: name "../a": want letters`,
		"[[run]]\nname = \".a\"\nmode = \"run\"\n":      `s.toml:2: name ".a": want letters`,
		run + "about = [\"a\", \"b\"]\n":                "s.toml:4: run a: about: want one string",
		run + run:                                       "s.toml:4: run a: the run of line 1 has this name too: both would make a.txt",
		run + "[[run]]\nname = \"A\"\nmode = \"run\"\n": "s.toml:4: run A: the run of line 1 has this name too",
		good + run + "workload = [\"w\", \"v\"]\n[[run.part]]\ncapacity = 1\n": "s.toml:8: run a: a run in parts has one mode and one workload",
		run + "[[run.part]]\nname = \"b\"\n":                                   "s.toml:5: run a: name belongs to a [[run]]",
		"[[run.part]]\nreads = 5\n":                                            "s.toml:1: [[run.part]] stands before any [[run]]",
		good + run:                                                             "s.toml:2: no run has workload w",
		good + run + "workload = [\"w\", \"v\"]\n":                             "s.toml:7: no run has the backends own",
		"[workload.w]\nmode = \"run\"\n" + run:                                 "s.toml:2: mode belongs to a [[run]]",
		good + "[[run]]\nname = \"a\"\nmode = [\"run\", \"memory\"]\n[[run]]\nname = \"a-run\"\nmode=\"run\"": "s.toml:11: run a-run: the run of line 8 has this name too",
	} {
		_, err := suite.Parse([]byte(text), "s.toml")
		require.ErrorContains(t, err, says, text)
		require.NotContains(t, err.Error(), "\n")
		require.ErrorAs(t, err, new(*suite.Error))
	}
}

func names(s *suite.Suite) (names []string) {
	for _, r := range s.Runs {
		names = append(names, r.Name)
	}
	return names
}

func TestModesAndWorkloads(t *testing.T) {
	s, err := suite.Parse([]byte(good+`
[[run]]
name = "a"
mode = ["run", "memory"]
backend = "own"
[[run]]
name = "b"
mode = "run"
workload = ["w", "v"]
[[run]]
name = "c"
mode = ["run", "memory"]
workload = ["w", "v"]
`), "s.toml")
	require.NoError(t, err)
	require.Equal(t, []string{"a-run", "a-memory", "b-w", "b-v", "c-run-w", "c-run-v", "c-memory-w", "c-memory-v"}, names(s))
	require.Equal(t, "b", s.Runs[3].Group)
	require.Equal(t, "20", s.Runs[3].Parts[0].Value("keys"))
	require.Equal(t, "memory", s.Runs[7].Parts[0].Mode)
}

func TestParts(t *testing.T) {
	s, err := suite.Parse([]byte(`
[[run]]
name = "a"
mode = "replay"
capacity = 1
[[run.part]]
trace = "./one.lirs"
[[run.part]]
trace = "traces/two.lirs"
capacity = [2, 3]
`), "some/where/s.toml")
	require.NoError(t, err)
	require.Equal(t, []suite.Flag{
		{Name: "capacity", Value: "1", Line: 5}, {Name: "trace", Value: "some/where/one.lirs", Line: 7},
	}, s.Runs[0].Parts[0].Flags, "a file that begins with a dot lies beside the suite")
	require.Equal(t, []suite.Flag{
		{Name: "capacity", Value: "2,3", Line: 10}, {Name: "trace", Value: "traces/two.lirs", Line: 9},
	}, s.Runs[0].Parts[1].Flags)
}

func TestValuesAreAsWritten(t *testing.T) {
	s, err := suite.Parse([]byte("[[run]]\nname='a'\nmode='run'\nkeys=1_000\nerrors=[0, 0.3]\nops=1e6\nnostats=true\n"+
		"capacity=[0, '10%']\nttl=\"\"\"\\\n  1h\"\"\"\n"), "s.toml")
	require.NoError(t, err)
	for name, want := range map[string]string{"keys": "1000", "errors": "0,0.3", "ops": "1e6", "nostats": "true", "capacity": "0,10%", "ttl": "1h", "none": ""} {
		require.Equal(t, want, s.Runs[0].Parts[0].Value(name), name)
	}
}
