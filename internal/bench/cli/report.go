package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/larder-go/larder/internal/report"
	"github.com/larder-go/larder/internal/results"
)

const reportSynopsis = `Make one page of HTML from files of results: who wins where, charts with the
figures below them, and how to measure it again. Each file is one that -o of
another command has written; the manifest beside it is read too. The page is
one file and loads nothing: open it from the disk, keep it, send it.

What a file holds decides which sections there are. Charts never mix files,
whose flags and machines may differ. The same files make the same bytes.`

const reportExamples = `  cachebench report -o report.html results.txt
  cachebench report -o report.html -title "Our cache, week 12" results/*.txt
  cachebench report -o - results.txt > report.html`

// report is the command.
func (a App) report(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := newFlags("report", reportSynopsis, reportExamples)
	f.operands = []string{"FILE…"}
	out := f.String("o", "", "write the page to a `file`, - for standard output; must be given")
	title := f.String("title", report.DefaultTitle, "`title` of the page")
	if done, err := f.read(args, stdout); done {
		return err
	}
	if *out == "" {
		return usageError("-o is missing: name the file of the page, such as -o report.html, or - for standard output")
	}
	var sets []*results.Set
	for _, name := range f.Args() {
		if samePath(*out, name) {
			return usageError("-o %s would replace a file of results: give the page another name", *out)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		set, err := results.Read(name)
		if err != nil {
			return resultsError(err)
		}
		sets = append(sets, set)
	}
	// Whole in memory first: half a page on standard output would be no use.
	var page bytes.Buffer
	if err := report.Write(&page, *title, sets...); err != nil {
		return err
	}
	if *out == "-" {
		_, err := stdout.Write(page.Bytes())
		return err
	}
	size := float64(page.Len())
	if err := writeWhole(*out, func(to io.Writer) error { _, err := page.WriteTo(to); return err }); err != nil {
		return err
	}
	if a.terminal(stderr) {
		plural := "s"
		if len(sets) == 1 {
			plural = ""
		}
		fmt.Fprintf(stderr, "%s: of %d file%s, %.1f MB\n", *out, len(sets), plural, size/1e6)
	}
	return nil
}

// samePath reports whether two names stand for one file.
func samePath(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// resultsError tells what cannot be understood from what cannot be read.
func resultsError(err error) error {
	if errors.Is(err, results.ErrSyntax) {
		return usageError("%w", unprefixed(err))
	}
	return ioError("%w", unprefixed(err))
}
