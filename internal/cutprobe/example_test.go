package cutprobe_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/cutprobe"
)

func ExampleRun() {
	m := newTable() // a map under a lock, whose cut copies it
	report := cutprobe.Run(1024, 50, m.set, m.cut)
	fmt.Println(report.Torn, "of", report.Views, "views were not of one instant")
	// Output: 0 of 50 views were not of one instant
}
