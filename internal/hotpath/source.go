package hotpath

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// frame is a place in a source file.
type frame struct {
	file string
	line int
}

// sources tells from which source an instruction was compiled. The zero value
// knows what the listing says: base names.
type sources struct {
	info    *debugInfo        // nil if there is none
	overlay map[string]string // files that were compiled in place of others
}

// frames returns the place of an instruction, and then where it was inlined.
func (s sources) frames(f *function, i instruction) []frame {
	if s.info != nil && i.address != 0 {
		if frames := s.info.frames(i.address); len(frames) > 0 {
			return frames
		}
	}
	file, line := i.place()
	if file == filepath.Base(f.file) {
		file = f.file
	}
	return []frame{{file, line}}
}

// place returns what the listing says.
func (i instruction) place() (file string, line int) {
	file, digits, _ := strings.Cut(i.at, ":")
	line, _ = strconv.Atoi(digits)
	return file, line
}

// text returns the line of a file, or nothing.
func (s sources) text(at frame) string {
	lines, err := s.lines(at.file)
	if err != nil || at.line < 1 || at.line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[at.line-1])
}

func (s sources) lines(file string) ([]string, error) {
	text, err := os.ReadFile(cmp.Or(s.overlay[file], file))
	return strings.Split(string(text), "\n"), err
}

// readable returns the instructions of f. Where the disassembler loses its way
// (it does not know all vector instructions), those of a function that was
// written in assembly language are taken from its source instead: all lines
// from the first that the listing names to the last. A compiled function has
// no such source, and its unreadable instructions stay.
func (p *Program) readable(f *function) ([]instruction, error) {
	lost := false
	first, last := 0, 0
	for _, i := range f.code {
		lost = lost || p.misread(i)
		if _, line := i.place(); line != 0 {
			first, last = min(cmp.Or(first, line), line), max(last, line)
		}
	}
	if !lost || !f.assembly() {
		return f.code, nil
	}
	lines, err := p.source.lines(f.file)
	if err != nil {
		return nil, fmt.Errorf("hotpath: %s is in assembly language that cannot be disassembled: %w", f.symbol, err)
	}
	if first < 1 || last > len(lines) {
		return nil, fmt.Errorf("hotpath: %s: %s has no lines %d to %d", f.symbol, f.file, first, last)
	}
	var code []instruction
	for n := first; n <= last; n++ {
		if text := statement(lines[n-1]); text != "" {
			code = append(code, instruction{at: fmt.Sprintf("%s:%d", filepath.Base(f.file), n), text: text})
		}
	}
	return code, nil
}

// misread reports whether the disassembler did not know an instruction, or
// may have read another. Bytes between functions are none.
func (p *Program) misread(i instruction) bool {
	if p.arch.padding.MatchString(i.bytes) {
		return false
	}
	return i.text == "?" || p.arch.vector != nil && p.arch.vector.MatchString(i.bytes)
}

var (
	notCode = regexp.MustCompile(`^#.*|//.*|^\s*\w+:`)
	blanks  = regexp.MustCompile(`\s+`)
	names   = strings.NewReplacer("·", ".", "∕", "/", "<ABIInternal>", "", "<>", "")
)

// statement returns the instruction in a line of assembly language as the
// disassembler would write it, or nothing if there is none.
func statement(line string) string {
	text := strings.TrimSpace(blanks.ReplaceAllString(names.Replace(notCode.ReplaceAllString(line, "")), " "))
	op, operand, _ := strings.Cut(text, " ")
	if strings.HasPrefix(operand, ".") { // of package runtime's own
		operand = "runtime" + operand
	}
	switch op {
	case "TEXT", "FUNCDATA", "PCDATA", "PCALIGN":
		return ""
	}
	return strings.TrimSpace(op + " " + operand)
}
