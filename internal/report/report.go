package report

import (
	"cmp"
	"crypto/sha256"
	_ "embed" // for the page
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/larder-go/larder/internal/report/echarts"
	"github.com/larder-go/larder/internal/results"
)

//go:embed page/page.html
var pageText string

//go:embed page/page.css
var styleText string

//go:embed page/page.js
var scriptText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// DefaultTitle is that of a page without another.
const DefaultTitle = "Cache benchmarks"

// page is what the template shows.
type page struct {
	Title    string
	Policy   string // what the browser may load: nothing
	Style    template.CSS
	Library  template.JS
	Script   template.JS
	Charts   bool
	Warnings []string
	Verdict  string
	Heat     *heat
	Scores   []*score
	Steps    any
	Interval string
	Sections []*section
	Files    []environment
	Bare     []string // files that no chart shows
}

// Write writes the page of files, each read into a Set of its own ([results.Read] with
// one name). The same files and title make the same bytes. title "" is [DefaultTitle].
func Write(w io.Writer, title string, files ...*results.Set) error {
	if len(files) == 0 {
		return errors.New("report: no files of results")
	}
	var sources []*source
	for i, f := range files {
		if len(f.Files) != 1 {
			return fmt.Errorf("report: a set of %d files: each has to be in a set of its own", len(f.Files))
		}
		sources = append(sources, newSource(f, fmt.Sprintf("file-%d", i+1)))
	}
	if err := pageTemplate.Execute(w, pageOf(title, sources)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func pageOf(title string, sources []*source) *page {
	if title == "" {
		title = DefaultTitle
	}
	l := newLooks()
	p := &page{
		Title: title, Style: template.CSS(styleText), Warnings: warnings(sources), Steps: steps, Interval: intervals,
	}
	p.Heat, p.Scores = heatOf(sources)
	if p.Heat != nil {
		p.Verdict = verdict(p.Scores)
	}
	p.Sections = sections(sources, l)
	drawn := p.number()
	for _, s := range sources {
		if !drawn[s] {
			p.Bare = append(p.Bare, s.Shown)
		}
		p.Files = append(p.Files, environmentOf(s))
	}
	p.Script = template.JS(scriptText)
	if p.Charts {
		p.Library = template.JS(echarts.Script)
	}
	// Scripts run by their sums alone: whatever a name in a file contains, it is no
	// program. Styles cannot be named so, since ECharts sets some on its tooltips.
	p.Policy = fmt.Sprintf("default-src 'none'; script-src '%s' '%s'; style-src 'unsafe-inline'; img-src data:", sum(string(p.Library)), sum(scriptText))
	return p
}

// sum is that of a script, as a browser is told it.
func sum(script string) string {
	s := sha256.Sum256([]byte(script))
	return "sha256-" + base64.StdEncoding.EncodeToString(s[:])
}

// number gives the panels names to link to, and returns the files that one of them
// draws.
func (p *page) number() map[*source]bool {
	drawn := make(map[*source]bool)
	n := 0
	for _, s := range p.Sections {
		for _, panel := range s.Panels {
			n++
			panel.ID = fmt.Sprintf("p%d", n)
			if panel.drawn() > 0 {
				drawn[panel.Source] = true
			}
			p.Charts = p.Charts || panel.Chart != nil
		}
	}
	return drawn
}

// sections returns those that have something to show.
func sections(sources []*source, l *looks) []*section {
	speed := &section{ID: "throughput", Title: "Throughput", About: "What each backend does a second on each workload, with what was really done beside it: the share of hits and of writes. " + intervals}
	scale := &section{ID: "scaling", Title: "Scaling", About: "What more goroutines, processors or shards gain."}
	grow := &section{ID: "growth", Title: "Growth", About: "What more keys cost."}
	late := &section{ID: "latency", Title: "Latency", About: "How long single operations take, and not only on average."}
	hit := &section{ID: "hit-ratio", Title: "Hit ratio", About: "How many requests of a trace a cache of a size answers."}
	mem := &section{ID: "memory", Title: "Memory", About: "What entries take."}
	gc := &section{ID: "gc", Title: "Garbage collection", About: "What the collector does because of the cache."}
	expiry := &section{ID: "expiry", Title: "Expiry", About: "What becomes of entries whose time is over, moment by moment."}
	crowd := &section{ID: "stampede", Title: "Stampede", About: "What it costs when many ask for one key whose value expires."}
	other := &section{ID: "other", Title: "Other measurements", About: "What these files hold beside the above."}
	for _, s := range sources {
		drawn := make(map[*results.Row]bool)
		scaled, grown := scaling(s, l, drawn)
		scale.Panels = append(scale.Panels, scaled...)
		grow.Panels = append(grow.Panels, grown...)
		speed.Panels = append(speed.Panels, throughput(s, l, drawn)...)
		crowd.Panels = append(crowd.Panels, stampedes(s)...)
		mem.Panels = append(mem.Panels, memory(s, l)...)
		gc.Panels = append(gc.Panels, collection(s, l)...)
		hit.Panels = append(hit.Panels, hitRatios(s, l)...)
		expiry.Panels = append(expiry.Panels, overTime(s, l)...)
		late.Panels = append(late.Panels, latency(s, l)...)
		other.Panels = append(other.Panels, rest(s)...)
	}
	slices.SortStableFunc(late.Panels, func(a, b *panel) int { // charts in front of tables
		return cmp.Compare(b.drawn(), a.drawn())
	})
	var shown []*section
	for _, s := range []*section{speed, scale, grow, late, hit, mem, gc, expiry, crowd, other} {
		if len(s.Panels) > 0 {
			shown = append(shown, s)
		}
	}
	return shown
}
