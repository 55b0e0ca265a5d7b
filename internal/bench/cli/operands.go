package cli

import (
	"errors"
	"flag"
	"io"
)

// readMany is read for a command that takes one operand or more, which Args returns
// then.
func (f *flags) readMany(args []string, stdout io.Writer) (done bool, err error) {
	operands, err := f.parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(stdout, f.help())
		return true, err
	case err != nil:
		return true, usageError("%w", f.explain(err))
	case len(operands) == 0:
		return true, usageError("no file is named; usage: cachebench %s", f.usage())
	}
	// Behind "--" there are no flags.
	return false, f.Parse(append([]string{"--"}, operands...))
}
