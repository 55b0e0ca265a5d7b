package cli

import (
	"encoding/json"
	"io"

	"github.com/larder-go/larder/internal/atomicfile"
)

// writeWhole writes a file, or leaves what was there.
func writeWhole(path string, write func(io.Writer) error) error {
	file, err := atomicfile.Create(path)
	if err != nil {
		return fileError(err)
	}
	defer file.Abort()
	if err := write(file); err != nil {
		return fileError(err)
	}
	if err := file.Commit(); err != nil {
		return fileError(err)
	}
	return nil
}

// writeJSON writes a value as a file of indented JSON.
func writeJSON(path string, value any) error {
	return writeWhole(path, func(to io.Writer) error {
		e := json.NewEncoder(to)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(value)
	})
}
