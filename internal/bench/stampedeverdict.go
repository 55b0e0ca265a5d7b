package bench

import (
	"cmp"
	"fmt"
	"slices"
)

// Verdict says in a sentence or two how often protections load, and which makes callers
// wait the least; "" where there are not two to compare. What reads alike is named
// together. Waits that are not longer than those of the floor are the machine's own: none
// of them is better than another.
func (g StampedeGroup) Verdict() string {
	var ranked, floors []StampedeSummary
	for _, s := range g.Summaries {
		if s.Protection.Floor {
			floors = append(floors, s)
		} else {
			ranked = append(ranked, s)
		}
	}
	if len(ranked) < 2 {
		return ""
	}
	text := fmt.Sprintf("%v: %s. ", g, loadsVerdict(ranked))
	if len(floors) > 0 && ranked[0].p99() <= floors[0].p99() {
		return text + aboveFloor(ranked, floors[0])
	}
	best, others := alike(ranked, ranked[0], StampedeSummary.wait)
	text += fmt.Sprintf("99 %% of the calls wait no longer than %s with %s", ranked[0].wait(), those(best, others))
	if len(others) > 0 {
		text += worst(others)
	}
	return text + stale(best) + "."
}

// loadsVerdict says which protections load the most often, and which the least.
func loadsVerdict(all []StampedeSummary) string {
	byLoads := func(a, b StampedeSummary) int { return cmp.Compare(a.ByUnit["loads/expiry"], b.ByUnit["loads/expiry"]) }
	text := "loads per TTL are "
	most, others := alike(all, slices.MaxFunc(all, byLoads), StampedeSummary.loads)
	text += most[0].loads() + " with " + those(most, others)
	if len(others) > 0 {
		fewest, others := alike(all, slices.MinFunc(all, byLoads), StampedeSummary.loads)
		text += " and " + fewest[0].loads() + " with " + those(fewest, others)
	}
	return text
}

// aboveFloor says which protections make callers wait for longer than the machine does.
// There is one at least that does not.
func aboveFloor(ranked []StampedeSummary, floor StampedeSummary) string {
	above := slices.IndexFunc(ranked, func(s StampedeSummary) bool { return s.p99() > floor.p99() })
	if above < 0 {
		return fmt.Sprintf("No protection makes anybody wait longer than the machine itself does: for 99 %% of the calls that is up to %s with %v, "+
			"and differences below it are noise%s.", floor.wait(), floor.Protection, stale(ranked))
	}
	within, longer := ranked[:above], ranked[above:]
	return fmt.Sprintf("99 %% of the calls with %s wait no longer than the machine itself makes them (%s with %v)%s%s.",
		names(within), floor.wait(), floor.Protection, worst(longer), stale(within))
}

// worst names the last of those that are in the order of their waits, and what is like it.
func worst(ranked []StampedeSummary) string {
	last := ranked[len(ranked)-1]
	longest, _ := alike(ranked, last, StampedeSummary.wait)
	return fmt.Sprintf(", and %s with %s", last.wait(), names(longest))
}

// stale says how many calls were served a value past its TTL; "" if none was.
func stale(of []StampedeSummary) string {
	var shares []string
	for _, s := range of {
		if share := s.ByUnit["stale-%"]; share > 0 {
			shares = append(shares, fmt.Sprintf("%.2g %% of those with %v", share, s.Protection))
		}
	}
	if len(shares) == 0 {
		return ""
	}
	return "; " + and(shares) + " get a value past its TTL"
}

// alike parts those of which the same is said as of one from the others.
func alike(all []StampedeSummary, one StampedeSummary, says func(StampedeSummary) string) (same, others []StampedeSummary) {
	for _, s := range all {
		if says(s) == says(one) {
			same = append(same, s)
		} else {
			others = append(others, s)
		}
	}
	return same, others
}

// those names protections that are not all, or says that they are.
func those(some, others []StampedeSummary) string {
	if len(others) == 0 {
		return "each"
	}
	return names(some)
}

func names(of []StampedeSummary) string {
	all := make([]string, len(of))
	for i, s := range of {
		all[i] = s.Protection.Name
	}
	return and(all)
}

func (s StampedeSummary) p99() float64  { return s.ByUnit["wait-p99-ns"] }
func (s StampedeSummary) wait() string  { return fmt.Sprintf("%.3g ms", s.p99()/1e6) }
func (s StampedeSummary) loads() string { return fmt.Sprintf("%.3g", s.ByUnit["loads/expiry"]) }
