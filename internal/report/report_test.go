package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/report"
	"github.com/larder-go/larder/internal/report/echarts"
	"github.com/larder-go/larder/internal/results"
)

// write returns the page of files in testdata, or of others by their whole path.
func write(t *testing.T, names ...string) string {
	t.Helper()
	var sets []*results.Set
	for _, name := range names {
		if !strings.Contains(name, "/") {
			name = filepath.Join("testdata", name)
		}
		set, err := results.Read(name)
		require.NoError(t, err)
		sets = append(sets, set)
	}
	var page bytes.Buffer
	require.NoError(t, report.Write(&page, "", sets...))
	return page.String()
}

// of returns the page of a text.
func of(t *testing.T, text string) string {
	t.Helper()
	set := new(results.Set)
	_, err := set.Add(strings.NewReader(text), "of.txt")
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, report.Write(&page, "", set))
	return page.String()
}

// committed are the results that the repository holds.
func committed(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("../../results/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

func TestSectionsFollowTheFiles(t *testing.T) {
	for _, c := range []struct {
		file string
		want []string
	}{
		{"bounded.txt", []string{"summary", "throughput", "files"}},
		{"scale.txt", []string{"summary", "scaling", "files"}},
		{"latency.txt", []string{"latency", "other", "files"}},
		{"memory.txt", []string{"memory", "gc", "other", "files"}},
		{"../../results/hitratio.txt", []string{"hit-ratio", "files"}},
		{"../../results/sweep-virtual.txt", []string{"expiry", "other", "files"}},
		{"../../results/stampede.txt", []string{"stampede", "files"}},
		{"../../results/growth.txt", []string{"summary", "growth", "other", "files"}},
		{"../../results/goroutines.txt", []string{"summary", "scaling", "other", "files"}},
		{"../../results/holds.txt", []string{"other", "files"}},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			var ids []string
			page := write(t, c.file)
			for _, m := range regexp.MustCompile(`<section id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
				ids = append(ids, m[1])
			}
			require.Equal(t, c.want, ids)
			for _, id := range ids {
				require.Contains(t, page, `<a href="#`+id+`">`)
			}
		})
	}
}

func TestSameFilesSameBytes(t *testing.T) {
	require.Equal(t, write(t, committed(t)...), write(t, committed(t)...))
}

func TestPageLoadsNothing(t *testing.T) {
	page := write(t, append(committed(t), "scale.txt")...)
	require.Contains(t, page, `content="default-src &#39;none&#39;; script-src &#39;sha256-`)
	outside := regexp.MustCompile(`(?i)<(link|img|iframe|object|embed|base)\b|<script[^>]+src|<meta[^>]+refresh|@import|url\(`)
	head, _, _ := strings.Cut(page, "<script>")
	require.Empty(t, outside.FindAllString(head, -1))
	require.Less(t, len(write(t, "scale.txt")), 1_200_000)
	require.NotContains(t, write(t, "bounded.txt"), "Apache", "without lines no library")
}

// TestNamesAreData: whatever a file contains stays text.
func TestNamesAreData(t *testing.T) {
	page := strings.Replace(write(t, "hostile.txt"), echarts.Script, "", 1)
	require.Equal(t, 1, strings.Count(page, "</style>"))
	require.Equal(t, strings.Count(page, "<script"), strings.Count(page, "</script>"))
	require.NotContains(t, page, "<img")
	require.NotContains(t, page, "<b>")
	require.NotContains(t, page, "<script>alert")
	require.Contains(t, page, "&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;", "as text it is there")
}

// TestHitsStandBesideTimes: where backends differ in them, so that a faster one with
// fewer hits is not taken for the better one.
func TestHitsStandBesideTimes(t *testing.T) {
	page := write(t, "bounded.txt")
	require.Equal(t, 3, strings.Count(page, `<small class="hits most">`), "one for each workload")
	require.Regexp(t, `<small class="hits">\d\d\.\d %(&nbsp;| )hits</small>`, page)
	require.Contains(t, page, "who is faster with fewer hits has not won")
	require.NotContains(t, write(t, "scale.txt"), `class="hits`, "all have the same")
}

// TestRepeatingWithPeers: the command in a manifest is that of the program that has them.
func TestRepeatingWithPeers(t *testing.T) {
	const hint = "<code>go build -C peers -o cachebench .</code>"
	require.Contains(t, write(t, "../../results/writes-w.txt"), hint)
	require.NotContains(t, write(t, "../../results/default.txt"), hint)
}

func TestWhatCannotIsSaidWithItsReason(t *testing.T) {
	page := write(t, "bounded.txt")
	require.Contains(t, page, `<td class="cannot">cannot<sup>1</sup></td>`)
	require.Contains(t, page, `<li>xsync4: it has no capacity</li>`)
	require.Contains(t, page, `<td colspan="5">cannot: it has no capacity</td>`)
	require.Contains(t, page, "otter&nbsp;†", "it knows no time to live")
	require.Regexp(t, `<th scope="row">otter&nbsp;†</th><td>\d+</td>`, page, "where winners are counted too")
	require.Contains(t, page, "Partial, since the measurement was interrupted: testdata/bounded.txt.")
}

func TestFloorsAreNotRanked(t *testing.T) {
	page := write(t, "bounded.txt")
	require.Contains(t, page, `<th scope="col" class="floor">noop<small>floor</small></th>`)
	require.Contains(t, page, `<td class="floor">0.03×<small>`)
	require.NotContains(t, page, "noop in 1")
	require.Contains(t, page, "cow in 3 of 3")
}

// TestWinnersWithoutTimesToLive are told from caches.
func TestWinnersWithoutTimesToLive(t *testing.T) {
	page := of(t, "# wl=w: xsync4 knows no time to live: its entries never expire\n"+
		"BenchmarkCache/wl=w/backend=cow-2 1 20 ns/op\nBenchmarkCache/wl=w/backend=xsync4-2 1 10 ns/op\n")
	require.Contains(t, page, ": xsync4 (no time to live) in 1 of 1.")
}

func TestPeersWinAsVisiblyAsLarder(t *testing.T) {
	page := of(t, "BenchmarkCache/wl=w/backend=cow-2 1 20 ns/op\nBenchmarkCache/wl=w/backend=xsync4-2 1 10 ns/op\n")
	require.Contains(t, page, "xsync4 in 1 of 1.")
	require.Contains(t, page, `<td class="h0 best">1.00×<small>10 ns</small></td>`)
	require.Contains(t, page, `<td class="h4">2.00×<small>20 ns</small></td>`)
}

func TestOverlappingSamplesAreLevel(t *testing.T) {
	page := of(t, "BenchmarkCache/wl=w/backend=a-2 1 10 ns/op\nBenchmarkCache/wl=w/backend=a-2 1 14 ns/op\nBenchmarkCache/wl=w/backend=b-2 1 13 ns/op\n")
	require.Contains(t, page, `1.08×<span title="not told from the fastest"> =</span>`)
}

func TestMixedMachinesAreWarnedAbout(t *testing.T) {
	const warning = "These files are of different machines."
	require.NotContains(t, write(t, "scale.txt", "memory.txt"), warning)
	require.Contains(t, write(t, "scale.txt", "../../results/default.txt"), warning)
}

func TestFilesWithoutAChartSaySo(t *testing.T) {
	page := of(t, "BenchmarkOther-2 1 10 widgets\n")
	require.Contains(t, page, "No chart shows anything of of.txt: their figures are in the tables.")
	require.Contains(t, page, "<td>10</td>")
}

// TestNothingIsLost: each name and each unit of the committed results is somewhere, but
// for what rows over time tell beside the charts.
func TestNothingIsLost(t *testing.T) {
	page := of(t, "BenchmarkCache/wl=w/backend=a-2 1 10 ns/op 3 evictions/op 77 odd-units\nBenchmarkX/mode=m-2 1 3 p50-ns 5 things\n")
	for _, unit := range []string{"evictions/op", "odd-units", "p50-ns", "things"} {
		require.Contains(t, page, `<th scope="col">`+unit+`</th>`)
	}
}

func TestManifestsTellHowToRepeat(t *testing.T) {
	page := write(t, "../../results/default.txt", "../../results/hitratio.txt")
	require.Contains(t, page, "cachebench run -o results/default.txt")
	require.Contains(t, page, "cachebench suite scripts/suites/hitratio.toml -only hitratio")
	require.Contains(t, page, " -trace traces/arc/OLTP.lis.zst ")
	require.Contains(t, page, "<td>seed 1</td><td>0adc1367e42c37c5</td>")
	require.NotContains(t, page, "../..", "folders of the machine")
}

// TestTimeToLiveIsThatOfEntries: the caches' own does not stand beside entries that all have another.
func TestTimeToLiveIsThatOfEntries(t *testing.T) {
	rows, err := os.ReadFile("../../results/default.txt")
	require.NoError(t, err)
	manifest, err := os.ReadFile("../../results/default.txt.manifest.json")
	require.NoError(t, err)
	for _, c := range []struct {
		works int // that have a time to live of their own
		want  string
	}{
		{0, "<dd>1h0m0s</dd>"},
		{1, "<dd>10m0s, 1h0m0s</dd>"},
		{3, "<dd>10m0s</dd>"},
	} {
		name := filepath.Join(t.TempDir(), "own.txt")
		require.NoError(t, os.WriteFile(name, rows, 0o600))
		own := strings.Replace(string(manifest), `"source": {`, `"source": {"ttl": "10m0s",`, c.works)
		require.NoError(t, os.WriteFile(name+results.ManifestSuffix, []byte(own), 0o600))
		require.Contains(t, write(t, name), "<dt>time to live</dt>"+c.want)
	}
}

// TestScaleIsDrawnOverProcessors: the goroutines that grow with them are no dimension.
func TestScaleIsDrawnOverProcessors(t *testing.T) {
	var lines strings.Builder
	for on := 1; on <= 4; on *= 2 {
		for _, each := range []int{1, 10} {
			suffix := ""
			if on > 1 {
				suffix = fmt.Sprintf("-%d", on)
			}
			fmt.Fprintf(&lines, "BenchmarkCache/wl=w/backend=cow/goroutines=%d%s 100 %d ns/op\n", each*on, suffix, 100/on)
		}
	}
	page := of(t, lines.String())
	require.Contains(t, page, "ops/s over GOMAXPROCS, 1× as many goroutines")
	require.Contains(t, page, "ops/s over GOMAXPROCS, 10× as many goroutines")
	require.NotContains(t, page, "ops/s over goroutines")
}

// TestCollectorIsComparedByOperation: what the manual says to compare has bars.
func TestCollectorIsComparedByOperation(t *testing.T) {
	page := of(t, "BenchmarkGC/wl=w/backend=cow-2 1 5.5 gc-cpu-ns/op\nBenchmarkGC/wl=w/backend=rwmutex-2 1 6.5 gc-cpu-ns/op\n")
	require.Contains(t, page, `<section id="gc"`)
}

func TestOneTableIsSaidToBeOne(t *testing.T) {
	require.Contains(t, of(t, "BenchmarkX-2 1 3 ns/op\n"), "<summary>Show this table</summary>")
	require.Contains(t, of(t, "BenchmarkX-2 1 3 ns/op\nBenchmarkY-2 1 3 things\n"), "<summary>Show these 2 tables</summary>")
}

func TestWriteErrors(t *testing.T) {
	require.ErrorContains(t, report.Write(io.Discard, ""), "report: no files of results")
	set, err := results.Read(committed(t)[:2]...)
	require.NoError(t, err)
	require.ErrorContains(t, report.Write(io.Discard, "", set), "report: a set of 2 files")
	set, err = results.Read("testdata/scale.txt")
	require.NoError(t, err)
	full := errors.New("no space left")
	require.ErrorIs(t, report.Write(failing{full}, "", set), full)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestPageWithoutScript: tables, bars and the heat table are there before any script
// runs.
func TestPageWithoutScript(t *testing.T) {
	page := write(t, "bounded.txt")
	body, _, _ := strings.Cut(page, "<script>")
	for _, text := range []string{`<table class="heat">`, `<table class="bars">`, `class="fill" style="width:`} {
		require.Contains(t, body, text)
	}
	require.NotContains(t, body, "ZgotmplZ", "the template refused something")
}

func TestTestdataIsThere(t *testing.T) {
	for _, name := range []string{"bounded.txt", "hostile.txt", "latency.txt", "memory.txt", "scale.txt"} {
		_, err := os.Stat(filepath.Join("testdata", name))
		require.NoError(t, err)
	}
}
