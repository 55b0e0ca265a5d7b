package api_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/api"
)

func ExampleCompare() {
	was := []string{"func Open(string) error", "type Shop struct"}
	is := []string{"func Open(string, int) error", "type Shop struct", "type Shop struct, Name string"}
	fmt.Print(api.Compare(was, is))
	// Output:
	// removed or changed, which breaks who uses it:
	// 	- func Open(string) error
	// added, or what it was changed to:
	// 	+ func Open(string, int) error
	// 	+ type Shop struct, Name string
}
