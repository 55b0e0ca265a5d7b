// Package abba measures two revisions of a program in turns, so that what the
// machine does meanwhile happens to both.
//
//  1. [Open] finds the git repository around a folder, [Repository.Resolve] what a name
//     in it stands for.
//  2. [Builder.Build] builds a revision in a folder of its own, several times over with
//     the functions in other orders if that is asked for.
//  3. [Trial.Run] runs the programs of both sides in turns, A B B A, each time in a new
//     process, and returns what each wrote.
//  4. [Record.Results] is what one side wrote, as one file of results.
//
// The repository is only read: nothing is checked out in it, and git's list of work
// trees stays as it is. What is committed is what is built, but for the revision
// [WorkTree], which is the folder as it lies there.
//
// # Layouts
//
// Where the linker puts a function decides which of them share lines of the
// processor's caches, which can be worth some percent, and any change of a program
// moves all that comes after it. After Curtsinger and Berger, "Stabilizer:
// Statistically Sound Performance Evaluation" (ASPLOS 2013), each side is linked in
// several random orders, and luck becomes a part of the spread. Samples that share a
// layout share its luck: who judges them as if they were independent has one for each.
//
// # When not
//
// To compare files that are there already, package compare is enough. On a machine that
// nothing else disturbs one side after the other would do as well; there is none.
package abba
