package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// spectra makes a folder and returns what writes the files of a row into it.
func spectra(folder string) (func(bench.Row) error, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, ioError("cannot make the folder of -hdr: %w", err)
	}
	return func(r bench.Row) error {
		for suffix, text := range map[string]string{".hgrm": r.Latencies.LatencyText, ".service.hgrm": r.Latencies.ServiceText} {
			err := writeWhole(filepath.Join(folder, spectrumName(r)+suffix), func(to io.Writer) error {
				_, err := io.WriteString(to, text)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// spectrumName returns the beginning of the names of a row's files.
func spectrumName(r bench.Row) string {
	return fmt.Sprintf("%s.%d", strings.ReplaceAll(r.Name(), "/", "_"), r.Sample+1)
}
