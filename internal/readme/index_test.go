package readme_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/readme"
	"github.com/larder-go/larder/internal/suite"
)

const manifest = `{"command": ["cachebench", "run"], "date": "2026-11-21T12:39:09Z", "rows": 6,
"workloads": [{"name": "reads", "realised": {"operations": 10, "keys": 5, "stream_hash": "abc"}}],
"machine": {"go": "go1.26", "os": "linux", "arch": "amd64", "cpu": "Some 9000", "cores": 2, "gomaxprocs": 2, "gogc": "100", "commit": "f00", "modified": true}}`

func TestIndex(t *testing.T) {
	runs, err := suite.Parse([]byte("[[run]]\nname = \"a\"\nmode = \"run\"\nabout = \"What a shows.\"\ntables = [\"/backend /wl ns/op\"]\n"), "x/some.toml")
	require.NoError(t, err)
	folder := fstest.MapFS{
		"a.txt":               {Data: []byte(results)},
		"a.txt.manifest.json": {Data: []byte(manifest)},
		"b.txt":               {Data: []byte("# command: go test\n# commit: f00\n# partial: interrupted\n" + results)},
		"picture.svg":         {},
	}
	page, err := readme.Index(folder, []*suite.Suite{runs})
	require.NoError(t, err)
	for _, want := range []string{
		"| [a](#a) | What a shows. | 6 | 2026-11-21 |\n| [b](#b) | (no suite says what it shows) | 6 |  |\n",
		"\n## a\n\nWhat a shows.\n\n- suite: [scripts/suites/some.toml](../scripts/suites/some.toml)\n- command: `cachebench run`\n" +
			"- commit: f00, and changes that are in no commit, 2026-11-21 12:39 UTC\n- machine: linux/amd64, Some 9000, 2 cores, GOMAXPROCS 2, go1.26, GOGC 100\n" +
			"- rows: 6\n- `reads`: 10 operations on 5 keys, stream abc\n\nMedians in ns/op, by backend and wl:\n\n| | reads | mixed |\n",
		"\n## b\n\n(no suite says what it shows)\n\n**It was interrupted: rows are missing.**\n\n- there is no manifest beside it: this is what its comments say\n- command: `go test`\n- commit: `f00`\n",
	} {
		require.Contains(t, page, want)
	}
	require.NotContains(t, page, "picture")

	folder["c.txt"] = &fstest.MapFile{Data: []byte("BenchmarkA 1 fast ns/op\n")}
	_, err = readme.Index(folder, nil)
	require.ErrorContains(t, err, "c.txt:1")
	folder["c.txt"], folder["c.txt.manifest.json"] = folder["a.txt"], &fstest.MapFile{Data: []byte("{")}
	_, err = readme.Index(folder, nil)
	require.ErrorContains(t, err, "c.txt.manifest.json")
}

func TestTableSpecs(t *testing.T) {
	for words, says := range map[string]string{
		"/backend,/policy /keys ns/op": "Medians in ns/op, by backend and policy and keys", "hit ratios": "Hit ratios in percent, by trace and capacity",
	} {
		spec, err := readme.ParseTable(words)
		require.NoError(t, err)
		require.Equal(t, says, spec.String())
	}
	for _, bad := range []string{"", "/backend", "/backend /wl", "/backend /wl@x ns/op", "/a /b c d"} {
		_, err := readme.ParseTable(bad)
		require.Error(t, err, bad)
	}
}
