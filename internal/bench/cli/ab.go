package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/compare"
)

const abSynopsis = `Build two revisions of the git repository around the current folder, measure
them in turns (A B B A, each time in a new process that takes one sample of each
row), and judge the second against the first as compare does: 0 nothing is
worse, 1 something is, 4 the samples do not tell.

REF-A and REF-B are whatever git takes for a commit; REF-B is HEAD if not given.
What is not committed is not measured, but for the revision "." (or worktree):
the folder as it lies there. The repository is only read.

Behind -- stands what each process is started with: flags of run, or another
command that measures, with its flags. If nothing does, that is
  run -backend cow,rwmutex -keys 100000 -reads 100,90
which takes a minute and the time of building.`

const abExamples = `  cachebench ab main
  cachebench ab v1.2 . -rounds 20
  cachebench ab main HEAD -o main-head -- -backend cow -reads 100 -capacity 10%
  cachebench ab main HEAD -units overhead-B/entry -- memory -keys 1e5
  cachebench ab HEAD~3 -package peers -- -backend otter -nostats`

const (
	usualPackage = "./cmd/cachebench"
	mostLayouts  = 100 // some ten megabytes each
)

// abFlags are the flags of ab.
type abFlags struct {
	*flags
	judge           *compareFlags
	rounds, layouts *single[int]
	main, out       *single[string]
}

func newABFlags() *abFlags {
	f := newFlags("ab", abSynopsis, abExamples)
	f.operands = []string{"REF-A", "[REF-B]"}
	f.tail = "[-- what to measure]"
	ab := &abFlags{
		flags:   f,
		judge:   addJudgeFlags(f),
		rounds:  singleOf(integer(leastRounds, mostSamples), usualRounds),
		layouts: singleOf(integer(0, mostLayouts), "0"),
		main:    singleOf(fileName, usualPackage),
		out:     singleOf(notDash("the results are several files: name a folder"), ""),
	}
	f.Var(ab.rounds, "rounds", "`number` of processes of each side, and so of samples")
	f.Var(ab.layouts, "layouts", "`number` of programs of each side, in which the linker has put the\nfunctions in other random orders, so that luck is no difference.\n0: one for each round, up to 100; fewer build faster, and their luck\ncounts as often as they are used; 1: one, in its usual order")
	f.Var(ab.main, "package", "`folder` of the main package below the root of the repository, such as\npeers")
	f.Var(ab.out, "o", "keep what was measured in a `folder`, which compare can judge anew")
	return ab
}

// programs returns how many programs are made of each side. Samples that share a program
// share its luck, and are fewer than they seem: so by default none do.
func (f *abFlags) programs() int {
	return min(cmp.Or(f.layouts.value, mostLayouts), f.rounds.value)
}

// ab builds two revisions, measures them in turns and judges.
func (a App) ab(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	own, tail := cutTail(args)
	f := newABFlags()
	if done, err := f.read(own, stdout); done {
		return err
	}
	options, floor, err := f.judge.options()
	if err != nil {
		return err
	}
	if err := floor.of(bench.ThisMachine()); err != nil {
		return err
	}
	measured, err := measuredCommand(tail)
	if err != nil {
		return err
	}
	repository, sides, err := f.revisions(ctx, stderr)
	if err != nil {
		return err
	}
	kept, err := openTrialFolder(f.out.text)
	if err != nil {
		return err
	}
	defer kept.abort()

	m := trialManifest{
		Command: append([]string{program, "ab"}, args...), Date: time.Now().UTC().Truncate(time.Second),
		Package: filepath.ToSlash(filepath.Clean(f.main.value)), Measured: measured, Rounds: f.rounds.value,
		Layouts: f.programs(), Sides: sides, Machine: bench.ThisMachine(),
	}
	a.noteLoad(&m.Machine, stderr) // building is load too
	folder, err := os.MkdirTemp("", "cachebench-ab-")
	if err != nil {
		return ioError("cannot make a folder to build in: %w", err)
	}
	defer os.RemoveAll(folder)
	if folder, err = filepath.Abs(folder); err != nil { // git and go run in other folders
		return ioError("cannot make a folder to build in: %w", err)
	}
	programs, err := a.build(ctx, abba.Builder{Repository: repository, Package: m.Package, Layouts: m.Layouts, Folder: folder}, sides, stderr)
	if err != nil {
		return err
	}

	t := turns{
		programs: programs, names: [2]string{sides[0].String(), sides[1].String()},
		measured: measured, rounds: m.Rounds, machine: &m.Machine,
	}
	record, err := a.take(ctx, t, stderr)
	m.Partial = err != nil
	if lost := kept.keep(record, m); lost != nil {
		return lost
	}
	switch {
	case errors.Is(err, context.Canceled):
		return t.interrupted(record, kept.path)
	case err != nil:
		return err
	}
	return f.verdict(t, record, m, options, stdout, stderr)
}

// verdict judges what was measured.
func (f *abFlags) verdict(t turns, r abba.Record, m trialManifest, o compare.Options, stdout, stderr io.Writer) error {
	sets, err := t.sets(r)
	if err != nil {
		return err
	}
	notes := []string{fmt.Sprintf("the old side is %s, the new one %s; rounds: %d, layouts: %d", t.names[0], t.names[1], m.Rounds, m.Layouts)}
	if text := noise(r, o); text != "" {
		notes = append(notes, text)
	}
	return f.judge.judge(sets, o, append(notes, busyNotes(busy(m.Machine))...), stdout, stderr)
}
