package cli

import (
	"slices"
	"strings"
)

// usualMeasured is what ab and aa measure where they are not told: a row each for two
// backends, reading alone and writing a little.
var usualMeasured = []string{"run", "-backend", "cow,rwmutex", "-keys", "100000", "-reads", "100,90"}

// cutTail parts the arguments of ab and aa from those of the command that they
// measure with, at the first "--".
func cutTail(args []string) (own, tail []string) {
	if i := slices.Index(args, "--"); i >= 0 {
		return args[:i], args[i+1:]
	}
	return args, nil
}

// measuredCommand returns the command, with its flags, that takes one sample of each
// row: what stands behind "--", with run before it if flags alone do.
func measuredCommand(tail []string) ([]string, error) {
	command := slices.Clone(tail)
	switch {
	case len(tail) == 0:
		command = slices.Clone(usualMeasured)
	case strings.HasPrefix(tail[0], "-"):
		command = append([]string{"run"}, tail...)
	case !slices.Contains(sampling, tail[0]):
		return nil, usageError("behind --: %w", unknown("command that takes samples", tail[0], sampling))
	}
	for _, arg := range command[1:] {
		name, isFlag := strings.CutPrefix(arg, "-")
		name, _, _ = strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if !isFlag {
			continue
		}
		switch name {
		case "samples", "processes":
			return nil, usageError("behind --: leave -%s out: each process takes one sample, and -rounds says how many there are", name)
		case "o":
			return nil, usageError("behind --: leave -o out: give it before the -- to keep what all processes write")
		case "h", "help":
			return nil, usageError("behind --: for the flags of %s, try cachebench %s -h", command[0], command[0])
		}
	}
	return append(command, "-samples", "1"), nil
}

// sampling are the commands whose samples can be taken one by one.
var sampling = []string{"run", "latency", "gc", "scale", "growth", "memory", "iterate", "snapshot", "sweep", "stampede"}
