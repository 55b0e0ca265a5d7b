// Package faulttest_test holds caches of two tiers to what they promise while the network
// between them and a real redis-server fails, and the server, too: nodes reach it through
// proxies that can be cut, and that slow down, truncate and reset connections.
//
// It is in a module of its own: nobody else needs the proxy.
package faulttest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

func TestMain(m *testing.M) {
	logging.Disable() // go-redis prints a line for each dial that fails
	m.Run()
}

// patience is for what does not take long.
const patience = 30 * time.Second

var ctx = context.Background()

// proxy stands between a node and a server.
type proxy struct {
	t testing.TB
	p *toxiproxy.Proxy
}

func newProxy(t testing.TB, upstream string) *proxy {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", upstream)
	require.NoError(t, p.Start())
	t.Cleanup(p.Stop)
	return &proxy{t, p}
}

// cut refuses connections, and closes those that there are.
func (p *proxy) cut() { p.p.Stop() }

func (p *proxy) heal() {
	if p.p.Enabled {
		return
	}
	require.NoError(p.t, p.p.Start())
}

// toxic adds one, as toxiproxy's JSON describes it; clean takes all away.
func (p *proxy) toxic(kind, stream, attributes string) {
	p.t.Helper()
	_, err := p.p.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(
		`{"name":%q,"type":%q,"stream":%q,"attributes":%s}`, kind+stream, kind, stream, attributes)))
	require.NoError(p.t, err)
}

func (p *proxy) clean() { p.p.Toxics.ResetToxics(ctx) }

// origin is a database that never fails: of each key it has a version.
type origin struct {
	mu       sync.Mutex
	versions map[string]int // guarded by mu
	asked    int            // guarded by mu
	pause    func()         // between reading and returning; nil for none
}

func newOrigin() *origin { return &origin{versions: make(map[string]int)} }

func (o *origin) raise(key string) (version int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.versions[key]++
	return o.versions[key]
}

func (o *origin) version(key string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.versions[key]
}

func (o *origin) loads() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked
}

// value is what a version of a key looks like: with the key, so that a value of another is found
// out.
type value struct {
	Key     string
	Version int
}

func (o *origin) load(_ context.Context, key string) (tiered.Loaded[value], error) {
	o.mu.Lock()
	o.asked++
	v := value{key, o.versions[key]}
	o.mu.Unlock()
	if o.pause != nil {
		o.pause()
	}
	return tiered.Loaded[value]{Value: v, Tags: []string{"tag-" + key}}, nil
}

// node is a cache with its own way to the server.
type node struct {
	*tiered.Cache[value]
	t      testing.TB
	remote *proxy
	// backplane is another way, for messages alone; the same where they go with the
	// changes.
	backplane *proxy
}

type options = tiered.Options[value]

// newNode returns a node. apart has the messages go another way than the changes.
func newNode(t testing.TB, addr string, o options, apart bool) *node {
	t.Helper()
	n := &node{t: t, remote: newProxy(t, addr)}
	n.backplane = n.remote
	client := connect(t, n.remote)
	other := client
	if apart {
		n.backplane = newProxy(t, addr)
		other = connect(t, n.backplane)
	}
	remote, err := redis.NewRemote(client, redis.Options{Namespace: "test"})
	require.NoError(t, err)
	backplane, err := redis.NewBackplane(other, redis.Options{Namespace: "test"})
	require.NoError(t, err)
	o.L1, o.Remote, o.Backplane = tiered.Over[value](cow.New), remote, backplane
	n.Cache, err = tiered.New(o)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		_ = n.Close(ctx) // what is pending may have nowhere to go
	})
	n.await("it is connected", func() bool { return n.Stats().Backplane.Terms > 0 })
	return n
}

func connect(t testing.TB, p *proxy) *goredis.Client {
	client := goredis.NewClient(redis.ClientOptions(p.p.Listen))
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// await polls.
func (n *node) await(what string, is func() bool) {
	n.t.Helper()
	require.Eventually(n.t, is, patience, time.Millisecond, what)
}

// get must not fail, nor give another key's value.
func (n *node) get(key string) (version int) {
	n.t.Helper()
	v, err := n.Get(ctx, key)
	require.NoError(n.t, err)
	require.Equal(n.t, key, v.Key)
	return v.Version
}

// done ignores that a change is pending.
func done(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, tiered.ErrPending) {
		require.NoError(t, err)
	}
}

// fast are options under which faults are noticed soon.
func fast(db *origin) options {
	return options{
		Options: larder.Options[string, value]{TTL: time.Hour}, Load: db.load,
		MaxStaleness: 2 * time.Second,
		Resilience: tiered.Resilience{
			RemoteTimeout: 300 * time.Millisecond, BreakerOpenFor: 300 * time.Millisecond, Heartbeat: 200 * time.Millisecond,
			LeaseTTL: time.Second, LockWait: 2 * time.Second,
		},
	}
}
