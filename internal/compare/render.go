package compare

import "io"

// Text writes the report for people, in lines of so many columns where names allow
// it: a sentence, what is worth a look with the worst first, and how many rows are
// not. Errors are those of w.
func (r *Report) Text(w io.Writer, width int) error { return nil }

// Markdown writes the report for a pull request: as Text does, with what is long
// folded away. Errors are those of w.
func (r *Report) Markdown(w io.Writer) error { return nil }

// JSON writes the whole report for programs; docs/gate.md says what its fields are.
// Errors are those of w.
func (r *Report) JSON(w io.Writer) error { return nil }
