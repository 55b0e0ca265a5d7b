package abba

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Errors of Open and Resolve are wrapped with what they are about.
var (
	ErrNoGit        = errors.New("there is no git command: install git")
	ErrNoRepository = errors.New("not in a git repository")
	ErrUnknown      = errors.New("unknown revision")
)

// WorkTree is the name of what lies in the repository's folder, committed or not; "."
// is another one.
const WorkTree = "worktree"

// Repository is a git repository. It is safe for concurrent use.
type Repository struct {
	Root string // the folder of its work tree
}

// Revision is what is built for a side.
type Revision struct {
	Ref      string `json:"ref"`                // as it was asked for
	Commit   string `json:"commit"`             // its hash; of the work tree the one that it is based on
	WorkTree bool   `json:"worktree,omitempty"` // built as it lies there, not as it was committed
	Modified bool   `json:"modified,omitempty"` // the commit is not all of it
}

// String returns the name and the beginning of the commit.
func (r Revision) String() string {
	const short = 10
	text := r.Commit[:min(short, len(r.Commit))]
	switch {
	case r.WorkTree:
		return "the work tree on " + text
	case r.Ref == r.Commit:
		return text
	}
	return r.Ref + ", " + text
}

// Open finds the repository that a folder lies in. Errors wrap ErrNoGit or
// ErrNoRepository.
func Open(ctx context.Context, folder string) (*Repository, error) {
	r := &Repository{Root: folder}
	root, err := r.git(ctx, nil, "rev-parse", "--show-toplevel")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, ErrNoGit
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoRepository, err)
	}
	return &Repository{Root: root}, nil
}

// Resolve returns the revision of a name: whatever git takes for a commit, or the
// work tree. Errors wrap ErrUnknown.
func (r *Repository) Resolve(ctx context.Context, name string) (Revision, error) {
	tree := name == "." || name == WorkTree
	ref := name
	if tree {
		ref = "HEAD"
	}
	commit, err := r.git(ctx, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if ctx.Err() != nil {
		return Revision{}, ctx.Err()
	}
	if err != nil {
		return Revision{}, fmt.Errorf("%w %q", ErrUnknown, name)
	}
	rev := Revision{Ref: name, Commit: commit, WorkTree: tree}
	if tree {
		rev.Modified, err = r.Modified(ctx)
	}
	return rev, err
}

// Modified reports whether something in the work tree is not committed.
func (r *Repository) Modified(ctx context.Context) (bool, error) {
	changes, err := r.git(ctx, nil, "status", "--porcelain")
	return changes != "", err
}

// Names returns the names of branches and tags, for who has mistyped one.
func (r *Repository) Names(ctx context.Context) []string {
	names, err := r.git(ctx, nil, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
	if err != nil {
		return nil
	}
	return append(strings.Fields(names), "HEAD", WorkTree)
}

// export writes the files of a commit to a new folder. The index that git needs for
// that is one beside the folder, not the repository's.
func (r *Repository) export(ctx context.Context, commit, folder string) error {
	index := []string{"GIT_INDEX_FILE=" + folder + ".index"}
	if _, err := r.git(ctx, index, "-c", "core.sparseCheckout=false", "read-tree", commit); err != nil {
		return err
	}
	_, err := r.git(ctx, index, "checkout-index", "--all", "--prefix="+folder+string(filepath.Separator))
	return err
}

// lastWords is how long a process that was interrupted may take to end.
const lastWords = 5 * time.Second

// git runs git in the repository and returns what it says, without the space around it.
func (r *Repository) git(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.Root
	// Without locks git does not bring its index up to date when it is only asked.
	cmd.Env = append(append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	interruptible(cmd)
	if err := cmd.Run(); err != nil {
		return "", failure("git "+args[0], err, stderr.String())
	}
	return strings.TrimSpace(stdout.String()), nil
}

// interruptible has the end of the context interrupt the process, so that it can clean
// up.
func interruptible(cmd *exec.Cmd) {
	cmd.WaitDelay = lastWords
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) == nil {
			return nil
		}
		return cmd.Process.Kill() // where there are no signals
	}
}
