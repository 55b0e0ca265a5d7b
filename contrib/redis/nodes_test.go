package redis_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

// Some tests need several processes: then this test binary runs itself as the nodes, each with
// a job that it takes from its environment and a result that it prints.
const jobVariable = "LARDER_TEST_NODE"

// job is what a node does.
type job struct {
	Do       string // a name among jobs
	Addr     string // of the server
	Mode     string
	Rounds   int
	Parallel int
}

// result is what a node has seen.
type result struct {
	Rounds     int
	Overtaken  int           // loads that returned what had been invalidated meanwhile
	Late       int           // reads of an old value within the bound
	Violations []string      // what must not be
	Slowest    time.Duration // until the new value was there
	Discarded  uint64
}

var jobs = map[string]func(ctx context.Context, j job, client *goredis.Client) (result, error){
	"reader":   reader,
	"writer":   writer,
	"stampede": stampede,
}

// runNode does the job of this process, if it has one.
func runNode() {
	text := os.Getenv(jobVariable)
	if text == "" {
		return
	}
	var j job
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	fail(json.Unmarshal([]byte(text), &j))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	options := redis.ClientOptions(j.Addr)
	options.PoolSize = 100 // many wait on lists
	client := goredis.NewClient(options)
	r, err := jobs[j.Do](ctx, j, client)
	fail(err)
	fail(json.NewEncoder(os.Stdout).Encode(r))
	os.Exit(0)
}

// process is a node that runs.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	output *bufio.Reader
}

func start(t testing.TB, j job) *process {
	t.Helper()
	text, err := json.Marshal(j)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &process{t, cmd, bufio.NewReader(out)}
}

// result waits for the end of the node.
func (p *process) result() (r result) {
	p.t.Helper()
	require.NoError(p.t, json.NewDecoder(p.output).Decode(&r), "a node has printed no result")
	require.NoError(p.t, p.cmd.Wait())
	return r
}

// newCache returns a cache of the node's, over the server of client.
func newCache(client *goredis.Client, o tiered.Options[string]) (*tiered.Cache[string], error) {
	remote, err := redis.NewRemote(client, all)
	if err != nil {
		return nil, err
	}
	backplane, err := redis.NewBackplane(client, all)
	if err != nil {
		return nil, err
	}
	o.L1 = tiered.Over[string](cow.New)
	o.Remote, o.Backplane = remote, backplane
	return tiered.New(o)
}

// long returns more where the long checks are asked for.
func long(short, long int) int {
	if os.Getenv("LARDER_LONG") == "1" {
		return long
	}
	if n, err := strconv.Atoi(os.Getenv("LARDER_ROUNDS")); err == nil {
		return n
	}
	return short
}
