package compare

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the report for a pull request: as Text does, with what is long
// folded away. Errors are those of w.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	for _, alert := range r.Alerts {
		fmt.Fprintf(&b, "> **%s.**\n\n", escape(alert))
	}
	verdict, rest, _ := strings.Cut(r.Summary(), ":")
	fmt.Fprintf(&b, "**%s:**%s.\n", sentence(verdict)[:len(verdict)], escape(rest))
	common := r.common()
	if len(common) > 0 {
		fmt.Fprintf(&b, "\nAll rows: `%s`.\n", strings.Join(common, "/"))
	}
	for _, s := range r.sections() {
		open := s.rows[0].Outcome == Regressed
		if open {
			fmt.Fprintf(&b, "\n%s:\n", escape(s.title))
		} else {
			fmt.Fprintf(&b, "\n<details><summary>%s: %s</summary>\n", escape(s.title), rows(len(s.rows)+s.left))
		}
		s.markdown(&b, common)
		if !open {
			fmt.Fprint(&b, "\n</details>\n")
		}
	}
	if lines := append(r.rest(), r.notes()...); len(lines) > 0 {
		fmt.Fprint(&b, "\n<details><summary>The rest</summary>\n\n")
		for _, line := range lines {
			fmt.Fprintf(&b, "- %s\n", escape(line))
		}
		fmt.Fprint(&b, "\n</details>\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown writes the rows as a table.
func (s section) markdown(b *strings.Builder, common []string) {
	shown := columns(s.rows[0].Outcome == Undecided)
	head, line := "\n| row |", "|---|"
	for _, c := range shown {
		head += " " + c.title + " |"
		if c.title == "unit" {
			line += "---|"
		} else {
			line += "--:|"
		}
	}
	fmt.Fprintf(b, "%s\n%s\n", head, line)
	for _, row := range s.rows {
		fmt.Fprintf(b, "| `%s` |", strings.NewReplacer("|", `\|`, "`", "'").Replace(short(row.Name, common)))
		for _, c := range shown {
			fmt.Fprintf(b, " %s |", escape(c.of(row)))
		}
		fmt.Fprintln(b)
	}
	if s.left > 0 {
		fmt.Fprintf(b, "\nand %d more\n", s.left)
	}
}

// escape keeps what has a meaning in Markdown from having it.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "@", "&#64;", "[", `\[`).Replace(text)
}
