package readme

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/results"
	"github.com/larder-go/larder/internal/suite"
)

// elsewhere are results that no suite makes.
var elsewhere = map[string]suite.Run{
	"holds": {
		About:  "How long a sweeper holds a lock of a store in one go: a benchmark of the stores themselves, which scripts/bench runs.",
		Tables: nil,
	},
	"tiers": {
		About:  "Two tiers with a real Redis beside each of them alone, warm and cold; a cold key that a thousand goroutines ask for; a server that is killed or hangs. The benchmarks of contrib/redis, which scripts/bench runs.",
		Tables: nil,
	},
	"expiries": {About: "How many of 10,000 entries that were set together expire in each second, with and without jitter; scripts/pictures runs it."},
}

// Index returns a page about every file of results in a folder: what it shows, what
// made it and where, and the tables that its run asks for.
func Index(folder fs.FS, suites []*suite.Suite) (string, error) {
	files, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	var pages []indexed
	for _, file := range files {
		one, err := describe(folder, file)
		if err != nil {
			return "", err
		}
		one.run, one.suite = find(strings.TrimSuffix(file, ".txt"), suites)
		pages = append(pages, one)
	}
	var b strings.Builder
	b.WriteString(indexHead)
	for _, p := range pages {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %d | %s |\n", p.name(), p.name(), p.about(), p.Results, p.day())
	}
	for _, p := range pages {
		text, err := p.section(folder)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

const indexHead = `# Results

What is committed here was measured by ` + "`scripts/bench`" + `, which makes it anew; beside each file is a manifest that says what
made it. This page is made from them: ` + "`scripts/results`" + `. Figures of different machines or commits are not to be compared.

| file | shows | rows | date |
|---|---|---:|---|
`

// indexed is a file of results.
type indexed struct {
	*results.File
	run   suite.Run
	suite string // "" where none makes it
}

func (p indexed) name() string { return strings.TrimSuffix(p.Name, ".txt") }

func (p indexed) about() string {
	if p.run.About == "" {
		return "(no suite says what it shows)"
	}
	return p.run.About
}

func (p indexed) day() string {
	if p.Manifest == nil {
		return ""
	}
	return p.Manifest.Date.Format("2006-01-02")
}

// describe reads a file of results, and its manifest where there is one.
func describe(folder fs.FS, file string) (p indexed, err error) {
	in, err := folder.Open(file)
	if err != nil {
		return p, fmt.Errorf("readme: %w", err)
	}
	defer in.Close()
	set, err := load(in, file)
	if err != nil {
		return p, err
	}
	p.File = set.Files[0]
	beside, err := folder.Open(file + results.ManifestSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, fmt.Errorf("readme: %w", err)
	}
	defer beside.Close()
	p.Manifest, err = results.ReadManifest(beside, file+results.ManifestSuffix)
	return p, err
}

// find returns the run that makes a file, and the file of its suite.
func find(name string, suites []*suite.Suite) (suite.Run, string) {
	for _, s := range suites {
		if i := slices.IndexFunc(s.Runs, func(r suite.Run) bool { return r.Name == name }); i >= 0 {
			return s.Runs[i], path.Base(strings.ReplaceAll(s.File, `\`, "/"))
		}
	}
	return elsewhere[name], ""
}

// section returns what the page says of a file.
func (p indexed) section(folder fs.FS) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", p.name(), p.about())
	if p.Partial {
		b.WriteString("**It was interrupted: rows are missing.**\n\n")
	}
	for _, line := range p.facts() {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	for _, words := range p.run.Tables {
		t, err := ParseTable(words)
		if err != nil {
			return "", fmt.Errorf("readme: %s: %w", p.name(), err)
		}
		in, err := folder.Open(p.Name)
		if err != nil {
			return "", fmt.Errorf("readme: %w", err)
		}
		table, err := t.of(in, p.Name)
		_ = in.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n%s:\n\n%s", t, table)
	}
	return b.String(), nil
}

// facts are what made the file.
func (p indexed) facts() (lines []string) {
	if p.suite != "" {
		lines = append(lines, fmt.Sprintf("suite: [scripts/suites/%s](../scripts/suites/%[1]s)", p.suite))
	}
	m := p.Manifest
	if m == nil {
		lines = append(lines, "there is no manifest beside it: this is what its comments say")
		for _, c := range p.Comments {
			for _, key := range []string{"command: ", "commit: "} {
				if rest, ok := strings.CutPrefix(c, key); ok && !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, key) }) {
					lines = append(lines, key+"`"+rest+"`")
				}
			}
		}
		return append(lines, "machine: "+p.Machine(), fmt.Sprintf("rows: %d", p.Results))
	}
	commit := m.Machine.Commit
	if m.Machine.Modified {
		commit += ", and changes that are in no commit"
	}
	lines = append(lines,
		"command: `"+strings.Join(m.Command, " ")+"`",
		fmt.Sprintf("commit: %s, %s", commit, m.Date.Format("2006-01-02 15:04 MST")),
		fmt.Sprintf("machine: %s/%s, %s, %d cores, GOMAXPROCS %d, %s, GOGC %s",
			m.Machine.OS, m.Machine.Arch, m.Machine.CPU, m.Machine.Cores, m.Machine.GOMAXPROCS, m.Machine.Go, m.Machine.GOGC),
		fmt.Sprintf("rows: %d", m.Rows))
	return append(lines, streams(m.Works)...)
}

// streams say what each workload was.
func streams(works []bench.ManifestWork) (lines []string) {
	for _, w := range works {
		r := w.Realised
		lines = append(lines, fmt.Sprintf("`%s`: %d operations on %d keys, stream %s", w.Name, r.Operations, r.Keys, r.StreamHash))
	}
	return lines
}
