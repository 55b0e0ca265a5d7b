// Package compare judges new results against old ones: a gate for continuous
// integration that fails on a regression and on nothing else.
//
//  1. Read both sides with package results.
//  2. [Compare] pairs their rows by full name and unit, judges each pair, and
//     returns a [Report].
//  3. [Report.Verdict] is what a process exits with; [Report.Text],
//     [Report.Markdown] and [Report.JSON] show what was found.
//
// A value that is the same each time it is measured is compared by itself, what
// is allocated with a small tolerance, and everything else by statistics. How,
// and after whom, is in docs/gate.md.
//
// # When not
//
// To look at figures, benchstat is enough, and reads the same files. To compare
// two programs, measure them in turns: what the machine did between two files
// that were measured one after the other looks like a change of the program.
package compare
