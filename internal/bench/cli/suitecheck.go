package cli

import (
	"context"
	"flag"
	"io"
	"slices"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/readme"
	"github.com/larder-go/larder/internal/suggest"
	"github.com/larder-go/larder/internal/suite"
)

// flagsOf returns the flags of a command that measures; nil where it measures nothing.
func (a App) flagsOf(command string) *flags {
	if p := a.planner(command); p != nil {
		return p.all()
	}
	switch command {
	case "stampede":
		return newStampedeFlags().flags
	case "replay":
		return a.replayFlags().flags
	}
	return nil
}

// modes returns the names of the commands that measure.
func (a App) modes() (names []string) {
	for _, name := range commandNames() {
		if a.flagsOf(name) != nil {
			names = append(names, name)
		}
	}
	return names
}

// checkRun returns what is wrong with a run, with its line: the commands themselves
// tell, short of measuring.
func (a App) checkRun(r suite.Run) error {
	for _, words := range r.Tables {
		if _, err := readme.ParseTable(words); err != nil {
			return r.Errorf(0, "tables: %v", err)
		}
	}
	for _, c := range r.Parts {
		f := a.flagsOf(c.Mode)
		if f == nil {
			return r.Errorf(c.Line, "%v", suggest.Unknown("mode", c.Mode, a.modes()))
		}
		for _, key := range c.Flags {
			if f.Lookup(key.Name) == nil {
				return r.Errorf(key.Line, "%v", unknownKey(f, key.Name))
			}
			if err := f.Set(key.Name, key.Value); err != nil {
				return r.Errorf(key.Line, "%s = %s: %v%s", key.Name, key.Value, err, a.peersHint(key.Name))
			}
		}
		if err := a.rehearse(c); err != nil {
			return r.Errorf(0, "%s", oneLine(unprefixed(err)))
		}
	}
	return nil
}

// unknownKey says which key was meant.
func unknownKey(f *flags, name string) error {
	known := suite.Keys()
	f.VisitAll(func(fl *flag.Flag) {
		if fl.Name != "o" && !slices.Contains(known, fl.Name) {
			known = append(known, fl.Name)
		}
	})
	return suggest.Unknown("key", name, known)
}

// peersHint tells where more backends are, if this command has only larder's own.
func (a App) peersHint(key string) string {
	others := slices.ContainsFunc(a.Backends, func(b bench.Backend) bool { return !b.Own && !b.Floor })
	if key != "backend" || others {
		return ""
	}
	return "; libraries of others are in the command of module peers alone: go build -C peers"
}

// rehearse runs a command up to where it would measure.
func (a App) rehearse(c suite.Command) error {
	a.dry = true
	args := arguments(c)
	i := slices.IndexFunc(commands(), func(known command) bool { return known.name == c.Mode })
	return commands()[i].run(a, context.Background(), args[1:], io.Discard, io.Discard)
}
