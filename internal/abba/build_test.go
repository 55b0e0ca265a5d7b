package abba_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/abba"
)

func builder(t testing.TB, r *abba.Repository) abba.Builder {
	return abba.Builder{Repository: r, Package: "cmd/cachebench", Layouts: 1, Folder: t.TempDir()}
}

func resolve(t testing.TB, r *abba.Repository, name string) abba.Revision {
	t.Helper()
	rev, err := r.Resolve(t.Context(), name)
	require.NoError(t, err)
	return rev
}

func output(t *testing.T, program string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program).Output()
	require.NoError(t, err)
	return string(out)
}

func TestBuild(t *testing.T) {
	r := open(t)
	before := git(t, r.Root, "status") + git(t, r.Root, "worktree", "list") + git(t, r.Root, "ls-files", "--debug")
	b := builder(t, r)
	b.Layouts = 3
	var built []int
	b.Built = func(_ abba.Revision, layout int) { built = append(built, layout) }
	fast, err := b.Build(t.Context(), "a", resolve(t, r, "fast"))
	require.NoError(t, err)
	require.Len(t, fast, 3)
	require.Equal(t, []int{0, 1, 2}, built)
	for _, program := range fast {
		require.Contains(t, output(t, program), " 10 ns/op")
	}
	slow, err := b.Build(t.Context(), "b", resolve(t, r, "slow"))
	require.NoError(t, err)
	require.Contains(t, output(t, slow[0]), " 20 ns/op")
	again, err := b.Build(t.Context(), "c", resolve(t, r, "slow"))
	require.NoError(t, err)
	require.Equal(t, bytesOf(t, slow[1]), bytesOf(t, again[1]), "equal sources, equal programs")
	require.NotEqual(t, bytesOf(t, slow[0]), bytesOf(t, slow[1]), "another layout, another program")

	left, err := filepath.Glob(filepath.Join(b.Folder, "*-source"))
	require.NoError(t, err)
	require.Empty(t, left)
	after := git(t, r.Root, "status") + git(t, r.Root, "worktree", "list") + git(t, r.Root, "ls-files", "--debug")
	require.Equal(t, before, after, "the repository is as it was")
}

func bytesOf(t *testing.T, program string) []byte {
	t.Helper()
	b, err := os.ReadFile(program)
	require.NoError(t, err)
	return b
}

// TestBuildWorkTree: what is not committed is built, and only there.
func TestBuildWorkTree(t *testing.T) {
	r := open(t)
	write(t, r.Root, "cmd/cachebench/main.go", "package main\n\nfunc main() { print() }\n")
	b := builder(t, r)
	tree, err := b.Build(t.Context(), "a", resolve(t, r, "."))
	require.NoError(t, err)
	require.Empty(t, output(t, tree[0]))
	head, err := b.Build(t.Context(), "b", resolve(t, r, "HEAD"))
	require.NoError(t, err)
	require.Contains(t, output(t, head[0]), " 20 ns/op")
}

// TestBuildOutsideOfAWorkspace: a workspace around the repository is not of the revision,
// and would be in one of the sides alone.
func TestBuildOutsideOfAWorkspace(t *testing.T) {
	r := open(t)
	write(t, filepath.Dir(r.Root), "go.work", "go 1.25\n")
	b := builder(t, r)
	tree, err := b.Build(t.Context(), "a", resolve(t, r, "."))
	require.NoError(t, err)
	head, err := b.Build(t.Context(), "b", resolve(t, r, "HEAD"))
	require.NoError(t, err)
	require.Equal(t, bytesOf(t, head[0]), bytesOf(t, tree[0]))
}

func TestBuildErrors(t *testing.T) {
	r := open(t)
	head := resolve(t, r, "HEAD")
	for folder, want := range map[string]error{
		"peers": abba.ErrNoPackage, "go.mod": abba.ErrNoPackage, "../x": abba.ErrNoPackage, "cmd/broken": abba.ErrBuild,
	} {
		b := builder(t, r)
		b.Package = folder
		_, err := b.Build(t.Context(), "a", head)
		require.ErrorIs(t, err, want, folder)
		if want == abba.ErrBuild {
			require.ErrorContains(t, err, "undefined: undefined", "in the words of the compiler")
			require.ErrorContains(t, err, "HEAD, "+head.Commit[:10]+" cannot be built: go build: ")
		}
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := builder(t, r).Build(done, "a", head)
	require.ErrorIs(t, err, context.Canceled)
}

// TestBuildWithoutSpace has a command in the place of go that says what go does when a
// disk is full, and then none.
func TestBuildWithoutSpace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command in the place of go is a shell script")
	}
	r := open(t)
	tree := resolve(t, r, ".")
	bin := t.TempDir()
	write(t, bin, "go", "#!/bin/sh\necho '# example.com/cachebench' >&2\necho 'copying x: write y: no space left on device' >&2\nexit 1\n")
	require.NoError(t, os.Chmod(filepath.Join(bin, "go"), 0o755))
	path := os.Getenv("PATH")
	t.Setenv("PATH", bin+string(os.PathListSeparator)+path)
	b := builder(t, r)
	_, err := b.Build(t.Context(), "a", tree)
	require.ErrorIs(t, err, abba.ErrSpace)
	require.ErrorContains(t, err, b.Folder)

	t.Setenv("PATH", t.TempDir())
	_, err = builder(t, r).Build(t.Context(), "a", tree)
	require.ErrorIs(t, err, abba.ErrNoGo)
}
