package abba

import (
	"cmp"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// ErrSpace is wrapped by errors of what found no space on a disk.
var ErrSpace = errors.New("no space left on device")

// failure returns the error of a command, in its own words.
func failure(command string, err error, stderr string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("%s: %w", command, err)
	}
	said := strings.TrimSpace(stderr)
	if strings.Contains(strings.ToLower(said), ErrSpace.Error()) {
		return fmt.Errorf("%s: %w: %s", command, ErrSpace, gist(said))
	}
	return fmt.Errorf("%s: %s", command, cmp.Or(gist(said), exit.Error()))
}

// gist returns the first lines of what a command says, as one: compilers go on.
func gist(said string) string {
	const most = 3
	var lines []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "# ") {
			continue // of the go command: the name of a package
		}
		if len(lines) == most {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}
