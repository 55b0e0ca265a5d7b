package browsertest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/report"
	"github.com/larder-go/larder/internal/results"
)

// write writes the page of files and returns its path.
func write(t *testing.T, patterns ...string) string {
	t.Helper()
	var sets []*results.Set
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names, pattern)
		for _, name := range names {
			set, err := results.Read(name)
			require.NoError(t, err)
			sets = append(sets, set)
		}
	}
	var page bytes.Buffer
	require.NoError(t, report.Write(&page, "", sets...))
	path := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(path, page.Bytes(), 0o600))
	return path
}

const (
	committed = "../../../results/*.txt"
	made      = "../testdata/*.txt"
)

var screens = []struct {
	name          string
	width, height int64
	dark          bool
}{
	{"desktop-light", 1280, 1000, false},
	{"desktop-dark", 1280, 1000, true},
	{"phone-light", 390, 844, false},
	{"phone-dark", 390, 844, true},
}

// TestPages: on each screen all charts are drawn, nothing sticks out, nothing lies on
// something else, and no script complains, whatever the files hold.
func TestPages(t *testing.T) {
	path := write(t, committed, made)
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			p := open(t, path, s.width, s.height, s.dark)
			require.Greater(t, eval[int](p, `document.querySelectorAll(".chart").length`), 30)
			require.Empty(t, eval[[]string](p, undrawn), "charts that are not drawn")
			require.LessOrEqual(t, eval[int](p, `document.documentElement.scrollWidth`), int(s.width), "it scrolls sideways")
			require.Empty(t, eval[[]string](p, clipped), "text that sticks out of its place")
			require.Empty(t, eval[[]string](p, overlapping), "texts on each other")
			require.Equal(t, s.dark, eval[bool](p, isDark))
			for _, id := range eval[[]string](p, `[...document.querySelectorAll("section")].map(s => s.id)`) {
				eval[any](p, fmt.Sprintf(`document.getElementById(%q).scrollIntoView()`, id))
				p.shot(s.name + "-" + id)
			}
			p.quiet()
		})
	}
}

// undrawn are the charts without a picture, or without a line in it.
const undrawn = `[...document.querySelectorAll(".chart")].filter(c => {
	const svg = c.querySelector("svg");
	const box = svg && svg.getBoundingClientRect();
	return !svg || box.width < 100 || box.height < 100 || svg.querySelectorAll("path").length < 3 || svg.querySelectorAll("text").length < 3;
}).map(c => c.getAttribute("aria-label"))`

// clipped are elements with text that is wider than they are and cannot be scrolled to,
// and texts of charts that stick out of the chart.
const clipped = `[
	...[...document.querySelectorAll("h1,h2,h3,p,li,dd,dt,summary,figcaption,button,th,td,pre")].filter(e => {
		if (!e.offsetParent || e.closest(".scroll, nav, pre") && !e.matches(".scroll")) return false;
		const box = e.getBoundingClientRect();
		return e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 || box.right > innerWidth + 1 || box.left < -1;
	}).map(e => (e.closest("[id]")?.id ?? "") + " " + e.tagName + ": " + (e.textContent.trim().slice(0, 60) || e.outerHTML.slice(0, 200))),
	...[...document.querySelectorAll(".chart text")].filter(e => {
		const box = e.getBoundingClientRect(), chart = e.closest(".chart").getBoundingClientRect();
		return box.left < chart.left - 1 || box.right > chart.right + 1 || box.top < chart.top - 1 || box.bottom > chart.bottom + 1;
	}).map(e => "in a chart: " + e.textContent),
]`

