//go:build amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x

package tally

// Inc adds 1. O(1), without a lock or an atomic operation.
//
// The addition is a plain load and store of an aligned word, which these
// processors do in one piece: a concurrent atomic load sees the old count or
// the new one. The race detector cannot know that it is meant.
//
//go:norace
//go:noinline
func (t *Tally) Inc(c Count) {
	if at := procPin(); at < len(t.rows) {
		t.rows[at].counts[c%Counts]++
		procUnpin()
		return
	}
	procUnpin()
	t.rest[c].Add(1)
}

// add is Inc for the row of the processor that the caller holds.
//
//go:norace
func (r *row) add(c Count, n uint64) { r.counts[c] += n }
