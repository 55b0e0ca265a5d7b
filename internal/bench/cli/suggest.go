package cli

import "github.com/larder-go/larder/internal/suggest"

// unknown returns an error about a name that is not known.
func unknown(what, name string, known []string) error { return suggest.Unknown(what, name, known) }
