package abba_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/results"
)

// asProgram in the environment makes the test binary be the program of a trial, with
// its first argument as what it does.
const asProgram = "LARDER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		if err := os.Setenv(asProgram, "1"); err != nil {
			panic(err)
		}
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case "row":
		fmt.Print("# wl=w\nUnit ns/op better=lower\n\nBenchmarkCache/backend=cow 100 12.5 ns/op\n")
	case "cut":
		fmt.Print("BenchmarkCache/backend=cow 100 12.5 ns/op\nBenchmarkCache/backend=cow 100 12.5 ns/op")
	case "refuse":
		fmt.Fprintln(os.Stderr, "cachebench: warning: busy\ncachebench run: unknown flag")
		os.Exit(2)
	case "silent":
		os.Exit(7)
	case "interrupted":
		os.Exit(130)
	}
}

func trial(what string, rounds int) abba.Trial {
	return abba.Trial{Programs: [2][]string{{os.Args[0]}, {os.Args[0]}}, Args: []string{what}, Rounds: rounds}
}

// The program is any that writes results.
func Example() {
	record, err := trial("row", 3).Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(record.Order())
	fmt.Print(string(record.Results(abba.A, abba.Even)))
	// Output:
	// ABBAAB
	// # wl=w
	// Unit ns/op better=lower
	//
	// BenchmarkCache/backend=cow 100 12.5 ns/op
	// BenchmarkCache/backend=cow 100 12.5 ns/op
}

// TestLayoutsTakeTurns: both sides run the same layout in a round.
func TestLayoutsTakeTurns(t *testing.T) {
	tr := trial("row", 5)
	var called []string
	tr.Begin = func(round int, side abba.Side) { called = append(called, fmt.Sprint(round, side)) }
	tr.Programs[abba.A] = []string{os.Args[0], os.Args[0], "/no/such/program"}
	record, err := tr.Run(t.Context())
	require.ErrorContains(t, err, "cannot start A")
	require.Equal(t, "ABBA", record.Order())
	require.Equal(t, 2, record.Rounds(abba.A))
	require.Equal(t, []string{"0 A", "0 B", "1 B", "1 A", "2 A"}, called)
	require.Len(t, strings.Split(string(record.Results(abba.A, nil)), "BenchmarkCache"), 3)
}

func TestFailures(t *testing.T) {
	for what, want := range map[string]abba.ProcessError{
		"refuse": {Side: abba.A, Code: 2, Said: "cachebench run: unknown flag"},
		"silent": {Side: abba.A, Code: 7, Said: "it ended with exit status 7 and said nothing"},
	} {
		record, err := trial(what, 3).Run(t.Context())
		var got *abba.ProcessError
		require.ErrorAs(t, err, &got, what)
		require.Equal(t, want, *got)
		require.Empty(t, record.Steps)
	}
	for _, what := range []string{"cut", "nothing"} {
		_, err := trial(what, 3).Run(t.Context())
		require.ErrorIs(t, err, results.ErrSyntax, what)
		require.ErrorContains(t, err, "what A wrote")
	}
	_, err := trial("interrupted", 3).Run(t.Context())
	require.ErrorIs(t, err, context.Canceled)
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tr := trial("row", 10)
	tr.Begin = func(round int, side abba.Side) {
		if round == 2 && side == abba.B {
			cancel()
		}
	}
	record, err := tr.Run(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, "ABBAA", record.Order(), "what there is is kept")
}
