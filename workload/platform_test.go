package workload_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fused matches the multiply-add instructions of all platforms in the
// compiler's listing.
var fused = regexp.MustCompile(`(?m)^.*\tFN?M(ADD|SUB).*$`)

// listing compiles a package for another platform and returns what the compiler
// says of it. The build cache replays it, so that only the first run is slow.
func listing(t *testing.T, goarch, target string) string {
	t.Helper()
	cmd := exec.Command("go", "build", "-gcflags=-S", target)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0", "GOFLAGS=")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Run(), out.String())
	return out.String()
}

// A fused multiply-add rounds once where other platforms round twice. There is
// none where every product stands inside a conversion.
func TestNoFusedMultiplyAdd(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		if os.Getenv("LARDER_REQUIRE") == "1" {
			t.Fatal("the go command is required: ", err)
		}
		t.Skip("the go command is needed to compile for other platforms: ", err)
	}
	planted := filepath.Join(t.TempDir(), "planted.go")
	require.NoError(t, os.WriteFile(planted, []byte("package p\n\nfunc F(x, y, z float64) float64 { return x*y + z }\n"), 0o600))
	for _, goarch := range []string{"arm64", "riscv64"} {
		require.Regexp(t, fused, listing(t, goarch, planted), "the search finds a fused instruction where there is one")
		code := listing(t, goarch, ".")
		require.Contains(t, code, "workload.expm1OverReduced STEXT", "the listing is of this package")
		require.Empty(t, fused.FindAllString(code, -1), goarch)
	}
}

// exact are the members of package math that give the same result everywhere.
var exact = map[string]bool{
	"Abs": true, "Float64bits": true, "Float64frombits": true, "Floor": true, "Inf": true, "Sqrt": true,
	"Ln2": true, "Log2E": true, "MaxFloat64": true, "MaxUint32": true, "Sqrt2": true,
}

func TestOnlyExactFunctionsOfMath(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"math.Exp", "math.FMA"}, inexact(t, "planted.go", "package p\nimport \"math\"\nvar X = math.Exp(math.Sqrt(math.FMA(1, 2, 3)))"))
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Empty(t, inexact(t, name, string(src)), "%s uses functions that may differ between platforms", name)
	}
}

// inexact returns what a source file uses of package math beyond exact.
func inexact(t *testing.T, name, src string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
	require.NoError(t, err)
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "math" && !exact[s.Sel.Name] {
				found = append(found, "math."+s.Sel.Name)
			}
		}
		return true
	})
	return found
}
