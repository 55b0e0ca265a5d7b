package redis

import (
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// The bounds of the options made here. With go-redis' own, a call to a server that is
// down takes 1.7 s (3 retries of 5 dials, 100 ms apart), a deadline does not end a read that
// has begun, and a cluster whose primary has died stays unwritable for up to a minute.
const (
	dialTimeout  = 500 * time.Millisecond
	callTimeout  = time.Second
	poolTimeout  = 500 * time.Millisecond
	retryBackoff = 10 * time.Millisecond // how long a first redirect waits; it doubles
	reloadEvery  = time.Second           // how old a client's picture of a cluster may be
	failingFor   = 1                     // seconds for which a node that failed is not asked for slots
)

// ClientOptions returns options for goredis.NewClient under which each call ends within
// the context's deadline, and in any case within some two seconds: nothing is tried
// twice, since the cache behind has a breaker and a fallback. Add to them what the
// server needs, such as Password and TLSConfig.
func ClientOptions(addr string) *goredis.Options {
	return &goredis.Options{
		Addr:                  addr,
		ContextTimeoutEnabled: true,
		DialTimeout:           dialTimeout,
		DialerRetries:         1,
		MaxRetries:            -1,
		ReadTimeout:           callTimeout,
		WriteTimeout:          callTimeout,
		PoolTimeout:           poolTimeout,

		// One round trip less for each connection: only some managed servers know it.
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// ClusterOptions is ClientOptions for goredis.NewClusterClient. The client looks every second
// which node has what, so that a cluster is writable again soon after a replica was
// promoted.
func ClusterOptions(addrs ...string) *goredis.ClusterOptions {
	return &goredis.ClusterOptions{
		Addrs:                      addrs,
		ContextTimeoutEnabled:      true,
		DialTimeout:                dialTimeout,
		DialerRetries:              1,
		MaxRetries:                 -1,
		MinRetryBackoff:            retryBackoff,
		MaxRetryBackoff:            10 * retryBackoff,
		ReadTimeout:                callTimeout,
		WriteTimeout:               callTimeout,
		PoolTimeout:                poolTimeout,
		ClusterStateReloadInterval: reloadEvery,
		FailingTimeoutSeconds:      failingFor,
		MaintNotificationsConfig:   &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// FailoverOptions is ClientOptions for goredis.NewFailoverClient: master is the name that
// the sentinels at addrs know the server by.
func FailoverOptions(master string, addrs ...string) *goredis.FailoverOptions {
	return &goredis.FailoverOptions{
		MasterName:            master,
		SentinelAddrs:         addrs,
		ContextTimeoutEnabled: true,
		DialTimeout:           dialTimeout,
		DialerRetries:         1,
		MaxRetries:            -1,
		ReadTimeout:           callTimeout,
		WriteTimeout:          callTimeout,
		PoolTimeout:           poolTimeout,
	}
}
