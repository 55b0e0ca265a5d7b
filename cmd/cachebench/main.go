// Command cachebench measures caches: which backend for which workload?
//
//	cachebench run       measures backends on workloads
//	cachebench memory    measures what entries take in the heap
//	cachebench iterate   tells whether iterations are of one instant
//	cachebench snapshot  measures what taking snapshots costs who writes and reads
//	cachebench sweep     measures what it costs that entries expire
//	cachebench replay    computes hit ratios of policies on a trace
//	cachebench ab        tells whether a revision is worse than another one
//	cachebench aa        measures the noise of doing so
//	cachebench env       tells what makes figures unsure on a machine
//	cachebench suite     carries out what files describe, and keeps the results
//	cachebench verify    tells whether results are of the operations that they say
//	cachebench list      shows what these know
//
// Each explains its flags with -h. Without flags, cachebench run measures larder's
// backends on three workloads in under a minute.
package main

import (
	"os"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func main() { os.Exit(cli.Main(bench.Larder())) }
