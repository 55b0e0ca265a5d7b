package cli

import (
	"encoding/json"
	"io"
	"os"

	"github.com/larder-go/larder/internal/bench"
)

// parts is a file of results that several commands make, one after the other: what
// each writes is put at its end. It gets its name when all are done.
type parts struct {
	*target
	part     string // file that the next command writes
	manifest *bench.Manifest
}

func newParts(path string) (*parts, error) {
	t, err := openTarget(path)
	if err != nil {
		return nil, err
	}
	return &parts{target: t, part: path + ".part"}, nil
}

// add takes what a command has written.
func (p *parts) add() error {
	in, err := os.Open(p.part)
	if err != nil {
		return fileError(err)
	}
	defer in.Close()
	if _, err := io.Copy(p.target, in); err != nil {
		return fileError(err)
	}
	text, err := os.ReadFile(p.part + manifestSuffix)
	if err != nil {
		return fileError(err)
	}
	var m bench.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return ioError("%s: %w", p.part+manifestSuffix, err)
	}
	p.join(&m)
	return nil
}

// join makes one manifest of them: what they say of the machine and the options is the
// same, since they are of one suite.
func (p *parts) join(m *bench.Manifest) {
	if p.manifest == nil {
		p.manifest = m
		return
	}
	p.manifest.Works = append(p.manifest.Works, m.Works...)
	p.manifest.Rows += m.Rows
}

// commit gives the file its name. command makes the whole.
func (p *parts) commit(command []string) error {
	p.manifest.Command = command
	return p.target.commit(p.manifest)
}

// abort drops what has no name yet.
func (p *parts) abort() {
	p.target.abort()
	_ = os.Remove(p.part)
	_ = os.Remove(p.part + manifestSuffix)
}