// overlapping are pairs of texts that share more than a pixel or two: those of a chart,
// and the parts of each panel.
const overlapping = `(() => {
	const found = [];
	const check = (elements, what) => {
		const boxes = elements.map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width && b.height);
		boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
			const w = Math.min(x.right, y.right) - Math.max(x.left, y.left), h = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
			if (w > 2 && h > 3) found.push(what + ": " + a.textContent.trim().slice(0, 30) + " | " + b.textContent.trim().slice(0, 30));
		}));
	};
	for (const c of document.querySelectorAll(".chart")) check([...c.querySelectorAll("text")], "chart");
	for (const p of document.querySelectorAll(".panel, .file, main > section")) check([...p.children], p.id);
	for (const r of document.querySelectorAll(".bars tr")) check([...r.children], "bars");
	for (const l of document.querySelectorAll(".legend")) check([...l.children], "legend");
	return found.slice(0, 20);
})()`

const isDark = `getComputedStyle(document.body).backgroundColor.match(/\d+/g).every(v => v < 100)`

// lines counts the lines with data that a chart shows.
const lines = `[...document.querySelector(".chart").querySelectorAll("path[fill='none']")].filter(p => p.getAttribute("stroke-width") >= 1.2 && p.getAttribute("d").length > 20).length`

// TestWhatCanBeClicked: legend, theme and figures have an effect, by mouse and keyboard.
func TestWhatCanBeClicked(t *testing.T) {
	p := open(t, write(t, "../testdata/latency.txt"), 1280, 1000, false)
	first := eval[string](p, `document.querySelector(".legend button").dataset.series`)
	require.Equal(t, "cow", first)
	before := eval[int](p, lines)

	p.click(".legend button")
	require.Equal(t, "false", eval[string](p, `document.querySelector(".legend button").getAttribute("aria-pressed")`))
	p.until(fmt.Sprintf("%s === %d", lines, before-1))

	require.False(t, eval[bool](p, isDark))
	p.click("#theme")
	require.True(t, eval[bool](p, isDark))
	require.Equal(t, "Light", eval[string](p, `document.querySelector("#theme").textContent`))
	p.until(fmt.Sprintf("%s === %d", lines, before-1))
	labels := eval[string](p, `document.querySelector(".chart text").getAttribute("fill")`)
	require.Equal(t, eval[string](p, `getComputedStyle(document.documentElement).getPropertyValue("--dim")`), labels)

	p.press(".legend button", " ")
	p.until(fmt.Sprintf("%s === %d", lines, before))

	require.False(t, eval[bool](p, `document.querySelector(".panel details table").checkVisibility()`))
	p.click(".panel summary")
	require.True(t, eval[bool](p, `document.querySelector(".panel details table").checkVisibility()`))
	p.quiet()
}

// TestTooltipsShowNamesAsText: what a name contains is no markup there either.
func TestTooltipsShowNamesAsText(t *testing.T) {
	p := open(t, write(t, "../testdata/hostile.txt"), 1280, 1000, false)
	p.hover(".chart")
	tip := eval[string](p, `document.querySelector(".chart > div:last-child").innerText`)
	require.Contains(t, tip, "ns", "or there is no tooltip")
	require.Contains(t, tip, "<")
	require.Zero(t, eval[int](p, `document.querySelectorAll("img").length`))
	require.True(t, strings.HasPrefix(eval[string](p, `document.title`), "Cache"))
	p.quiet()
}

// TestAlarmsRing: a page that is broken in each of these ways is found out.
func TestAlarmsRing(t *testing.T) {
	p := open(t, write(t, "../testdata/latency.txt"), 390, 844, false)
	eval[any](p, `document.querySelector(".chart").replaceChildren()`)
	require.Len(t, eval[[]string](p, undrawn), 1)
	eval[any](p, `document.querySelector("h3").style.cssText = "white-space: nowrap; width: 20px; overflow: hidden"`)
	require.NotEmpty(t, eval[[]string](p, clipped))
	eval[any](p, `document.querySelector(".panel .read").style.marginTop = "-20px"`)
	require.NotEmpty(t, eval[[]string](p, overlapping))
	eval[any](p, `document.body.append(Object.assign(document.createElement("script"), { textContent: "1" }))`)
	eval[any](p, `console.error("on purpose")`)
	p.mu.Lock()
	defer p.mu.Unlock()
	require.NotEmpty(t, p.trouble)
}
