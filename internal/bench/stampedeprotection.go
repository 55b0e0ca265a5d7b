package bench

import (
	"context"
	"strconv"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
)

// Protection is a way to keep those who ask for a value that has expired from
// loading it all at once, or to do nothing of the kind.
type Protection struct {
	Name, About string
	Floor       bool // nothing is loaded: what the lab and the machine take themselves

	alone  bool // no two loads of a key may be in progress
	serves bool // a value may be served for Stampede.Window after its TTL
	open   func(r *rush, o *origin) (asker, error)
}

// asker is a cache that gets what is not in it from an origin.
type asker interface {
	ask(ctx context.Context, key int) (*goods, error)
	Close() error
}

// earlyShare is the part of its TTL after which early loads a value anew.
const earlyShare = 0.8

// Protections returns all of them, with larder's cow below.
func Protections() []Protection {
	return []Protection{
		{
			Name: "none", About: "a bare cache: on a miss everybody loads and sets",
			open: func(r *rush, o *origin) (asker, error) { return newBare(r.TTL, o) },
		},
		{
			Name: "singleflight", About: "golang.org/x/sync/singleflight around a bare cache: who misses shares a load", alone: true,
			open: func(r *rush, o *origin) (asker, error) {
				b, err := newBare(r.TTL, o)
				return &shared{bare: b}, err
			},
		},
		loading("loader", "larder's loader alone: a load is shared", func(*rush, *loader.Options[int, *goods]) {}),
		loading("early", "loader that loads in the background after 0.8 of the TTL", func(_ *rush, o *loader.Options[int, *goods]) {
			o.RefreshAfter = earlyShare
		}),
		loading("xfetch", "loader that loads early at random, likelier towards the end; β is 1", func(_ *rush, o *loader.Options[int, *goods]) {
			o.XFetch = 1
		}),
		serving("swr", "loader that serves what has expired and loads it in the background", func(r *rush, o *loader.Options[int, *goods]) {
			o.StaleWhileRevalidate = r.window()
		}),
		serving("sie", "loader that serves what has expired where its load fails or takes longer than -soft", func(r *rush, o *loader.Options[int, *goods]) {
			o.StaleIfError, o.SoftTimeout = r.window(), r.soft()
		}),
		{
			Name: "never", About: "a bare cache of which nothing expires: what the measuring itself takes", Floor: true, serves: true,
			open: func(_ *rush, o *origin) (asker, error) { return newBare(larder.NoExpiry, o) },
		},
	}
}

// String returns the name.
func (p Protection) String() string { return p.Name }

// bare is a cache that does not know where values come from: its user does.
type bare struct {
	*cow.Cache[int, *goods]
	origin *origin
}

func newBare(ttl time.Duration, o *origin) (*bare, error) {
	c, err := cow.New(larder.Options[int, *goods]{TTL: max(ttl, 0)})
	return &bare{c, o}, err
}

func (b *bare) ask(ctx context.Context, key int) (*goods, error) {
	if g, ok := b.Get(key); ok {
		return g, nil
	}
	return b.load(ctx, key)
}

func (b *bare) load(ctx context.Context, key int) (*goods, error) {
	g, err := b.origin.load(ctx, key)
	if err != nil {
		return nil, err
	}
	return g, b.Set(key, g, larder.DefaultTTL)
}

// shared is a bare cache whose loads are shared.
type shared struct {
	*bare
	flights singleflight.Group
}

func (s *shared) ask(ctx context.Context, key int) (*goods, error) {
	if g, ok := s.Get(key); ok {
		return g, nil
	}
	v, err, _ := s.flights.Do(strconv.Itoa(key), func() (any, error) { return s.load(ctx, key) })
	if err != nil {
		return nil, err
	}
	return v.(*goods), nil
}

// loaded is larder's loader.
type loaded struct {
	*loader.Cache[int, *goods]
}

func (l loaded) ask(ctx context.Context, key int) (*goods, error) { return l.Get(ctx, key) }

// Close gives up what is loaded in the background, and waits until it has ended.
func (l loaded) Close() error {
	now, cancel := context.WithCancel(context.Background())
	cancel()
	_ = l.Cache.Close(now)
	return l.Cache.Close(context.Background())
}

// loading returns a protection by larder's loader with some options. What failed is
// tried again after a tenth of the TTL: a second, as usual, may be longer than it.
func loading(name, about string, with func(*rush, *loader.Options[int, *goods])) Protection {
	return Protection{Name: name, About: about, alone: true, open: func(r *rush, o *origin) (asker, error) {
		options := loader.Options[int, *goods]{
			Options:    larder.Options[int, *goods]{TTL: r.TTL},
			Load:       loader.Plain(o.load),
			RetryAfter: r.TTL / 10,
		}
		with(r, &options)
		c, err := loader.New(cow.New[int, loader.Item[*goods]], options)
		return loaded{c}, err
	}}
}

// serving is loading with values that may be served after their TTL.
func serving(name, about string, with func(*rush, *loader.Options[int, *goods])) Protection {
	p := loading(name, about, with)
	p.serves = true
	return p
}
