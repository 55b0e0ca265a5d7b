// Package cli is the command cachebench: flags, help, tables and exit codes over
// package bench. Another module runs the same command with more backends:
//
//	os.Exit(cli.Main(append(bench.Larder(), peers...)))
//
// Standard output is for programs: benchmark lines, the lines of a list, or the
// report of compare. Other tables, progress and verdicts go to standard error, and
// only if that is a terminal. Errors are one line on standard error, with an exit
// code that tells what kind of error it was ([ExitError]).
package cli
