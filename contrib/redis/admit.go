package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/tiered"
)

// errNameless means that a server does not say who it is.
var errNameless = errors.New("redis: servers do not say who they are (is INFO allowed?): " +
	"restarts and failovers that lose writes are not noticed")

// admit makes sure, before scripts are loaded into the servers that keys belong to,
// that the namespace knows these servers: see identity.lua. For each key whose server
// cannot be asked it returns why.
//
// This is why nobody is served what a restarted server has of old:
//
//  1. The server starts, with an old file. It knows no scripts.
//  2. Every node's call ends in NOSCRIPT, and does nothing.
//  3. Some node comes here, asks for the identity, and raises the floor. Others may do
//     so at the same time: the identity is known once the floor is raised, in one step.
//  4. Only then it sends a script as text, by which the server knows it from then on.
//  5. Whoever is answered by the script reads the floor after that.
//
// If a node's connection to the server breaks between 3 and 4, and the server has restarted
// again, step 4 loads a script into a server that nobody has asked. The check
// every 10 seconds finds that.
func (r *Remote) admit(ctx context.Context, keys []string) []error {
	refused := make([]error, len(keys))
	if r.options.AfterRestart == TrustAll {
		return refused
	}
	known := map[string]bool{}
	var err error
	switch client := r.client.(type) {
	case *goredis.ClusterClient:
		asked := map[*goredis.Client]error{}
		for i, key := range keys {
			master, err := client.MasterForKey(ctx, key)
			if err != nil {
				refused[i] = failure(ctx, err)
				continue
			}
			if _, ok := asked[master]; !ok {
				id, err := identity(ctx, master)
				if err == nil {
					known[id] = true
				}
				asked[master] = r.unlessNameless(ctx, err)
			}
			refused[i] = asked[master]
		}
		// Those of the others, too: so that a namespace that is new knows all from its
		// first moment. Who does not answer will be asked when it is its turn.
		r.everyMaster(ctx, client, known)
	default:
		var id string
		if id, err = identity(ctx, client); err == nil {
			known[id] = true
		}
		err = r.unlessNameless(ctx, err)
	}
	if err == nil {
		err = r.introduce(ctx, known)
	}
	for i := range refused {
		if refused[i] == nil {
			refused[i] = err
		}
	}
	return refused
}

// unlessNameless lets pass that a server does not say who it is, and reports it once.
func (r *Remote) unlessNameless(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, errNameless) {
		if r.told.CompareAndSwap(false, true) {
			r.options.Report(err)
		}
		return nil
	}
	return failure(ctx, err)
}

// introduce tells the namespace of servers.
func (r *Remote) introduce(ctx context.Context, known map[string]bool) error {
	if len(known) == 0 {
		return nil
	}
	args := []any{slack.Microseconds(), floorField(r.options.AfterRestart == RemoveAll), mostServers}
	for id := range known {
		args = append(args, id)
	}
	s := r.scripts.identity
	_, err := answerOf(r.client.Eval(ctx, s.text, []string{r.space()}, args...)).number()
	if err != nil {
		return failure(ctx, err)
	}
	return nil
}

func answerOf(cmd *goredis.Cmd) answer { return answer{value: cmd.Val(), err: cmd.Err()} }

func floorField(removes bool) string {
	if removes {
		return "c"
	}
	return "e"
}

// everyMaster adds the identities of the masters that answer.
func (r *Remote) everyMaster(ctx context.Context, client *goredis.ClusterClient, known map[string]bool) {
	var mu sync.Mutex // ForEachMaster calls on many goroutines
	_ = client.ForEachMaster(ctx, func(ctx context.Context, master *goredis.Client) error {
		if id, err := identity(ctx, master); err == nil {
			mu.Lock()
			defer mu.Unlock()
			known[id] = true
		}
		return nil
	})
}

// checkNowAndThen asks all servers who they are, if that was not done in the last ten
// seconds: it finds what NOSCRIPT does not show, such as a primary that became a replica and
// primary again, and has kept its scripts. Errors are left to the call that comes after.
func (r *Remote) checkNowAndThen(ctx context.Context) {
	now, due := int64(time.Since(r.began)), r.checkAt.Load()
	if now < due || r.told.Load() || r.options.AfterRestart == TrustAll ||
		!r.checkAt.CompareAndSwap(due, now+int64(checkEvery)) {
		return
	}
	known := map[string]bool{}
	if cluster, ok := r.client.(*goredis.ClusterClient); ok {
		r.everyMaster(ctx, cluster, known)
	} else if id, err := identity(ctx, r.client); err == nil {
		known[id] = true
	}
	_ = r.introduce(ctx, known)
}

// identity returns what a server is known by: it has another after each start (run_id),
// and after each promotion (master_replid). The latter changes as well when the
// first replica is attached: then everything counts as expired without need.
func identity(ctx context.Context, client goredis.Cmdable) (string, error) {
	var sections [2]*goredis.StringCmd
	pipe := client.Pipeline()
	sections[0] = pipe.Info(ctx, "server")
	sections[1] = pipe.Info(ctx, "replication")
	if err := exec(ctx, pipe); err != nil {
		var reply goredis.Error
		if goredis.HasErrorPrefix(err, "NOPERM") || errors.As(err, &reply) && !down(err) {
			return "", fmt.Errorf("%w: %w", errNameless, err)
		}
		return "", err
	}
	fields := map[string]string{}
	for _, s := range sections {
		for line := range strings.Lines(s.Val()) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			fields[name] = value
		}
	}
	run, replication := fields["run_id"], fields["master_replid"]
	switch {
	case fields["role"] == "slave":
		return "", fmt.Errorf("%w: the server is a replica, and may be behind", tiered.ErrRemoteDown)
	case run == "" || strings.ContainsAny(run+replication, " \t"):
		return "", errNameless
	}
	return head(run) + ":" + head(replication), nil
}

func head(id string) string { return id[:min(len(id), 20)] }
