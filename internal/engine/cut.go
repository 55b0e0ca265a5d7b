package engine

// Cut returns a time for a snapshot: an entry is live in it if its deadline is
// after cut. Where the engine is closed, open is false and nothing is.
//
// What has been seen to have expired is not live in a later cut, since no
// reading of the clock is before a deadline that was seen to have passed. And
// the other way round: what is not live in a cut stays expired, even if an
// injected clock steps back, for which the cut counts as a time that was seen.
func (g *Engine[K, V]) Cut() (cut int64, open bool) {
	if g.time.closed() {
		return never, false
	}
	cut = g.time.now()
	if g.time.clock != nil {
		raise(&g.time.high, cut)
	}
	return cut, true
}

// CutLocked returns the time for a snapshot whose instant is now, while the
// caller holds locks that keep it so; cut is what Cut returned before. It calls
// no clock of the user's. With one, an entry whose deadline passes between the two
// calls is live in the snapshot, unless somebody has seen that it had expired.
func (g *Engine[K, V]) CutLocked(cut int64) int64 {
	if g.time.clock == nil && cut != never {
		cut = g.time.now()
		if g.Slides() {
			raise(&g.time.high, cut) // what has expired by it must not be prolonged
		}
		return cut
	}
	return g.time.notBefore(cut)
}
