// Package browsertest_test opens pages of package report in a headless Chromium: whether
// the charts are drawn, whether what can be clicked does something, whether anything
// overflows, at the widths of a desktop and of a phone.
//
// It is in a module of its own: the root module does not need a browser.
package browsertest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// limit ends a test whose browser hangs.
const limit = 5 * time.Minute

// chromium returns the path of a browser, or skips the test.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const lacking = "there is no chromium, chromium-browser or google-chrome in PATH"
	if os.Getenv("LARDER_REQUIRE") == "1" {
		t.Fatal(lacking + " (LARDER_REQUIRE=1)")
	}
	t.Skip(lacking)
	return ""
}

// tab is a page that is open in a browser without a network.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	trouble  []string // errors of scripts, and what was logged as one
	requests []string // what the page asked for beside itself
}

// open opens a file at the size of a screen.
func open(t *testing.T, path string, width, height int64, dark bool) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.Flag("headless", "new"), chromedp.Flag("hide-scrollbars", false))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // as root it does not start with one
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)

	page := &tab{t: t, ctx: ctx}
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	url := "file://" + path
	chromedp.ListenTarget(ctx, func(event any) { page.heard(event, url) })
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	page.run(
		log.Enable(),
		network.Enable(),
		network.EmulateNetworkConditions(true, 0, -1, -1),
		emulation.SetDeviceMetricsOverride(width, height, 1, width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.Navigate(url),
		chromedp.WaitReady("footer"),
	)
	return page
}

// heard notes what a page should not do.
func (p *tab) heard(event any, url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.trouble = append(p.trouble, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			for _, a := range e.Args {
				p.trouble = append(p.trouble, string(a.Value)+a.Description)
			}
		}
	case *log.EventEntryAdded: // what the browser itself complains of, such as a refused script
		p.trouble = append(p.trouble, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if e.Request.URL != url {
			p.requests = append(p.requests, e.Request.URL)
		}
	}
}

// quiet asserts that there was no trouble, and that the page asked for nothing.
func (p *tab) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	require.Empty(p.t, p.trouble)
	require.Empty(p.t, p.requests)
}

func (p *tab) run(actions ...chromedp.Action) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Run(p.ctx, actions...))
}

// eval returns what a script says.
func eval[T any](p *tab, script string) T {
	p.t.Helper()
	var value T
	p.run(chromedp.Evaluate(script, &value))
	return value
}

// until waits for a script to say true: what is clicked is drawn a frame later.
func (p *tab) until(script string) {
	p.t.Helper()
	err := chromedp.Run(p.ctx, chromedp.Poll(script, nil, chromedp.WithPollingTimeout(10*time.Second)))
	require.NoError(p.t, err, script)
}

// click clicks the first element of a selector with the mouse.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.run(chromedp.ScrollIntoView(selector, chromedp.ByQuery), chromedp.Click(selector, chromedp.ByQuery))
}

// press presses a key on the first element of a selector.
func (p *tab) press(selector, key string) {
	p.t.Helper()
	p.run(chromedp.Focus(selector, chromedp.ByQuery), chromedp.KeyEvent(key))
}

// hover moves the mouse to the middle of the first element of a selector.
func (p *tab) hover(selector string) {
	p.t.Helper()
	p.run(chromedp.ScrollIntoView(selector, chromedp.ByQuery))
	box := eval[struct{ X, Y, Width, Height float64 }](p, `document.querySelector("`+selector+`").getBoundingClientRect().toJSON()`)
	for _, by := range []float64{0, 1} { // a mouse that has moved
		p.run(chromedp.MouseEvent(input.MouseMoved, box.X+box.Width/2+by, box.Y+box.Height/2))
	}
}

// shot keeps a picture of what is in the window, if LARDER_SCREENSHOTS names a folder.
func (p *tab) shot(name string) {
	p.t.Helper()
	folder := os.Getenv("LARDER_SCREENSHOTS")
	if folder == "" {
		return
	}
	var picture []byte
	p.run(chromedp.CaptureScreenshot(&picture))
	require.NoError(p.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
}
