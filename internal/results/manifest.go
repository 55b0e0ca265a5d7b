package results

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/larder-go/larder/internal/bench"
)

// Manifest is what one has to know to repeat a measurement and to judge it.
type Manifest = bench.Manifest

// ManifestSuffix follows the name of a file of results in that of its manifest.
const ManifestSuffix = ".manifest.json"

// ReadManifest reads a manifest. name is for messages.
func ReadManifest(in io.Reader, name string) (*Manifest, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("results: %w: %s: %v", ErrSyntax, name, err)
	}
	return &m, nil
}
