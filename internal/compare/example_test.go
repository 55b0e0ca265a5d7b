package compare_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

func Example() {
	const before = `Unit hit-% better=higher assume=exact
BenchmarkReplay/trace=web/capacity=100/policy=lru 1 41.64 hit-%
BenchmarkReplay/trace=web/capacity=100/policy=tinylfu 1 46.47 hit-%
`
	after := strings.Replace(before, "46.47", "44.10", 1)
	var old, new results.Set
	for set, text := range map[*results.Set]string{&old: before, &new: after} {
		if _, err := set.Add(strings.NewReader(text), "replay.txt"); err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := compare.Compare(&old, &new, compare.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict())
	if err := r.Text(os.Stdout, 72); err != nil {
		fmt.Println(err)
	}
	// Output:
	// regression
	// Regression: 1 of 2 rows is worse; the worst: hit-% of
	// Replay/trace=web/capacity=100/policy=tinylfu, -5.1 %.
	// All rows: Replay/trace=web/capacity=100.
	//
	// Worse:
	//  change  between    old   new  unit   samples  row
	//  -5.1 %    exact  46.47  44.1  hit-%      1+1  policy=tinylfu
	//
	// Not worse: 1 row, 1 of them by value.
}
