package hotpath_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/larder-go/larder/internal/hotpath"
	"github.com/stretchr/testify/require"
)

// canned is what go tool objdump prints, with these instructions.
type canned struct{ strings.Builder }

func (c *canned) function(symbol, file string, address uint64, instructions ...string) *canned {
	fmt.Fprintf(c, "TEXT %s(SB) %s\n", symbol, file)
	for i, text := range instructions {
		bytes, text, cut := strings.Cut(text, "|")
		if !cut {
			bytes, text = "90", bytes
		}
		fmt.Fprintf(c, "  %s:%d\t\t0x%x\t\t%s\t\t%s\t\t\t\n", filepath.Base(file), i+1, address+uint64(4*i), bytes, text)
	}
	c.WriteString("\n")
	return c
}

func (c *canned) walk(t *testing.T, arch string, lists hotpath.Lists) *hotpath.Report {
	t.Helper()
	p, err := hotpath.Read(strings.NewReader(c.String()), arch)
	require.NoError(t, err)
	r, err := p.Walk("main.f", lists)
	require.NoError(t, err)
	return r
}

const (
	fine       = ""
	atomicRMW  = "atomic read-modify-write"
	store      = "a store to memory"
	stack      = "the stack pointer is changed"
	kernel     = "enters the operating system"
	unknown    = "the disassembler does not know"
	unlisted   = "which is on no list"
	indirectly = "an indirect call"
)

var instructions = []struct{ arch, text, what string }{
	{"amd64", "LOCK XADDQ AX, 0(CX)", atomicRMW},
	{"amd64", "LOCK CMPXCHGL DX, 0(CX)", atomicRMW},
	{"amd64", "XCHGQ AX, 0(CX)", atomicRMW},
	{"amd64", "XCHGQ 0(CX), AX", atomicRMW},
	{"amd64", "XCHGL AX, BX", fine},
	{"amd64", "MOVQ 0x8(AX), CX", fine},
	{"amd64", "MOVQ CX, 0x8(SP)", fine},
	{"amd64", "MOVB CX, 0x8(SP)(AX*1)", fine},
	{"amd64", "MOVQ CX, 0x8(AX)", store},
	{"amd64", "MOVQ CX, 0(BP)", store},
	{"amd64", "MOVQ CX, 0(AX)(SP*1)", store},
	{"amd64", "MOVQ AX, main.x(SB)", store},
	{"amd64", "MOVQ AX, FS:0xfffffff8", store},
	{"amd64", "MOVUPS X15, 0(DX)", store},
	{"amd64", "INCQ 0x10(AX)", store},
	{"amd64", "SETE 0(AX)", store},
	{"amd64", "CMPXCHGQ DX, 0(AX)", store},
	{"amd64", "BTSQ $0x1, 0(AX)", store},
	{"amd64", "REP; STOSQ AX, ES:0(DI)", store},
	{"amd64", "CMPQ AX, 0x10(CX)", fine},
	{"amd64", "CMPB 0x61(R8), $0x0", fine},
	{"amd64", "TESTB AL, 0(AX)", fine},
	{"amd64", "BTL $0x1, 0(AX)", fine},
	{"amd64", "NOPL 0(AX)(AX*1)", fine},
	{"amd64", "LEAQ go.shape.struct { A int; B int },x[string,int](SB), BX", fine},
	{"amd64", "SUBQ $0x38, SP", fine},
	{"amd64", "SUBQ AX, SP", stack},
	{"amd64", "MOVQ AX, SP", stack},
	{"amd64", "SYSCALL", kernel},
	{"amd64", "?", unknown},
	{"amd64", "c5fe6f06|VMOVDQU 0(SI), X0", unknown},
	{"amd64", "cc|INT $0x3", fine},
	{"amd64", "JMP 0x1000", fine},
	{"amd64", "JMP 0x2004", unlisted},
	{"amd64", "JNE 0x9999", unlisted},
	{"amd64", "JMP main.f(SB)", fine},
	{"amd64", "JMP main.g(SB)", unlisted},
	{"amd64", "CALL main.g+16(SB)", unlisted},
	{"amd64", "CALL AX", indirectly},
	{"amd64", "CALL 0x18(CX)", indirectly},
	{"amd64", "JMP 0(CX)(DX*8)", indirectly},
	{"amd64", "RET", fine},

	{"arm64", "LDAXR (R1), R0", atomicRMW},
	{"arm64", "STLXRW R3, (R2), R27", atomicRMW},
	{"arm64", "LDADDALD R1, (R0), R2", atomicRMW},
	{"arm64", "CASALW R1, (R0), R2", atomicRMW},
	{"arm64", "SWPALD R1, (R0), R2", atomicRMW},
	{"arm64", "LDAR (R6), R7", fine},
	{"arm64", "LDP 32(R0), (R4, R1)", fine},
	{"arm64", "VLD1.P 64(R4), [V1.B16, V2.B16]", fine},
	{"arm64", "STLR R1, (R0)", store},
	{"arm64", "MOVD R1, 8(R0)", store},
	{"arm64", "MOVB R1, (R0)(R2)", store},
	{"arm64", "STP (R0, R1), 8(R2)", store},
	{"arm64", "VST1.P [V8.B16, V9.B16], 64(R1)", store},
	{"arm64", "DC ZVA, R0", store},
	{"arm64", "STP (R0, R1), 8(RSP)", fine},
	{"arm64", "MOVD.W R30, -80(RSP)", fine},
	{"arm64", "CMP R16, RSP", fine},
	{"arm64", "ADD $80, RSP, RSP", fine},
	{"arm64", "ADD R1, R2, RSP", stack},
	{"arm64", "MOVD R1, RSP", stack},
	{"arm64", "SVC $0", kernel},
	{"arm64", "f8e00020|?", unknown},
	{"arm64", "00000000|?", fine},
	{"arm64", "CBZ R0, 0(PC)", fine},
	{"arm64", "JMP 1025(PC)", unlisted},
	{"arm64", "TBNZ $0, R1, 5000(PC)", unlisted},
	{"arm64", "CALL main.g(SB)", unlisted},
	{"arm64", "CALL (R2)", indirectly},
	{"arm64", "BIC R1, R2, R3", fine},
	{"arm64", "BLS 0(PC)", fine},
	{"arm64", "BHI 1025(PC)", unlisted},
	{"arm64", "BR R2", indirectly},
	{"arm64", "RET", fine},
}

