package cli

import (
	"fmt"
	"strconv"
	"strings"
)

// goroutines is a value of -goroutines: a number, of all or for each processor.
type goroutines struct {
	number int
	each   bool
}

// String returns the text that parseGoroutines reads back as the same.
func (g goroutines) String() string {
	if g.each {
		return strconv.Itoa(g.number) + "x"
	}
	return strconv.Itoa(g.number)
}

// parseGoroutines parses a number such as 100, or one for each processor such as 2x.
func parseGoroutines(text string) (goroutines, error) {
	number, each := strings.CutSuffix(text, "x")
	n, err := integer(1, mostGoroutines)(number)
	if err != nil {
		return goroutines{}, fmt.Errorf("%w, or such as 2x: two for each processor", err)
	}
	return goroutines{n, each}, nil
}

// split returns the numbers of all, and those for each processor.
func split(all []goroutines) (numbers, each []int) {
	for _, g := range all {
		if g.each {
			each = append(each, g.number)
		} else {
			numbers = append(numbers, g.number)
		}
	}
	return numbers, each
}
