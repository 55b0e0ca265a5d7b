// Command pictures draws the pictures of the documentation from the results
// that are committed beside them: each is a function from a file in the Go
// benchmark format to an SVG, or to one for each trace.
//
//	go -C tools run ./pictures -results ../results expiries memory lag hitratio
//
// scripts/pictures calls it. A picture names the file that it was drawn from and
// its hash, so that a test can tell one that is out of date.
//
// Not for looking at results of your own: benchstat reads them.
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// picture is one that can be drawn, or several of a kind.
type picture struct {
	name   string // NAME.svg, or NAME-SHEET.svg
	source string // the file of results
	maker  string // the command that makes that
	title  string // for those who cannot see it
	draw   func(results) ([]sheet, error)
}

// sheet is one of the drawings of a picture.
type sheet struct {
	name  string // "" where there is only one
	chart *chart
}

// single makes a picture of one sheet.
func single(draw func(results) (*chart, error)) func(results) ([]sheet, error) {
	return func(in results) ([]sheet, error) {
		c, err := draw(in)
		return []sheet{{chart: c}}, err
	}
}

var pictures = []picture{
	{"expiries", "expiries.txt", "scripts/pictures expiries",
		"Expiries a second of 10,000 keys set together: one bar without jitter, a flat band with it", single(drawExpiries)},
	{"memory", "sweep-memory.txt", "scripts/bench sweep-memory",
		"Resident entries over time: growing where only reads remove, bounded with samples, flat with a sweeper", single(drawMemory)},
	{"lag", "sweep-behind.txt", "scripts/bench sweep-behind",
		"Overdue entries and lag over time: a fixed budget falls behind, the adaptive sweeper does not", single(drawLag)},
	{"hitratio", "hitratio.txt", "scripts/bench hitratio",
		"Hit ratio over the number of entries: a line for each policy and library, below that of the optimum", drawHitRatios},
}

const (
	exitWrite = 1 // a picture cannot be written
	exitInput = 2 // the command line, or a file of results, is wrong
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run draws the pictures named, and writes all of them or, where one cannot be
// drawn, none.
func run(args []string, out, problems io.Writer) (exit int) {
	flags := flag.NewFlagSet("pictures", flag.ContinueOnError)
	flags.SetOutput(problems)
	folder := flags.String("results", "../results", "`folder` of the results, where the pictures go, too")
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return 0
		}
		return exitInput
	}
	fail := func(exit int, err error) int {
		fmt.Fprintln(problems, "pictures:", err)
		return exit
	}
	chosen, err := choose(flags.Args())
	if err != nil {
		return fail(exitInput, err)
	}
	var all []drawing
	for _, p := range chosen {
		drawn, err := p.drawings(*folder)
		if err != nil {
			return fail(exitInput, err)
		}
		all = append(all, drawn...)
	}
	for _, d := range all {
		path := filepath.Join(*folder, d.file)
		if err := replace(path, d.svg); err != nil {
			return fail(exitWrite, err)
		}
		fmt.Fprintln(out, path)
	}
	return 0
}

// choose returns the pictures with these names, or all.
func choose(names []string) ([]picture, error) {
	if len(names) == 0 {
		return pictures, nil
	}
	var chosen []picture
	for _, name := range names {
		before := len(chosen)
		var known []string
		for _, p := range pictures {
			known = append(known, p.name)
			if p.name == name {
				chosen = append(chosen, p)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("no picture is called %s; there are: %s", name, strings.Join(known, " "))
		}
	}
	return chosen, nil
}

// drawing is an SVG and the name of its file.
type drawing struct {
	file string
	svg  []byte
}

// drawings draws the sheets of the picture.
func (p picture) drawings(folder string) ([]drawing, error) {
	path := filepath.Join(folder, p.source)
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, fmt.Errorf("%s is missing: %s makes it", path, p.maker)
	} else if err != nil {
		return nil, err
	}
	in, err := parse(bytes.NewReader(text), path)
	if err != nil {
		return nil, err
	}
	sheets, err := p.draw(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%s makes it anew)", path, err, p.maker)
	}
	var all []drawing
	for _, s := range sheets {
		name, title := p.name, p.title
		if s.name != "" {
			name, title = name+"-"+s.name, s.name+": "+title
		}
		svg, err := s.chart.svg(title, p.origin(text))
		if err != nil {
			return nil, err
		}
		all = append(all, drawing{name + ".svg", svg})
	}
	return all, nil
}

// origin tells in a picture what it was drawn from.
func (p picture) origin(text []byte) string {
	return fmt.Sprintf("drawn by scripts/pictures from results/%s, sha256 %x", p.source, sha256.Sum256(text))
}

// replace gives a file new content, whole or not at all.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".picture-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // there is none after the rename
	_, err = f.Write(content)
	for _, step := range []func() error{func() error { return f.Chmod(0o644) }, f.Sync, f.Close} {
		if e := step(); err == nil {
			err = e
		}
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
