package hotpath

import (
	"regexp"
	"strconv"
	"strings"
)

// kind is what an instruction does, as far as it matters here.
type kind int

const (
	harmless   kind = iota // computes, loads, or stores through the stack pointer
	call                   // or jumps to the function or address that is named
	indirect               // calls or jumps to what a register or memory holds
	atomicRMW              // locks the memory's line for this processor
	store                  // to memory, not through the stack pointer
	stackMoved             // the stack pointer may now point to other memory
	kernel                 // enters the operating system
	unreadable             // not known to the disassembler
)

// arch is how instructions of one architecture are told apart. What is not
// known to be harmless is not.
type arch struct {
	stack   string         // the stack pointer
	adjust  *regexp.Regexp // instructions that may change it: by a constant
	atomic  *regexp.Regexp // atomic read-modify-writes
	reads   *regexp.Regexp // do not write their last operand, though it may be memory
	writes  *regexp.Regexp // write to memory that is not an operand
	kernel  *regexp.Regexp
	branch  *regexp.Regexp // calls and jumps
	padding *regexp.Regexp // bytes between functions
	vector  *regexp.Regexp // bytes of instructions that the disassembler misreads, or nil
	step    uint64         // length of an instruction, where all have the same: what n(PC) counts
}

var arches = map[string]*arch{
	"amd64": {
		stack:  "SP",
		adjust: regexp.MustCompile(`^((ADD|SUB)Q \$[^,]+, SP|LEAQ [^(]*\(SP\), SP)$`),
		// With LOCK; and XCHG, which needs no prefix, when an operand is memory.
		atomic:  regexp.MustCompile(`^(LOCK|XCHG[BWLQ])$`),
		reads:   regexp.MustCompile(`^(CMP[BWLQ]|TEST[BWLQ]|BT[WLQ]|U?COMIS[SD]|NOP[WLQ]?|PREFETCH[A-Z0-9]+|PUSH[WLQ]|I?(MUL|DIV)[BWLQ]|PCALIGN)$`),
		writes:  regexp.MustCompile(`^V?MASKMOV`),
		kernel:  regexp.MustCompile(`^(SYSCALL|SYSENTER)$`),
		branch:  regexp.MustCompile(`^(CALL|J[A-Z]+|LOOP[A-Z]*)$`),
		padding: regexp.MustCompile(`^(cc)+$`),
		// VEX and EVEX prefixes: of these few are decoded, and the others
		// shift what follows.
		vector: regexp.MustCompile(`^(c4|c5|62)`),
	},
	"arm64": {
		stack:   "RSP",
		adjust:  regexp.MustCompile(`^(ADD|SUB) \$[^,]+, RSP(, RSP)?$`),
		atomic:  regexp.MustCompile(`^(LDA?X[RP]|STL?X[RP]|CAS|SWP|LD(ADD|CLR|EOR|SET|OR|[SU]MAX|[SU]MIN))`),
		reads:   regexp.MustCompile(`^((CMP|CMN|TST)W?|PRFM)$`),
		writes:  regexp.MustCompile(`^(DC|SYS)$`),
		kernel:  regexp.MustCompile(`^(SVC|HVC|SMC)$`),
		branch:  regexp.MustCompile(`^(CALL|JMP|BL?R?|B(EQ|NE|[CH]S|CC|LO|MI|PL|V[SC]|HI|L[SET]|G[ET])|CBN?ZW?|TBN?Z)$`),
		padding: regexp.MustCompile(`^(00)+$`),
		step:    4,
	},
}

var (
	register  = regexp.MustCompile(`^([A-Z][A-Z0-9]*(\.[A-Z0-9]+)?(\[\d+\])?|\([A-Z0-9]+, ?[A-Z0-9]+\)|\[V[^\]]*\])$`)
	immediate = regexp.MustCompile(`^\$`)
	label     = regexp.MustCompile(`^[a-z_]\w*$`)
	opcode    = regexp.MustCompile(`^[A-Z][A-Z0-9_.]*$`)
	repeated  = regexp.MustCompile(`^REP[A-Z]*; `)
)

// judge returns what an instruction does and, for a call, whom it names: a
// symbol without (SB), an address, a number of instructions before (PC), or
// nothing for a label in the same function.
func (a *arch) judge(text string) (kind, string) {
	op, rest, _ := strings.Cut(repeated.ReplaceAllString(text, ""), " ")
	if !opcode.MatchString(op) {
		return unreadable, ""
	}
	ops := operands(rest)
	last := ""
	if len(ops) > 0 {
		last = ops[len(ops)-1]
	}
	switch {
	case op == "LOCK":
		return atomicRMW, ""
	case a.atomic.MatchString(op):
		for _, o := range ops {
			if memory(o) {
				return atomicRMW, ""
			}
		}
		return harmless, ""
	case a.branch.MatchString(op):
		return target(last)
	case a.kernel.MatchString(op):
		return kernel, ""
	case a.writes.MatchString(op):
		return store, ""
	case a.reads.MatchString(op):
		return harmless, ""
	case memory(last) && !a.onStack(last):
		return store, ""
	case last == a.stack && !a.adjust.MatchString(text):
		return stackMoved, ""
	}
	return harmless, ""
}

// target returns what a branch to an operand is.
func target(operand string) (kind, string) {
	symbol, direct := strings.CutSuffix(operand, "(SB)")
	_, err := strconv.ParseUint(operand, 0, 64)
	switch {
	case direct:
		symbol, _, _ = strings.Cut(symbol, "+") // into the function
		return call, symbol
	case err == nil || strings.HasSuffix(operand, "(PC)"):
		return call, operand
	case label.MatchString(operand):
		return harmless, ""
	}
	return indirect, ""
}

// memory reports whether an operand is not surely something else.
func memory(operand string) bool {
	return operand != "" && !register.MatchString(operand) && !immediate.MatchString(operand)
}

// onStack reports whether a memory operand's base is the stack pointer, or that
// of the frame as assembly language names it.
func (a *arch) onStack(operand string) bool {
	_, base, _ := strings.Cut(operand, "(")
	return strings.HasPrefix(base, a.stack+")") || strings.HasPrefix(base, "FP)")
}

// operands splits at the commas that are not within brackets.
func operands(s string) []string {
	var ops []string
	depth, from := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				ops = append(ops, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	if s = strings.TrimSpace(s[from:]); s != "" {
		ops = append(ops, s)
	}
	return ops
}
