package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// fact is a line of what is to be known of a file.
type fact struct{ Name, Text string }

// environment says where a file comes from.
type environment struct {
	Source   *source
	Facts    []fact
	Commands []string
	Peers    bool // the commands want the cachebench that has libraries of others
	Streams  *table
	Notes    []string // its comments
}

func environmentOf(s *source) environment {
	e := environment{Source: s}
	add := func(name, text string) {
		if text != "" {
			e.Facts = append(e.Facts, fact{name, text})
		}
	}
	add("results", fmt.Sprintf("%s lines of %d names", thousands(fmt.Sprint(s.Results)), len(s.rows)))
	if m := s.Manifest; m != nil {
		machine(add, m.Machine)
		add("measured", m.Date.UTC().Format("2006-01-02 15:04 MST"))
		options(add, m.Options, timesToLive(m))
		for _, b := range m.Options.Backends {
			if lib := m.Libraries[b]; lib != "" {
				add("library of "+b, lib)
			}
			e.Peers = e.Peers || !own[b]
		}
		if len(m.Command) > 0 {
			e.Commands = append(e.Commands, commandLine(m.Command))
		}
		e.Streams = streams(m.Works)
	} else if s.Config["goos"] != "" {
		add("machine", s.Machine())
	}
	if s.Partial() {
		add("partial", "its measurement was interrupted: rows are missing")
	}
	for _, comment := range s.Comments {
		if line, ok := strings.CutPrefix(comment, "command: "); ok {
			e.Commands = append(e.Commands, line)
		} else {
			e.Notes = append(e.Notes, comment)
		}
	}
	return e
}

func machine(add func(name, text string), m bench.Machine) {
	add("machine", strings.TrimSpace(fmt.Sprintf("%s/%s %s", m.OS, m.Arch, m.CPU)))
	if m.Cores > 0 {
		add("processors", fmt.Sprintf("%d, GOMAXPROCS %d, GOGC %s", m.Cores, m.GOMAXPROCS, m.GOGC))
	}
	add("Go", m.Go)
	commit := m.Commit
	if m.Modified {
		commit += ", and changes that are in no commit"
	}
	add("commit", commit)
}

// timesToLive returns those of the entries: the caches' own only where operations tell none.
func timesToLive(m *bench.Manifest) string {
	var all []string
	for _, w := range m.Works {
		ttl := cmp.Or(w.Source.TTL, m.Options.TTL)
		if ttl != "" && !slices.Contains(all, ttl) {
			all = append(all, ttl)
		}
	}
	if len(m.Works) == 0 {
		return m.Options.TTL
	}
	return strings.Join(all, ", ")
}

func options(add func(name, text string), o bench.Options, ttl string) {
	samples := fmt.Sprintf("%d of each", o.Samples)
	if o.Processes {
		samples += ", each in a process of its own"
	}
	if o.Duration != "" {
		samples += ", " + o.Duration + " long"
	}
	if o.Samples > 0 {
		add("samples", samples)
	}
	add("time to live", ttl)
	add("without one", strings.Join(o.NoTTL, ", "))
	if o.Rate > 0 {
		add("rate", fmt.Sprintf("%d operations due a second", o.Rate))
	}
	if o.Stampede != nil {
		add("seed", fmt.Sprint(o.Stampede.Seed))
	}
}

// streams tells of the operations: whoever has the same hash has the same.
func streams(works []bench.ManifestWork) *table {
	if len(works) == 0 {
		return nil
	}
	t := &table{Head: []string{"workload", "operations", "keys", "seed or trace", "stream hash"}}
	for _, w := range works {
		origin := fmt.Sprintf("seed %d", w.Source.Seed)
		if w.Source.Trace != "" {
			origin = w.Source.Trace + ", sha256 " + w.Source.SHA256
		}
		t.add(w.Name,
			tableCell{Text: thousands(fmt.Sprint(w.Realised.Operations))}, tableCell{Text: thousands(fmt.Sprint(w.Realised.Keys))},
			tableCell{Text: origin}, tableCell{Text: w.Realised.StreamHash})
	}
	return t
}

// commandLine writes arguments so that a shell reads them as they were.
func commandLine(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if a == "" || strings.ContainsFunc(a, special) {
			quoted[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

func special(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("-_./,:=%+@", r):
		return false
	}
	return true
}

// warnings are what is to be known before anything is compared.
func warnings(sources []*source) []string {
	var all, partial []string
	for _, of := range []func(*source) string{machineOf, coresOf} {
		if machines := distinct(sources, of); len(machines) > 1 {
			all = append(all, "These files are of different machines. Compare figures of one file with each other, and not with those of another: "+strings.Join(machines, "; ")+".")
		}
	}
	if commits := distinct(sources, func(s *source) string {
		if s.Manifest == nil {
			return ""
		}
		return s.Manifest.Machine.Commit
	}); len(commits) > 1 {
		all = append(all, fmt.Sprintf("These files are of %d different commits; the list of files says which.", len(commits)))
	}
	for _, s := range sources {
		if s.Partial() {
			partial = append(partial, s.Shown)
		}
	}
	if len(partial) > 0 {
		all = append(all, "Partial, since the measurement was interrupted: "+strings.Join(partial, ", ")+".")
	}
	return all
}

// machineOf describes the machine of a file, "" where the file does not tell.
func machineOf(s *source) string {
	switch m := s.Manifest; {
	case m != nil:
		return strings.TrimSpace(m.Machine.OS + "/" + m.Machine.Arch + " " + m.Machine.CPU)
	case s.Config["goos"] != "":
		return s.Machine()
	}
	return ""
}

// coresOf returns how many processors the machine of a file has, "" where the file does
// not tell.
func coresOf(s *source) string {
	if s.Manifest == nil || s.Manifest.Machine.Cores == 0 {
		return ""
	}
	return fmt.Sprintf("%d processors", s.Manifest.Machine.Cores)
}

// distinct returns what f tells of sources, each once, and not "".
func distinct(sources []*source, f func(*source) string) (texts []string) {
	seen := make(map[string]bool)
	for _, s := range sources {
		if text := f(s); text != "" && !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}
