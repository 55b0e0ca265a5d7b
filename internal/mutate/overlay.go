package mutate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Overlay writes what the go command's flag -overlay is to be given for a group of
// mutants, see Groups, into the folder dir, and returns the path of the description.
// A bug that is built alone is there, others once they are chosen. What the tests that
// must find them do not need is left out. root is the module's root. An error means
// that a mutant no longer fits the source.
func Overlay(root, dir string, group []Mutant) (string, error) {
	replace := map[string]string{}
	put := func(path, text string) {
		replace[filepath.Join(root, filepath.FromSlash(path))] = text
	}
	files := map[string][]Mutant{}
	for _, m := range group {
		files[m.File] = append(files[m.File], m)
	}
	for file, bugs := range files {
		source, err := bugs[0].source(root)
		if err != nil {
			return "", err
		}
		body, err := bugs[0].within(source)
		if err != nil {
			return "", err
		}
		if body == nil && len(group) == 1 {
			put(file, strings.Replace(source, bugs[0].Old, bugs[0].New, 1))
			continue
		}
		text, choice, err := plant(source, bugs)
		if err != nil {
			return "", err
		}
		put(file, text)
		put(filepath.Join(filepath.Dir(file), "plantedbug.go"), choice)
	}
	for path, text := range replace {
		replace[path] = filepath.Join(dir, strings.ReplaceAll(strings.TrimPrefix(path, root), string(filepath.Separator), "_"))
		if err := os.WriteFile(replace[path], []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("mutate: %w", err)
		}
	}
	unneeded, err := group[0].unneeded(root)
	if err != nil {
		return "", err
	}
	for _, file := range unneeded {
		replace[file] = "" // the go command passes it over
	}
	description, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("mutate: %w", err)
	}
	path := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(path, description, 0o600); err != nil {
		return "", fmt.Errorf("mutate: %w", err)
	}
	return path, nil
}
