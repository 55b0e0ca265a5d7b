package policy

// queues keeps entries in two queues: a window, which new ones enter, and the main
// one, which some go on to. Hits only set counts in the entries; they are looked at
// when an entry comes to the end of its queue. What left is remembered by a ghost and
// by a sketch of frequencies, which is fed by misses and by the counts.
//
// The structure is that of S3-FIFO with the admission of TinyLFU added; a Mode says
// what of them is used. The sizes of the queues follow from what is evicted, so
// that another mode takes over what the last one left.
type queues struct {
	nodes  *nodes
	mode   *Mode
	share  float64 // the window's
	window queue
	main   queue
	ghost  ghost
	sketch sketch
}

func newQueues(a *nodes, m *Mode) *queues { return &queues{nodes: a, mode: m, share: m.window} }

// steer changes the mode.
func (q *queues) steer(m *Mode, share float64) { q.mode, q.share = m, share }

func (q *queues) entries() int { return q.window.n + q.main.n }

func (q *queues) insert(i id, _ int64) {
	if q.mode.forgets {
		q.window.push(q.nodes, i, inWindow)
		return
	}
	e := q.nodes.at(i)
	q.ghost.fit(q.entries())
	q.sketch.add(e.print, 1, q.entries()+1)
	known := q.ghost.take(e.print)
	if known && q.mode.revive && q.share < 1 {
		q.toMain(i)
		return
	}
	q.window.push(q.nodes, i, inWindow)
}

func (q *queues) renew(i id, _ int64, hit bool) {
	if m := q.nodes.at(i).mark; hit && m.count() < Most {
		m.setCount(m.count() + 1)
	}
}

func (q *queues) reenter(i id, _ int64) { q.window.push(q.nodes, i, inWindow) }

func (q *queues) reweigh(i id, weight int64) {
	home, before := q.home(i), q.nodes.size(i)
	q.nodes.weigh(i, weight)
	home.size += q.nodes.size(i) - before
}

func (q *queues) remove(i id) {
	q.home(i).unlink(q.nodes, i)
}

// home returns the queue in which an entry is.
func (q *queues) home(i id) *queue {
	if q.nodes.at(i).in == inMain {
		return &q.main
	}
	return &q.window
}

// toMain puts an entry that is in no queue at the head of the main one.
func (q *queues) toMain(i id) {
	e := q.nodes.at(i)
	e.freq, e.epoch = q.sketch.estimate(e.print), q.sketch.epoch
	q.main.push(q.nodes, i, inMain)
}

// minSteps is how many entries an eviction passes over at least before it takes one
// that was hit.
const minSteps = 64

func (q *queues) steps() int { return max(minSteps, q.entries()/256) }

func (q *queues) evict(size int64) id {
	capacity := q.window.size + q.main.size - size
	steps := q.steps()
	for {
		window := max(int64(q.share*float64(capacity)), 1)
		main := capacity - window
		i := q.window.last
		if i == 0 && q.main.n == 0 {
			return 0
		}
		if i == 0 || q.window.size <= window && q.main.n > 0 {
			return q.dropMain(q.victim(&steps))
		}
		e := q.nodes.at(i)
		if q.nodes.expired(i) {
			q.window.unlink(q.nodes, i)
			return i
		}
		if hits := e.mark.count(); hits > 0 && steps > 0 {
			steps--
			e.mark.setCount(0)
			if !q.mode.forgets {
				q.sketch.add(e.print, hits, q.entries())
			}
			switch {
			case q.mode.promote && hits >= 2 && main > 0:
				out := id(0)
				if q.main.size >= main && q.main.n > 0 {
					out = q.dropMain(q.victim(&steps))
				}
				q.window.unlink(q.nodes, i)
				q.toMain(i)
				if out != 0 {
					return out
				}
				continue
			case q.mode.recycle:
				q.window.unlink(q.nodes, i)
				q.window.push(q.nodes, i, inWindow)
				continue
			}
		}
		q.window.unlink(q.nodes, i)
		if main <= 0 || !q.mode.fill {
			if !q.mode.forgets {
				q.ghost.add(e.print)
			}
			return i
		}
		if q.main.size < main || q.main.n == 0 {
			q.toMain(i)
			continue
		}
		return q.duel(i, &steps)
	}
}

// duel has an entry that has left the window compete with the main queue's victim,
// and returns the one that loses. A victim that wins stays where it is.
func (q *queues) duel(i id, steps *int) id {
	v := q.victim(steps)
	if q.nodes.expired(v) {
		q.dropMain(v)
		q.toMain(i)
		return v
	}
	candidate, incumbent := q.sketch.estimate(q.nodes.at(i).print), q.frequency(v)+q.nodes.at(v).mark.count()
	if candidate > incumbent+q.mode.margin {
		q.dropMain(v)
		q.toMain(i)
		return v
	}
	q.ghost.add(q.nodes.at(i).print)
	return i
}

// victim moves the hand of the main queue past entries that were hit, and returns the
// one at which it stops.
func (q *queues) victim(steps *int) id {
	for {
		i := q.main.last
		e := q.nodes.at(i)
		hits := e.mark.count()
		if hits == 0 || *steps <= 0 || q.nodes.expired(i) {
			return i
		}
		*steps--
		f := q.frequency(i)
		taken := uint8(1)
		if q.mode.sum {
			taken = hits
		}
		e.mark.setCount(hits - taken)
		e.freq = min(f+taken, maxFreq)
		q.sketch.noted(int(e.freq-f), q.entries())
		q.main.unlink(q.nodes, i)
		q.main.push(q.nodes, i, inMain)
	}
}

// frequency returns how often an entry of the main queue was asked for, by now.
func (q *queues) frequency(i id) uint8 {
	e := q.nodes.at(i)
	e.freq >>= min(q.sketch.epoch-e.epoch, 4)
	e.epoch = q.sketch.epoch
	return e.freq
}

func (q *queues) dropMain(i id) id {
	e := q.nodes.at(i)
	q.sketch.raise(e.print, q.frequency(i))
	if q.mode.all {
		q.ghost.add(e.print)
	}
	q.main.unlink(q.nodes, i)
	return i
}
