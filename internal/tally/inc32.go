//go:build !(amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package tally

import "sync/atomic"

// Inc adds 1. O(1).
func (t *Tally) Inc(c Count) { t.Add(c, 1) }

// add is atomic where a count is more than a word.
func (r *row) add(c Count, n uint64) { atomic.AddUint64(&r.counts[c], n) }
