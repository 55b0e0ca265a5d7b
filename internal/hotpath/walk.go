package hotpath

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Walk reads a function and all that it calls. The error is about what cannot
// be read at all; what has no place on a hit path is in the report.
func (p *Program) Walk(root string, lists Lists) (*Report, error) {
	w := &walker{Program: p, lists: lists, seen: map[string]bool{}, report: &Report{Called: map[string]bool{}}}
	if err := w.enter(root, nil); err != nil {
		return nil, err
	}
	return w.report, nil
}

type walker struct {
	*Program
	lists  Lists
	seen   map[string]bool // by symbol
	report *Report
}

// enter reads the code of a function.
func (w *walker) enter(symbol string, chain []string) error {
	if w.seen[symbol] {
		return nil
	}
	w.seen[symbol] = true
	f := w.functions[symbol]
	if f == nil {
		return fmt.Errorf("hotpath: the program has no code of %s, reached by %s", symbol, strings.Join(chain, " -> "))
	}
	if f.twice {
		return fmt.Errorf("hotpath: two functions of the program are called %s, and it cannot be told which is meant", symbol)
	}
	chain = append(slices.Clone(chain), plain(symbol))
	code, err := w.readable(f)
	if err != nil {
		return err
	}
	for _, i := range code {
		if err := w.look(f, i, chain); err != nil {
			return err
		}
	}
	return nil
}

var reasons = map[kind]string{
	atomicRMW:  "an atomic read-modify-write (on amd64, an atomic store too): the processors of all readers fight for this memory",
	store:      "a store to memory that is not addressed through the stack pointer: if others read it, every reader slows them down",
	stackMoved: "the stack pointer is changed other than by a constant, so that stores through it prove nothing",
	kernel:     "enters the operating system",
	unreadable: "the disassembler does not know this instruction, so nothing can be said of it",
}

// look judges one instruction.
func (w *walker) look(f *function, i instruction, chain []string) error {
	if w.arch.padding.MatchString(i.bytes) {
		return nil
	}
	kind, to := w.arch.judge(i.text)
	if i.address != 0 && w.misread(i) {
		kind = unreadable
	}
	switch kind {
	case harmless:
		return nil
	case call:
		if to = w.resolve(f, i, to); to == f.symbol {
			return nil
		}
		return w.call(f, i, to, chain)
	case indirect:
		return w.indirect(f, i, chain)
	}
	w.breach(f, i, reasons[kind], chain)
	return nil
}

// resolve returns the symbol of the function that a branch leads to.
func (w *walker) resolve(f *function, i instruction, to string) string {
	address, err := strconv.ParseUint(to, 0, 64)
	if steps, relative := strings.CutSuffix(to, "(PC)"); relative {
		n, _ := strconv.ParseInt(steps, 0, 64)
		address, err = i.address+uint64(n)*w.arch.step, nil
		if i.address == 0 {
			return f.symbol // in source, where it never leaves a function
		}
	}
	if err != nil {
		return to
	}
	if g := w.at(address); g != nil && !f.holds(address) {
		return g.symbol
	} else if g == nil {
		return to
	}
	return f.symbol
}

// call judges a call of a function that the instruction names.
func (w *walker) call(f *function, i instruction, symbol string, chain []string) error {
	name := plain(symbol)
	w.report.Called[name] = true
	refused, why := w.lists.refused(name)
	switch {
	case w.lists.cold(name):
		return nil
	case refused:
		w.breach(f, i, "a call of "+name+": "+why, chain)
		return nil
	case w.lists.followed(name):
		return w.enter(symbol, chain)
	}
	w.breach(f, i, "a call of "+name+", which is on no list: was it inlined until now, or is it new?", chain)
	if strings.HasPrefix(name, w.lists.Own) && w.functions[symbol] != nil {
		return w.enter(symbol, chain)
	}
	return nil
}

// indirect judges a call of what a register or memory holds.
func (w *walker) indirect(f *function, i instruction, chain []string) error {
	at := w.source.frames(f, i)[0]
	text := w.source.text(at)
	for _, site := range w.lists.Indirect {
		if !strings.Contains(at.file, "/"+site.File) || !strings.Contains(text, site.Source) {
			continue
		}
		w.report.Called[site.Name()] = true
		for _, to := range site.Targets {
			if err := w.call(f, i, to, chain); err != nil {
				return err
			}
		}
		return nil
	}
	w.breach(f, i, "an indirect call that is on no list: nobody can tell what it runs", chain)
	return nil
}

func (w *walker) breach(f *function, i instruction, what string, chain []string) {
	var lines []Line
	for _, at := range w.source.frames(f, i) {
		lines = append(lines, Line{fmt.Sprintf("%s:%d", at.file, at.line), w.source.text(at)})
	}
	w.report.Breaches = append(w.report.Breaches, Breach{
		Function:    plain(f.symbol),
		Instruction: i.text,
		Lines:       lines,
		What:        what,
		Chain:       chain,
	})
}
