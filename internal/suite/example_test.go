package suite_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/suite"
)

func Example() {
	s, err := suite.Parse([]byte(`
title = "Writes"

[workload.w]
keys = 1_000_000
reads = [100, 50]

[backends]
own = ["cow", "rwmutex"]

[[run]]
name = "writes"
mode = "run"
workload = "w"
backend = ["own", "syncmap"]
reads = 90 # the workload says otherwise: here this counts
`), "writes.toml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range s.Runs[0].Parts[0].Flags {
		fmt.Println(f.Name, f.Value, "of line", f.Line)
	}
	_, err = suite.Parse([]byte("[[run]]\nname = \"a/b\"\nmode = \"run\"\n"), "bad.toml")
	fmt.Println(err)
	// Output:
	// backend cow,rwmutex,syncmap of line 15
	// keys 1000000 of line 5
	// reads 90 of line 16
	// bad.toml:2: name "a/b": want letters, digits, - and _, since a file is called so
}
