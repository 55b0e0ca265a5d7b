package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/suggest"
)

// revisions finds out what is to be built, and says what is left out.
func (f *abFlags) revisions(ctx context.Context, stderr io.Writer) (*abba.Repository, [2]abba.Revision, error) {
	var sides [2]abba.Revision
	names := [2]string{f.Arg(0), cmp.Or(f.Arg(1), "HEAD")}
	repository, err := abba.Open(ctx, ".")
	if err != nil {
		return nil, sides, ioError("%w: ab builds revisions of the repository around the current folder", err)
	}
	for i, name := range names {
		if sides[i], err = repository.Resolve(ctx, name); errors.Is(err, abba.ErrUnknown) {
			return nil, sides, usageError("%w", unknownRevision(name, repository.Names(ctx)))
		} else if err != nil {
			return nil, sides, err
		}
	}
	if slices.ContainsFunc(sides[:], func(r abba.Revision) bool { return r.WorkTree }) {
		return repository, sides, nil
	}
	modified, err := repository.Modified(ctx)
	if modified {
		f.say(stderr, "what is not committed is not measured; the revision . is the folder as it lies there")
	}
	return repository, sides, err
}

func (f *abFlags) say(stderr io.Writer, text string) {
	fmt.Fprintf(stderr, "%s %s: note: %s\n", program, f.Name(), text)
}

// unknownRevision suggests the nearest name, or some of them where none is near.
func unknownRevision(name string, known []string) error {
	const most = 10
	if suggest.Nearest(name, known) == "" && len(known) > most {
		known = append(slices.Clone(known[:most]), "…")
	}
	return unknown("revision", name, known)
}

// build builds both sides, or one where they are the same commit.
func (a App) build(ctx context.Context, b abba.Builder, sides [2]abba.Revision, stderr io.Writer) (programs [2][]string, err error) {
	same := sides[0].Commit == sides[1].Commit && sides[0].WorkTree == sides[1].WorkTree
	steps := 2 * b.Layouts
	if same {
		steps = b.Layouts
	}
	bar := a.progress(steps, stderr)
	defer bar.clear()
	first := true
	b.Built = func(r abba.Revision, layout int) {
		if !first {
			bar.step()
		}
		first = false
		bar.describe(fmt.Sprintf("building %s, layout %d of %d", r, layout+1, b.Layouts))
	}
	for i, side := range sides {
		if i == 1 && same {
			programs[1] = programs[0]
			break
		}
		if programs[i], err = b.Build(ctx, string(rune('a'+i)), side); err != nil {
			return programs, buildError(err)
		}
	}
	return programs, nil
}

// buildError gives an error of building its code.
func buildError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return interruption("interrupted before anything was measured")
	case errors.Is(err, abba.ErrSpace):
		return ioError("%w; TMPDIR names another place", err)
	case errors.Is(err, abba.ErrNoGo):
		return ioError("%w", err)
	}
	return usageError("%w", err)
}