func TestEveryKindOfInstructionIsToldApart(t *testing.T) {
	for _, i := range instructions {
		t.Run(i.arch+"/"+i.text, func(t *testing.T) {
			var c canned
			c.function("main.f", "/src/main.go", 0x1000, i.text).function("main.g", "/src/main.go", 0x2000, "RET", "RET")
			breaches := c.walk(t, i.arch, hotpath.Lists{Own: "none"}).Breaches
			if i.what == fine {
				require.Empty(t, breaches)
				return
			}
			require.Len(t, breaches, 1)
			require.Contains(t, breaches[0].What, i.what)
			require.Equal(t, "main.f", breaches[0].Function)
			require.Equal(t, "/src/main.go:1", breaches[0].Lines[0].Place)
		})
	}
}

func TestTheWalkGoesByTheLists(t *testing.T) {
	var c canned
	c.function("main.f", "/src/main.go", 0x1000,
		"CALL main.(*T[go.shape.[]uint8,go.shape.struct { A int }]).followed(SB)", "CALL main.cold(SB)", "CALL runtime.gcWriteBarrier4(SB)", "CALL own/x.new(SB)")
	c.function("main.(*T[go.shape.[]uint8,go.shape.struct { A int }]).followed", "/src/main.go", 0x2000, "LOCK INCQ 0(AX)")
	c.function("main.cold", "/src/main.go", 0x3000, "LOCK DECQ 0(AX)")
	c.function("own/x.new", "/src/own.go", 0x4000, "LOCK NEGQ 0(AX)")
	lists := hotpath.Lists{
		Own:      "own",
		Helpers:  []hotpath.Entry{{Name: "main.(*T).followed"}, {Name: "main.gone"}},
		Cold:     []hotpath.Entry{{Name: "main.cold"}, {Name: "own.unused"}},
		Refused:  []hotpath.Entry{{Name: "runtime.gcWriteBarrier*", Why: "a write barrier"}},
		Indirect: []hotpath.Site{{File: "a.go", Source: "f("}},
	}
	r := c.walk(t, "amd64", lists)
	var found []string
	for _, b := range r.Breaches {
		found = append(found, b.Function+" "+b.Instruction)
	}
	require.Equal(t, []string{"main.(*T).followed LOCK INCQ 0(AX)", "main.f CALL runtime.gcWriteBarrier4(SB)", "main.f CALL own/x.new(SB)", "own/x.new LOCK NEGQ 0(AX)"}, found)
	require.Equal(t, []string{"main.f", "main.(*T).followed"}, r.Breaches[0].Chain)
	require.Equal(t, []string{"main.gone", "own.unused", "a.go: f("}, lists.Unused(r))
}

