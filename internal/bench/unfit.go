package bench

import "strings"

// UnfitError tells of cells of which a sample was invalid, where that is no reason not
// to measure the others: at a rate that one backend cannot keep, another may. It wraps
// ErrInvalid. Its zero value tells of none.
type UnfitError struct {
	cells map[string]bool // by name
	texts []string
}

// Error returns what was wrong with each.
func (e *UnfitError) Error() string { return strings.Join(e.texts, "; ") }

// Unwrap returns ErrInvalid.
func (e *UnfitError) Unwrap() error { return ErrInvalid }

func (e *UnfitError) has(c Cell) bool { return e.cells[c.Name()] }

// add notes that a sample of the cell was invalid, and returns the reason alone.
func (e *UnfitError) add(c Cell, err error) (reason string) {
	if e.cells == nil {
		e.cells = make(map[string]bool)
	}
	e.cells[c.Name()] = true
	text := err.Error()
	e.texts = append(e.texts, text)
	if at := strings.LastIndex(text, ErrInvalid.Error()+": "); at >= 0 {
		text = text[at+len(ErrInvalid.Error()+": "):]
	}
	return "it was not measured validly: " + text
}

// orNil returns the error, nil where it tells of nothing.
func (e *UnfitError) orNil() error {
	if len(e.texts) == 0 {
		return nil
	}
	return e
}
