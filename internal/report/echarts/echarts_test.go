package echarts_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/report/echarts"
)

func Example() {
	fmt.Printf("%s, %d kB\n", echarts.Version, len(echarts.Script)>>10)
	// Output: 6.1.0, 698 kB
}

// TestScriptIsTheReleasedOne: nobody has changed it, and the note beside it says
// which it is.
func TestScriptIsTheReleasedOne(t *testing.T) {
	require.Equal(t, echarts.SHA256, fmt.Sprintf("%x", sha256.Sum256([]byte(echarts.Script))))
	note, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(note), echarts.SHA256)
	require.Contains(t, string(note), "| version | "+echarts.Version+" |")
}

// TestScriptCanStandInAPage: nothing in it ends the element that it stands in.
func TestScriptCanStandInAPage(t *testing.T) {
	lower := strings.ToLower(echarts.Script)
	require.NotContains(t, lower, "</script")
	require.NotContains(t, lower, "<!--")
}
