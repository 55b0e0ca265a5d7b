package workload

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// law is a distribution of amounts: of times to live or of sizes.
type law interface {
	draw(r *source) uint32
	// format returns the text that lawForms read back as the same law.
	format(u *unit) string
	validate(u *unit) error
}

// unit says what amounts are and how they are written.
type unit struct {
	what   string // for errors, such as "size"
	symbol string // for usages, such as "SIZE"
	least  uint32 // the smallest amount that a law other than fixed and choice may draw
	most   uint32
	parse  func(string) (uint32, error)
	format func(uint32) string
}

// parseLaw reads one of the forms or, where there is neither a colon nor the name
// of a form, a bare amount.
func parseLaw(u *unit, text string) (law, error) {
	forms := lawForms(u)
	if strings.Contains(text, ":") || slices.Contains(names(forms), text) {
		return parse(u.what, text, forms, func(l law) error { return l.validate(u) })
	}
	amount, err := u.parse(text)
	if err != nil {
		return nil, fmt.Errorf("workload: %s %q: %w", u.what, text, err)
	}
	return fixed(amount), nil
}

func lawForms(u *unit) []form[law] {
	amount := func(a *arguments) uint32 {
		v, err := u.parse(a.next())
		if err != nil {
			a.fail(err)
		}
		return v
	}
	s := u.symbol
	return []form[law]{
		{"uniform:" + s + ":" + s, func(a *arguments) law { return uniform{amount(a), amount(a)} }},
		{"lognormal:" + s + ":SIGMA", func(a *arguments) law { return lognormal{amount(a), a.float(), u.most} }},
		{"pareto:" + s + ":" + s + ":SHAPE", func(a *arguments) law { return pareto{amount(a), amount(a), a.float()} }},
		{"choice:" + s + "=WEIGHT,…", func(a *arguments) law { return readChoice(u, a) }},
	}
}

// lawUsages lists what parseLaw reads.
func lawUsages(u *unit) []string { return append([]string{u.symbol}, usages(lawForms(u))...) }

// fixed always draws the same amount.
type fixed uint32

func (f fixed) draw(*source) uint32    { return uint32(f) }
func (f fixed) format(u *unit) string  { return u.format(uint32(f)) }
func (f fixed) validate(u *unit) error { return nil }

// uniform draws every amount from min to max, both included, with the same
// probability.
type uniform struct{ min, max uint32 }

func (l uniform) draw(r *source) uint32 {
	return l.min + uint32(r.below(uint64(l.max-l.min)+1))
}

func (l uniform) format(u *unit) string { return write("uniform", u.format(l.min), u.format(l.max)) }

func (l uniform) validate(u *unit) error { return u.checkBounds(l.min, l.max) }

func (u *unit) checkBounds(min, max uint32) error {
	switch {
	case min < u.least:
		return fmt.Errorf("the lower bound %s is below %s", u.format(min), u.format(u.least))
	case min > max:
		return fmt.Errorf("the lower bound %s is above the upper bound %s", u.format(min), u.format(max))
	}
	return nil
}

// nearest rounds x to an amount in [min, max].
func nearest(x float64, min, max uint32) uint32 {
	switch {
	case x >= float64(max):
		return max
	case x <= float64(min):
		return min
	}
	return uint32(x + 0.5)
}

// choice draws one of several amounts, with probabilities in proportion to their
// weights. It is used by pointer, so that laws can be compared.
type choice struct {
	amounts []uint32
	upTo    []uint64 // the sum of the weights up to and with each amount
}

func readChoice(u *unit, a *arguments) law {
	c := &choice{}
	var total uint64
	for item := range strings.SplitSeq(a.next(), ",") {
		amount, weight, ok := strings.Cut(item, "=")
		v, err := u.parse(amount)
		if err != nil {
			a.fail(err)
		}
		w, err := strconv.ParseUint(weight, 10, 32)
		if !ok || err != nil || w == 0 {
			a.fail(fmt.Errorf("%q is not %s=WEIGHT with an integer weight from 1 to %d", item, u.symbol, uint32(math.MaxUint32)))
		}
		total += w
		c.amounts = append(c.amounts, v)
		c.upTo = append(c.upTo, total)
	}
	return c
}

func (c *choice) draw(r *source) uint32 {
	x := r.below(c.upTo[len(c.upTo)-1])
	i, _ := slices.BinarySearch(c.upTo, x+1)
	return c.amounts[i]
}

func (c *choice) format(u *unit) string {
	items := make([]string, len(c.amounts))
	var before uint64
	for i, amount := range c.amounts {
		items[i] = fmt.Sprintf("%s=%d", u.format(amount), c.upTo[i]-before)
		before = c.upTo[i]
	}
	return write("choice", strings.Join(items, ","))
}

func (c *choice) validate(u *unit) error { return nil }
