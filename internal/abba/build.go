package abba

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
)

// Errors of Build, besides ErrSpace, are wrapped with what they are about.
var (
	ErrNoGo      = errors.New("there is no go command: install Go")
	ErrNoPackage = errors.New("no such package")
	ErrBuild     = errors.New("cannot be built")
)

// Builder builds revisions.
type Builder struct {
	Repository *Repository
	// Package is the folder of the main package below the root of the repository, such
	// as "cmd/cachebench". It may belong to a module of its own.
	Package string
	// Layouts is how many programs are made of each revision, each linked in another
	// order. 1: one, as the linker would have it.
	Layouts int
	// Folder is an empty one, for sources and programs.
	Folder string
	// Built, if it is not nil, is called before each program that is built.
	Built func(r Revision, layout int)
}

// Build builds a revision and returns the programs, one for each layout. The same
// number is the same order, so that of equal sources equal programs are built. name is
// for the folder, and to be used once.
func (b Builder) Build(ctx context.Context, name string, r Revision) ([]string, error) {
	if !filepath.IsLocal(b.Package) {
		return nil, fmt.Errorf("%w in the repository: %s", ErrNoPackage, b.Package)
	}
	root := b.Repository.Root
	if !r.WorkTree {
		root = filepath.Join(b.Folder, name+"-source")
		if err := b.Repository.export(ctx, r.Commit, root); err != nil {
			return nil, b.wrap(ctx, r, err)
		}
		// Programs have all they need, and the source may be large.
		defer os.RemoveAll(root)
	}
	source := filepath.Join(root, b.Package)
	if info, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%w in %s: %s", ErrNoPackage, r, b.Package)
	}
	var programs []string
	for layout := range max(1, b.Layouts) {
		if b.Built != nil {
			b.Built(r, layout)
		}
		program := filepath.Join(b.Folder, name+"-"+strconv.Itoa(layout))
		if runtime.GOOS == "windows" {
			program += ".exe"
		}
		if err := b.link(ctx, root, source, program, layout); err != nil {
			return nil, b.wrap(ctx, r, err)
		}
		programs = append(programs, program)
	}
	return programs, nil
}

// link runs go build. Neither the folder nor what git says of it is to be in the
// program: both sides differ in their sources alone.
func (b Builder) link(ctx context.Context, root, source, program string, layout int) error {
	args := []string{"build", "-C", source, "-trimpath", "-buildvcs=false", "-o", program}
	if b.Layouts > 1 {
		// 0 would be the usual order. Nobody debugs so many programs: without what that
		// takes they are smaller by a fifth.
		args = append(args, "-ldflags=-w -randlayout="+strconv.Itoa(layout+1))
	}
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...)
	cmd.Env = append(os.Environ(), "GOWORK="+workspace(root))
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	interruptible(cmd)
	if err := cmd.Run(); err != nil {
		return failure("go build", err, output.String())
	}
	return nil
}

// workspace returns the file of the workspace that a revision has itself, or "off": one
// that lies around the folder would be in the work tree's program alone.
func workspace(root string) string {
	file := filepath.Join(root, "go.work")
	if _, err := os.Stat(file); err != nil {
		return "off"
	}
	return file
}

func (b Builder) wrap(ctx context.Context, r Revision, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return ErrNoGo
	case errors.Is(err, ErrSpace):
		return fmt.Errorf("%s cannot be built in %s: %w", r, b.Folder, err)
	}
	return fmt.Errorf("%s %w: %w", r, ErrBuild, err)
}
