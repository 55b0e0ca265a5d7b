package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// floors are how much rows of equal programs differ on a machine: what aa measures.
type floors struct {
	Command   []string      `json:"command"`
	Date      time.Time     `json:"date"`
	Machine   bench.Machine `json:"machine"`
	Rounds    int           `json:"rounds"`
	MinEffect float64       `json:"min_effect"` // which no row undercuts by noise: for all of them

	// Rows are the floors by "name unit": relative, 0.01 is 1 %.
	Rows map[string]float64 `json:"rows"`
}

// write writes the file whole or not at all.
func (f floors) write(path string) error { return writeJSON(path, f) }

// of returns an error if the floors are those of another machine than the figures, as
// far as that is known: noise there says nothing of noise here.
func (f floors) of(figures bench.Machine) error {
	theirs := func(m bench.Machine) string { return fmt.Sprintf("%s/%s %s, %d cores", m.OS, m.Arch, m.CPU, m.Cores) }
	if f.Machine.OS == "" || figures.OS == "" || theirs(f.Machine) == theirs(figures) {
		return nil
	}
	return usageError("-floor: the noise floors are of another machine (%s) than the figures (%s): measure them there with cachebench aa", theirs(f.Machine), theirs(figures))
}

// readFloor reads the floors of a file; none where there is no name.
func readFloor(path string) (f floors, err error) {
	if path == "" {
		return f, nil
	}
	in, err := os.Open(path)
	if err != nil {
		return f, ioError("-floor: %w", err)
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return f, ioError("-floor: %w", err)
	}
	if err := json.Unmarshal(text, &f); err != nil {
		return f, usageError("-floor %s: %w: it must be a file of cachebench aa -o", path, err)
	}
	if len(f.Rows) == 0 {
		return f, usageError("-floor %s holds no noise floors: cachebench aa -o writes them", path)
	}
	for row, floor := range f.Rows {
		if floor < 0 {
			return f, usageError("-floor %s: %v for %s: a noise floor is not negative", path, floor, row)
		}
	}
	return f, nil
}
