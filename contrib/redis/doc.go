// Package redis keeps the second tier of package tiered in Redis, or in what speaks its
// protocol and runs its scripts: a [Remote], and a [Backplane] over its channels.
//
//	client := goredis.NewClient(redis.ClientOptions("localhost:6379"))
//	remote, err := redis.NewRemote(client, redis.Options{Namespace: "users"})
//	…
//	backplane, err := redis.NewBackplane(client, redis.Options{Namespace: "users"})
//
// Use it where several processes should share what was loaded, and hear of each other's
// changes. Not as a database: Redis replicates after it has answered, so that a failover
// loses the last writes; this package finds that out, see below, and does not prevent it.
//
// It is a module of its own, so that nobody else downloads go-redis. The name of the package
// is that of go-redis: import one of them under another name.
//
// # Servers
//
// Redis 6 or newer: one server, Sentinel, or a Cluster. The client must be a
// *goredis.Client or *goredis.ClusterClient, with ContextTimeoutEnabled, as [ClientOptions],
// [ClusterOptions] and [FailoverOptions] set it. What a user of an ACL needs:
//
//	~namespace:v:* ~{namespace}:* &namespace:m
//	+eval +evalsha +info +publish +subscribe +ping
//	+time +del +hget +hmget +hset +hdel +hkeys +hlen +hexists +hstrlen +pttl +pexpire
//
// and in a cluster +cluster and +command; with ShardedPubSub +spublish and +ssubscribe.
//
// A server that can evict (maxmemory-policy other than noeviction) may evict anything:
// what gets lost with tags or with the namespace's counter counts as invalidated.
//
// go-redis prints a line to standard error for each connection that it cannot make.
// Disable of its package logging ends that.
//
// # Keys
//
// All of an entry is one hash under "namespace:v:" and the key as it is, so that a script
// that changes it touches one key, and a cluster needs no hash tags. The counter of the
// namespace is "{namespace}:c"; the tags, in 64 hashes, are "{namespace}:t:0" and so on;
// the channel is "namespace:m". Prefixes of two namespaces are never the same, nor is one
// the prefix of the other.
//
// An entry costs some 100 bytes beside key and payload, and one script of 10 to 20 µs of
// the server for each operation. Get is one round trip, and one more for
// entries that have tags.
//
// # Restarts and failovers
//
// A server that comes back from a file, or a replica that is promoted, may have older
// data: values that were invalidated since. Such a server knows none of the scripts. So
// whoever is told so (NOSCRIPT) asks first which server it is (INFO: run_id and
// master_replid), and if the namespace has not seen it before, all that is stored
// counts as expired, or see [Options.AfterRestart]. Only then are the scripts loaded. The same
// is done every 10 seconds. Where INFO is not allowed none of this can be done:
// Options.Report is told so, once.
package redis
