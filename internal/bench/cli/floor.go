package cli

import (
	"encoding/json"
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

// readFloor reads the floors of a file; none where there is no name.
func readFloor(path string) (map[string]float64, error) {
	if path == "" {
		return nil, nil
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, ioError("-floor: %w", err)
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, ioError("-floor: %w", err)
	}
	var f floors
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, usageError("-floor %s: %w: it must be a file of cachebench aa -o", path, err)
	}
	if len(f.Rows) == 0 {
		return nil, usageError("-floor %s holds no noise floors: cachebench aa -o writes them", path)
	}
	for row, floor := range f.Rows {
		if floor < 0 {
			return nil, usageError("-floor %s: %v for %s: a noise floor is not negative", path, floor, row)
		}
	}
	return f.Rows, nil
}
