package report_test

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder/internal/report"
	"github.com/larder-go/larder/internal/results"
)

func Example() {
	var set results.Set
	in := strings.NewReader("BenchmarkCache/wl=w/backend=cow-2 100 70 ns/op\nBenchmarkCache/wl=w/backend=rwmutex-2 100 140 ns/op\n")
	if _, err := set.Add(in, "week.txt"); err != nil {
		fmt.Println(err)
		return
	}
	var page strings.Builder
	if err := report.Write(&page, "Our caches", &set); err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"<title>Our caches</title>", "cow in 1 of 1", ">2.00×<"} {
		fmt.Println(strings.Contains(page.String(), text))
	}
	// Output:
	// true
	// true
	// true
}
