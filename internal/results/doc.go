// Package results reads files of results in the Go benchmark format, as cachebench
// and go test -bench write them: what compares, draws and tabulates works on a
// [Set], in which the samples of one name are together.
//
//  1. [Read] reads files, each with the manifest that lies beside it; [Set.Add]
//     reads one from anywhere.
//  2. [Set.Rows] are the names, in the order in which they were met, each with its
//     samples by unit. A part of a name is asked for by its key ([Row.Part]).
//  3. [Set.Direction] and [Set.Exact] say what the files say of a unit.
//  4. [Set.Files] say where each came from: its machine, its comments, and what
//     could not be measured.
//
// What cannot be understood is an error that says where, and nothing is guessed: a
// line that is cut off, a value that is no number, or a file without results.
//
// # When not
//
// For statistics of a few numbers benchstat is enough, and reads the same files.
package results
