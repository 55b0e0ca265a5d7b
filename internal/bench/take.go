package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Single is one sample on its way from where it was taken to where it is
// reported.
type Single struct {
	Stream string // hash of the operations
	Outcome
}

// Take takes one sample of the cell of this name, on the plan's workload of this
// number: what Elsewhere is to do, with the same plan but for Elsewhere itself.
// It makes the operations anew.
func (p Plan) Take(ctx context.Context, work int, name string) (Single, error) {
	if work < 0 || work >= len(p.Works) {
		return Single{}, fmt.Errorf("bench: there is no workload %d among %d", work, len(p.Works))
	}
	w, err := p.Works[work]()
	if err != nil {
		return Single{}, err
	}
	cells := p.cells(&w)
	i := slices.IndexFunc(cells, func(c Cell) bool { return c.Name() == name })
	if i < 0 {
		return Single{}, fmt.Errorf("bench: no combination is called %s", name)
	}
	take, err := p.here(ctx, &w)
	if err != nil {
		return Single{}, err
	}
	o, err := take(ctx, cells[i])
	return Single{Stream: w.Realised.StreamHash, Outcome: o}, err
}

// samples takes all samples of one workload, and reports them. Sample 1 of every
// cell comes before sample 2 of any.
func (p Plan) samples(ctx context.Context, work int, w *Work, cells []Cell, unfit *UnfitError, to Reporter) error {
	take, reorder := p.elsewhere(work, w), rotate
	if p.Elsewhere == nil {
		var err error
		if take, err = p.here(ctx, w); err != nil {
			return err
		}
		reorder = slices.Reverse[[]Cell]
	}
	bounds := make(map[string]Bound)
	for i := range p.Samples {
		for _, c := range cells {
			if unfit.has(c) {
				continue
			}
			to.Begin(c, i)
			o, err := take(ctx, c)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if p.Subject == Latency && errors.Is(err, ErrInvalid) {
				if err := to.Skip(c, unfit.add(c, err)); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
			if err := to.Row(Row{Cell: c, Sample: i, Outcome: o}); err != nil {
				return err
			}
			most := bounds[c.Name()]
			most.add(o.Bound)
			bounds[c.Name()] = most
		}
		reorder(cells)
	}
	return tellExcess(cells, bounds, to)
}

// In one process the order is turned round from one round to the next, so that no
// backend always comes after the same other. Between processes nothing is handed
// on but the machine's temperature and the like: there each comes first in turn.
func rotate(cells []Cell) {
	first := cells[0]
	cells[copy(cells, cells[1:])] = first
}

// taker takes one sample of a cell.
type taker func(ctx context.Context, c Cell) (Outcome, error)

// here returns what takes samples in this process.
func (p Plan) here(ctx context.Context, w *Work) (taker, error) {
	if p.IntKeys {
		return newTaker(ctx, p, w, intKey, func(b Backend) func(Setup) (Cache[int], error) { return b.NewInt })
	}
	return newTaker(ctx, p, w, stringKey, func(b Backend) func(Setup) (Cache[string], error) { return b.NewString })
}

func newTaker[K comparable](ctx context.Context, p Plan, w *Work, makeKey func(uint64) K,
	constructor func(Backend) func(Setup) (Cache[K], error),
) (taker, error) {
	m, err := prepare(ctx, p.stocked(w.Stream), makeKey)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, c Cell) (Outcome, error) {
		s := sampler[K]{plan: p, work: w, cell: c, material: m, open: constructor(c.backend)}
		defer c.useProcs()()
		o, err := s.take(ctx)
		if err != nil && ctx.Err() == nil {
			err = c.failed(err)
		}
		return o, err
	}, nil
}

// elsewhere returns what has samples taken elsewhere, of the same operations.
func (p Plan) elsewhere(work int, w *Work) taker {
	return func(ctx context.Context, c Cell) (Outcome, error) {
		s, err := p.Elsewhere(ctx, work, c)
		if err == nil && s.Stream != w.Realised.StreamHash {
			err = c.failed(fmt.Errorf("%w: the operations of a sample have the hash %s, and those of the workload %s",
				ErrInvalid, s.Stream, w.Realised.StreamHash))
		}
		return s.Outcome, err
	}
}

// failed says where an error happened.
func (c Cell) failed(err error) error {
	return fmt.Errorf("backend %s on %s: %w", c.Backend, c.Work, err)
}
