package hotpath_test

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder/internal/hotpath"
)

// A function that counts its calls, as go tool objdump prints it.
func ExampleProgram_Walk() {
	listing := "TEXT main.get(SB) /src/main.go\n" +
		"  main.go:7\t\t0x4adde0\t\tf0480fc108\t\tLOCK XADDQ CX, 0(AX)\n" +
		"  main.go:8\t\t0x4adde5\t\tc3\t\tRET\n"
	program, err := hotpath.Read(strings.NewReader(listing), "amd64")
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := program.Walk("main.get", hotpath.HitPath)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range report.Breaches {
		fmt.Println(b.Function, b.Instruction, b.Lines[0].Place)
	}
	// Output: main.get LOCK XADDQ CX, 0(AX) /src/main.go:7
}
