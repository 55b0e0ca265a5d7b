package abba_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/abba"
)

// source is a program that writes a row. What it takes is in its place of %v.
const source = `package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		fmt.Fprintln(os.Stderr, "cachebench: warning: the load is high\ncachebench: unknown flag")
		os.Exit(2)
	}
	fmt.Print("Unit ns/op better=lower\ngoos: linux\n\nBenchmarkCache/backend=cow 100 %v ns/op\n")
}
`

// repository makes a repository with a commit "slow", tagged, after a commit "fast".
func repository(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "--quiet", "--initial-branch=trunk")
	write(t, dir, "go.mod", "module example.com/cachebench\n\ngo 1.25\n")
	write(t, dir, "cmd/cachebench/main.go", fmt.Sprintf(source, 10))
	write(t, dir, "cmd/broken/main.go", "package main\n\nfunc main() { undefined() }\n")
	commit(t, dir, "fast")
	write(t, dir, "cmd/cachebench/main.go", fmt.Sprintf(source, 20))
	commit(t, dir, "slow")
	return dir
}

func write(t testing.TB, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
}

func commit(t testing.TB, dir, name string) {
	t.Helper()
	git(t, dir, "add", ".")
	git(t, dir, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", name)
	git(t, dir, "tag", name)
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return string(out)
}

func open(t testing.TB) *abba.Repository {
	t.Helper()
	r, err := abba.Open(t.Context(), repository(t))
	require.NoError(t, err)
	return r
}

func TestResolve(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	head, err := r.Resolve(ctx, "HEAD")
	require.NoError(t, err)
	require.Len(t, head.Commit, 40)
	require.False(t, head.WorkTree)
	tag, err := r.Resolve(ctx, "slow")
	require.NoError(t, err)
	require.Equal(t, head.Commit, tag.Commit)
	require.Equal(t, "slow, "+head.Commit[:10], tag.String())
	before, err := r.Resolve(ctx, "HEAD~1")
	require.NoError(t, err)
	require.NotEqual(t, head.Commit, before.Commit)

	for _, name := range []string{".", abba.WorkTree} {
		tree, err := r.Resolve(ctx, name)
		require.NoError(t, err)
		require.Equal(t, abba.Revision{Ref: name, Commit: head.Commit, WorkTree: true}, tree)
		require.Contains(t, tree.String(), "the work tree on "+head.Commit[:10])
	}
	write(t, r.Root, "new.txt", "new")
	tree, err := r.Resolve(ctx, ".")
	require.NoError(t, err)
	require.True(t, tree.Modified)

	for _, name := range []string{"nothing", "HEAD~9", "", "-h", "--all", "slow:go.mod"} {
		_, err = r.Resolve(ctx, name)
		require.ErrorIs(t, err, abba.ErrUnknown, name)
	}
	require.ElementsMatch(t, []string{"trunk", "fast", "slow", "HEAD", "worktree"}, r.Names(ctx))
}

func TestOpenErrors(t *testing.T) {
	_, err := abba.Open(t.Context(), t.TempDir())
	require.ErrorIs(t, err, abba.ErrNoRepository)

	done, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = abba.Open(done, t.TempDir())
	require.ErrorIs(t, err, context.Canceled)

	t.Setenv("PATH", t.TempDir())
	_, err = abba.Open(t.Context(), t.TempDir())
	require.ErrorIs(t, err, abba.ErrNoGit)
}
