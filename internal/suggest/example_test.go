package suggest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/suggest"
)

func ExampleUnknown() {
	fmt.Println(suggest.Unknown("backend", "oter", []string{"cow", "otter"}))
	fmt.Println(suggest.Unknown("backend", "memory", []string{"cow", "otter"}))
	// Output:
	// unknown backend "oter"; did you mean "otter"?
	// unknown backend "memory"; there are cow, otter
}

func TestNearest(t *testing.T) {
	known := []string{"duration", "keys", "reads", "no"}
	for name, want := range map[string]string{
		"durration": "duration", "dura": "duration", "kesy": "keys", "raeds": "reads", "xy": "", "n": "no", "": "",
	} {
		require.Equal(t, want, suggest.Nearest(name, known), name)
	}
	require.EqualError(t, suggest.Unknown("workload", "w", nil), `unknown workload "w"; there is none`)
}
