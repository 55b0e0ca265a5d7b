package hotpath

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Probe is a program that is compiled to be read, not to be run, so that it
// can be one for another platform. It is a module of its own, as a user's.
type Probe struct {
	Root    string // the folder of the module it uses, absolute
	Dir     string // an empty folder for it
	Arch    string // as in GOARCH
	Overlay string // for the flag -overlay of go build; "" for none
	Source  string // package main
}

// ErrNoTools is what Compile returns when there is no go command, or it has no
// disassembler.
var ErrNoTools = errors.New("the go command and its tool objdump are needed to read compiled code")

// Compile compiles and disassembles the program. It takes a second when the
// build cache is warm.
func (b Probe) Compile() (*Program, error) {
	if out, err := exec.Command("go", "tool", "-n", "objdump").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("hotpath: %w: %v: %s", ErrNoTools, err, bytes.TrimSpace(out))
	}
	if err := b.write(); err != nil {
		return nil, fmt.Errorf("hotpath: %w", err)
	}
	args := []string{"build", "-buildvcs=false", "-o", b.binary()}
	if b.Overlay != "" {
		args = append(args, "-overlay", b.Overlay)
	}
	if _, err := b.run(append(args, ".")...); err != nil {
		return nil, err
	}
	listing, err := b.run("tool", "objdump", b.binary())
	if err != nil {
		return nil, err
	}
	p, err := Read(bytes.NewReader(listing), b.Arch)
	if err != nil {
		return nil, err
	}
	p.source, err = b.sources()
	return p, err
}

func (b Probe) binary() string { return filepath.Join(b.Dir, "probe") }

// write makes the module. Checksums are those of the module it uses, and the
// go command finds out by itself what else that one requires.
func (b Probe) write() error {
	sums, err := os.ReadFile(filepath.Join(b.Root, "go.sum"))
	if err != nil {
		return err
	}
	mod := fmt.Sprintf("module probe\n\ngo 1.25.0\n\nrequire %s v0.0.0\n\nreplace %[1]s => %q\n", module, b.Root)
	return errors.Join(
		os.WriteFile(filepath.Join(b.Dir, "go.mod"), []byte(mod), 0o600),
		os.WriteFile(filepath.Join(b.Dir, "go.sum"), sums, 0o600),
		os.WriteFile(filepath.Join(b.Dir, "main.go"), []byte(b.Source), 0o600),
	)
}

// run runs the go command and returns its output.
func (b Probe) run(args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = b.Dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0",
		"GOAMD64=v1", "GOARM64=v8.0")
	if args[0] == "build" { // the tools are for this platform
		cmd.Env = append(cmd.Env, "GOOS=linux", "GOARCH="+b.Arch)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("hotpath: go %v: %w: %s", args, err, stderr.Bytes())
	}
	return stdout.Bytes(), nil
}

// sources tells where the program's source is.
func (b Probe) sources() (sources, error) {
	var s sources
	if b.Overlay != "" {
		text, err := os.ReadFile(b.Overlay)
		if err != nil {
			return s, fmt.Errorf("hotpath: %w", err)
		}
		var overlay struct{ Replace map[string]string }
		if err := json.Unmarshal(text, &overlay); err != nil {
			return s, fmt.Errorf("hotpath: %s: %w", b.Overlay, err)
		}
		s.overlay = overlay.Replace
	}
	info, err := readDebugInfo(b.binary())
	if err != nil {
		return s, fmt.Errorf("hotpath: %w", err)
	}
	s.info = info
	return s, nil
}
