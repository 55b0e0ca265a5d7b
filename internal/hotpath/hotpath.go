// Package hotpath reads compiled code and tells what a function, and all that
// it calls, does to memory that others share.
//
// What package cow promises of a hit (no lock, no store to shared memory, no
// allocation) is a promise about machine code. Source can look innocent and
// not keep it: a value escapes, a helper is no longer inlined, a pointer store
// grows a write barrier, an atomic store is an exchange. So this package's test
//
//  1. compiles a small program outside of this module, since the bodies of
//     generic functions are compiled in their user's package (Probe),
//  2. has go tool objdump disassemble it (Read),
//  3. follows the calls from each function that asks a cache (Program.Walk),
//  4. compares what it finds with the lists in lists.go.
//
// What is proven, of every instruction of every function that is reached,
// whether or not a hit would run it:
//
//   - None is an atomic read-modify-write or enters the kernel.
//   - None stores to memory, but through the stack pointer. Nothing else is
//     allowed, not even what a careful reader knows to be on the stack: there
//     is no list of exceptions, because none is needed.
//   - None calls what is not on the lists; so nothing allocates, no pointer
//     store has a write barrier, and what used to be inlined still is.
//   - Each indirect call is one on the lists; what it may call is followed too.
//
// What is not proven: anything about cold functions, which are listed with
// reasons and not looked into; that the functions listed for an indirect call
// are all it can reach (a test asks the running program for the hash
// functions); and keys of types that the program does not use.
package hotpath

import (
	"fmt"
	"strings"
)

// Report is what Walk found.
type Report struct {
	Called   map[string]bool // functions that are called, without type arguments
	Breaches []Breach        // in the order in which the functions are reached
}

// Breach is an instruction that has no place on a hit path.
type Breach struct {
	Function    string   // that holds the instruction, without type arguments
	Instruction string   // as disassembled
	Lines       []Line   // its source, then the lines where that was inlined
	What        string   // what is wrong with it
	Chain       []string // the calls that lead to Function, from the root
}

// String returns some lines that say where, what, and how it is reached.
func (b Breach) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n\tinstruction: %s\n\tof: %s", b.What, b.Instruction, b.Function)
	for i, l := range b.Lines {
		fmt.Fprintf(&s, "\n\t%s: %s: %s", []string{"source", "inlined at"}[min(i, 1)], l.Place, l.Text)
	}
	fmt.Fprintf(&s, "\n\treached by: %s", strings.Join(b.Chain, " -> "))
	return s.String()
}

// Line is a line of a source file.
type Line struct {
	Place string // file:line
	Text  string // "" if it cannot be read
}

// plain returns a symbol's name without type arguments and the suffix of
// assembly functions, so that one line of a list stands for all instances.
func plain(symbol string) string {
	var b strings.Builder
	depth := 0
	for _, r := range strings.TrimSuffix(symbol, ".abi0") {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
