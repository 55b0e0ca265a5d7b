// Package report makes one page of HTML from files of results: tables of who wins
// where, charts, and below each the figures. The page is one file that loads nothing:
// it can be sent, kept and opened from a disk.
//
//  1. [Write] takes files, each read by package results, and writes the page.
//  2. A section is there if a file has rows for it. Rows are known by their units and
//     by the parts of their names, not by which command made them: ns/op of a backend
//     is throughput, p99-ns a latency, hit-% over a capacity a hit ratio. What no
//     section knows is in tables at the end.
//  3. Files are not mixed in a chart: the same name may have been measured with other
//     flags, or on another machine.
//
// Tables and bars are HTML and need no script. Lines are drawn by Apache ECharts, which
// is in the page.
//
// # When not
//
// To decide whether two versions differ, use cachebench compare, or benchstat: a page
// shows, it does not judge.
package report
