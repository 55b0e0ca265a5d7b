package bench

import (
	"fmt"
	"strings"
)

// load returns the parts of the name that say under what load the cell is measured.
func (c Cell) load() (parts []string) {
	switch c.Subject {
	case Latency:
		if c.Arrivals != Poisson {
			parts = append(parts, "arrivals="+c.Arrivals.String())
		}
		parts = append(parts, fmt.Sprintf("rate=%d", c.Rate))
	case Collections:
		parts = c.Collector.parts()
	}
	return parts
}

// under says under what conditions the cell is measured that it shares with those
// it is compared with, for people; "" where there are none.
func (c Cell) under() string {
	var all []string
	if c.Procs > 0 {
		all = append(all, fmt.Sprintf("GOMAXPROCS %d", c.Procs))
	}
	switch c.Subject {
	case Latency:
		all = append(all, fmt.Sprintf("%d ops/s, %v arrivals", c.Rate, c.Arrivals))
	case Collections:
		all = append(all, strings.ReplaceAll(strings.Join(c.Collector.parts(), ", "), "=", " "))
	}
	return strings.Join(all, ", ")
}

// loads returns the cell with all rates, or all settings of the collector.
func (p Plan) loads(c Cell) (cells []Cell) {
	switch c.Subject {
	case Latency:
		c.Arrivals = p.Arrivals
		for _, c.Rate = range p.Rates {
			cells = append(cells, c)
		}
	case Collections:
		for _, c.Collector = range p.Collectors {
			cells = append(cells, c)
		}
	default:
		cells = append(cells, c)
	}
	return cells
}
