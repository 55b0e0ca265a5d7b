package atomicfile_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/larder-go/larder/internal/atomicfile"
)

// report writes a file whole or not at all: on every early return the deferred
// Abort removes what was written so far.
func report(path string) error {
	f, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := fmt.Fprintln(f, "all of it"); err != nil {
		return err
	}
	return f.Commit()
}

func Example() {
	dir, err := os.MkdirTemp("", "atomicfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	path := filepath.Join(dir, "report.txt")
	if err := report(path); err != nil {
		fmt.Println(err)
		return
	}
	content, err := os.ReadFile(path)
	fmt.Print(string(content), err, "\n")
	// Output:
	// all of it
	// <nil>
}
