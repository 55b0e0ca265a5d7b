package hotpath

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Program is the compiled code of a program.
type Program struct {
	arch      *arch
	functions map[string]*function
	byAddress []*function // sorted
	source    sources
}

type function struct {
	symbol string
	file   string // where its source is
	code   []instruction
	twice  bool // another function has the same symbol
}

type instruction struct {
	at      string // base name of the file and line, of the innermost inlined function
	address uint64 // 0 if it was read from source
	bytes   string // hexadecimal
	text    string
}

// Read parses what go tool objdump prints of a program for goarch, which is
// amd64 or arm64.
func Read(listing io.Reader, goarch string) (*Program, error) {
	a, ok := arches[goarch]
	if !ok {
		return nil, fmt.Errorf("hotpath: instructions of %s cannot be read, only those of amd64 and arm64", goarch)
	}
	p := &Program{arch: a, functions: map[string]*function{}}
	var f *function
	lines := bufio.NewScanner(listing)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if strings.TrimSpace(line) == "" {
			continue
		}
		if header, ok := strings.CutPrefix(line, "TEXT "); ok {
			symbol, file, ok := strings.Cut(header, "(SB)")
			if !ok {
				return nil, fmt.Errorf("hotpath: line %d of the listing: no function's name: %q", n, line)
			}
			f = &function{symbol: symbol, file: strings.TrimSpace(file), twice: p.functions[symbol] != nil}
			p.functions[symbol] = f
			p.byAddress = append(p.byAddress, f)
			continue
		}
		i, err := readInstruction(line)
		if err != nil || f == nil {
			return nil, fmt.Errorf("hotpath: line %d of the listing: no instruction of a function: %q", n, line)
		}
		f.code = append(f.code, i)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("hotpath: reading the listing: %w", err)
	}
	p.byAddress = slices.DeleteFunc(p.byAddress, func(f *function) bool { return len(f.code) == 0 })
	slices.SortFunc(p.byAddress, func(f, g *function) int { return cmp.Compare(f.code[0].address, g.code[0].address) })
	return p, nil
}

// readInstruction parses a line such as
//
//	cow.go:38		0x4adde0		493b6610		CMPQ SP, 0x10(R14)
func readInstruction(line string) (instruction, error) {
	fields := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' })
	if len(fields) < 4 {
		return instruction{}, fmt.Errorf("%d fields", len(fields))
	}
	address, err := strconv.ParseUint(strings.TrimSpace(fields[1]), 0, 64)
	return instruction{
		at:      strings.TrimSpace(fields[0]),
		address: address,
		bytes:   strings.TrimSpace(fields[2]),
		text:    strings.TrimSpace(strings.Join(fields[3:], " ")),
	}, err
}

// holds reports whether an address is that of one of f's instructions.
func (f *function) holds(address uint64) bool {
	return len(f.code) > 0 && f.code[0].address <= address && address <= f.code[len(f.code)-1].address
}

// at returns the function that holds an address, or nil.
func (p *Program) at(address uint64) *function {
	i, found := slices.BinarySearchFunc(p.byAddress, address, func(f *function, address uint64) int {
		return cmp.Compare(f.code[0].address, address)
	})
	if !found {
		i--
	}
	if i < 0 || !p.byAddress[i].holds(address) {
		return nil
	}
	return p.byAddress[i]
}

// assembly reports whether f was written in assembly language.
func (f *function) assembly() bool { return path.Ext(f.file) == ".s" }
