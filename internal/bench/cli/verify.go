package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/results"
)

const verifySynopsis = `Tell whether files of results are of the operations that they say. The command
in the manifest beside each is read as when it measured, its operations are made
anew, and their number, their origin and their hash are compared with those in
the manifest. A trace is read again and compared by its SHA-256. Rows that are
missing, or of operations that the manifest does not tell of, are found too.

For each file the command is printed that repeats it. The exit code is 3 where
operations differ, and 2 where a manifest is missing or cannot be understood. A
trace that is not there is told, and is no failure.`

const verifyExamples = `  cachebench verify results/reads.txt
  cachebench verify -traces traces results/*.txt`

// verifyFlags are the flags of verify.
type verifyFlags struct {
	*flags
	traces *single[string]
}

func (a App) verifyFlags() *verifyFlags {
	f := newFlags("verify", verifySynopsis, verifyExamples)
	f.operands = []string{"FILE…"}
	return &verifyFlags{flags: f, traces: a.addTraces(f)}
}

// verify is the command of that name. What is wrong with one file does not keep the
// others from being looked at; the error is of the highest code.
func (a App) verify(ctx context.Context, args []string, stdout, _ io.Writer) error {
	v := a.verifyFlags()
	if done, err := v.read(args, stdout); done {
		return err
	}
	files := v.Args()
	if err := a.useTraces(v.traces.text); err != nil {
		return err
	}
	var worst *ExitError
	bad := 0
	for _, file := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		lines, err := a.verifyFile(ctx, file)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			bad++
			one := exitError(err)
			lines = append(lines, "FAILED: "+oneLine(one))
			if worst == nil || one.Code > worst.Code {
				worst = one
			}
		}
		for i, line := range lines {
			lines[i] = file + ": " + line
		}
		if _, err := fmt.Fprintln(stdout, strings.Join(lines, "\n")); err != nil {
			return err
		}
	}
	if worst == nil {
		return nil
	}
	if bad > 1 {
		return &ExitError{Code: worst.Code, Err: fmt.Errorf("%d of %d files failed; %w", bad, len(files), worst)}
	}
	return worst
}

// verifyFile looks at one file of results and returns what there is to say.
func (a App) verifyFile(ctx context.Context, file string) (lines []string, err error) {
	m, err := readManifest(file)
	if err != nil {
		return nil, err
	}
	again, err := a.worksOf(m)
	if err != nil {
		return nil, fmt.Errorf("%s: its command cannot be read any more: %w", file, err)
	}
	agree := 0
	for i, w := range m.Works {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if i >= len(again) {
			return lines, invalidResult("%s: its command has %d workloads, and the manifest %d", file, len(again), len(m.Works))
		}
		name := fmt.Sprintf("workload %s with %d keys", w.Name, w.Realised.Keys)
		now, err := again[i]()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			lines = append(lines, fmt.Sprintf("not checked: %s: %s is not there", name, w.Source.Trace))
			continue
		case err != nil:
			return lines, fmt.Errorf("%s: %w", name, err)
		}
		if difference := differs(w, now); difference != "" {
			return lines, invalidResult("%s: %s: %s", file, name, difference)
		}
		agree++
	}
	if len(again) > len(m.Works) && !m.Partial {
		return lines, invalidResult("%s: its command has %d workloads, and the manifest %d", file, len(again), len(m.Works))
	}
	if err := agrees(file, m); err != nil {
		return lines, err
	}
	verdict := fmt.Sprintf("%d of %d workloads agree", agree, len(m.Works))
	if len(m.Works) == 0 {
		verdict = "it has no operations that could be compared"
	}
	return append(lines, verdict, "to repeat it: "+quoted(m.Command)), nil
}

func invalidResult(format string, args ...any) error {
	return &ExitError{Code: ExitInvalid, Err: fmt.Errorf(format, args...)}
}

// readManifest reads the manifest beside a file of results.
func readManifest(file string) (*bench.Manifest, error) {
	if _, err := os.Stat(file); err != nil {
		return nil, fileError(err)
	}
	in, err := os.Open(file + results.ManifestSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError("%s: there is no %s%s beside it: what made it is unknown", file, file, results.ManifestSuffix)
	}
	if err != nil {
		return nil, fileError(err)
	}
	defer in.Close()
	m, err := results.ReadManifest(in, file+results.ManifestSuffix)
	switch {
	case err != nil:
		return nil, usageError("%w", err)
	case len(m.Command) < 2 || m.Command[0] != program:
		return nil, usageError("%s%s: its command is not one of %s", file, results.ManifestSuffix, program)
	}
	return m, nil
}

// differs says in what a workload differs from that of a manifest, or "".
func differs(then bench.ManifestWork, now bench.Work) string {
	a, b := then.Realised, now.Realised
	for _, f := range []struct{ what, then, now string }{
		{"the trace", then.Source.SHA256, now.Source.SHA256},
		{"the distribution", then.Source.Dist, now.Source.Dist},
		{"the size", then.Source.Size, now.Source.Size},
		{"the time to live", then.Source.TTL, now.Source.TTL},
		{"the seed", fmt.Sprint(then.Source.Seed), fmt.Sprint(now.Source.Seed)},
		{"the number of keys", fmt.Sprint(a.Keys), fmt.Sprint(b.Keys)},
		{"the number of operations", fmt.Sprint(a.Operations), fmt.Sprint(b.Operations)},
		{"the stream", a.StreamHash, b.StreamHash},
	} {
		if f.then != f.now {
			return fmt.Sprintf("%s is %s now, and was %s", f.what, cmp.Or(f.now, "nothing"), cmp.Or(f.then, "nothing"))
		}
	}
	return ""
}