func TestAnIndirectCallIsFollowedToWhatTheListNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte("h := hasher(key)\n"), 0o600))
	var c canned
	c.function("main.f", file, 0x1000, "CALL CX").function("main.hash", file, 0x2000, "INCQ main.n(SB)")
	site := hotpath.Site{File: "main.go", Source: "hasher(", Targets: []string{"main.hash"}}
	lists := hotpath.Lists{Own: "none", Indirect: []hotpath.Site{site}, Followed: []hotpath.Entry{{Name: "main.hash"}}}
	r := c.walk(t, "amd64", lists)
	require.Len(t, r.Breaches, 1)
	require.Equal(t, "main.hash", r.Breaches[0].Function)
	require.Empty(t, lists.Unused(r))

	lists.Followed = nil // the targets are called as if they were named
	require.Contains(t, c.walk(t, "amd64", lists).Breaches[0].What, "a call of main.hash, which is on no list")
}

// The disassembler loses its way in vector instructions; those of the standard
// library are in assembly language, which is read instead.
func TestMisreadAssemblyIsReadFromItsSource(t *testing.T) {
	source := "TEXT ·f(SB)\nVMOVDQU\t(SI), Y0 // load\nlabel: JMP label\n#ifdef X\nPCALIGN $16\nMOVQ AX, ret+24(FP)\nCALL other<>(SB)\nJMP ·g<ABIInternal>(SB)\nVMOVDQU Y0, (DI)\nJEQ 2(PC)\nRET\n"
	file := filepath.Join(t.TempDir(), "f_amd64.s")
	require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
	var c canned
	c.function("main.f", file, 0x1000, strings.Split(strings.Repeat("c5fe6f06|?,", 10)+"RET", ",")...)
	var found []string
	for _, b := range c.walk(t, "amd64", hotpath.Lists{Own: "none"}).Breaches {
		found = append(found, b.Instruction+" # "+b.Lines[0].Text)
	}
	require.Equal(t, []string{"CALL other(SB) # CALL other<>(SB)", "JMP runtime.g(SB) # JMP ·g<ABIInternal>(SB)", "VMOVDQU Y0, (DI) # VMOVDQU Y0, (DI)"}, found)
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	for name, listing := range map[string]string{
		"no function's name":            "TEXT main.f\n",
		"no instruction of a function":  "TEXT main.f(SB) main.go\n  main.go:1 RET\n",
		"line 1 of the listing":         "  main.go:1\t\t0x1000\t\t90\t\tRET\n",
		"line 2 of the listing: no ins": "TEXT main.f(SB) main.go\n  main.go:1\t\tnowhere\t\t90\t\tRET\n",
	} {
		_, err := hotpath.Read(strings.NewReader(listing), "amd64")
		require.ErrorContains(t, err, name)
	}
	_, err := hotpath.Read(strings.NewReader(""), "riscv64")
	require.ErrorContains(t, err, "riscv64")

	var c canned
	c.function("main.f", "/src/main.go", 0x1000, "RET").function("main.f", "/src/main.go", 0x2000, "RET")
	c.function("main.lost", "/src/none_amd64.s", 0x3000, "?")
	p, err := hotpath.Read(strings.NewReader(c.String()), "amd64")
	require.NoError(t, err)
	for root, what := range map[string]string{"main.f": "two functions", "main.none": "no code of main.none", "main.lost": "cannot be disassembled"} {
		_, err = p.Walk(root, hotpath.HitPath)
		require.ErrorContains(t, err, what)
	}
}
