package cli_test

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// brokenBackends each end a sample in another way.
func brokenBackends() []bench.Backend {
	open := func(c bench.Cache[string]) func(bench.Setup) (bench.Cache[string], error) {
		return func(bench.Setup) (bench.Cache[string], error) { return c, nil }
	}
	return []bench.Backend{
		{Name: "liar", Default: true, NewString: open(lie{})},
		{Name: "crasher", NewString: open(crash{})},
		{Name: "talker", NewString: open(talk{})},
		{Name: "quitter", NewString: open(quit{})},
		{Name: "pid", NewString: openPID},
		{Name: "undead", NewString: openUndead},
		{Name: "snail", NewString: open(snail{})},
	}
}

// lie is a cache that returns another value than the one stored.
type lie struct{}

func (lie) Get(string) ([]byte, bool)               { return []byte("another value"), true }
func (lie) Set(string, []byte, time.Duration) error { return nil }
func (lie) Delete(string) bool                      { return true }
func (lie) Len() int                                { return 0 }
func (lie) Close() error                            { return nil }

// witness remembers whether it was ever read.
type witness struct{ read *bool }

func (w witness) Get(string) ([]byte, bool)             { *w.read = true; return nil, false }
func (witness) Set(string, []byte, time.Duration) error { return nil }
func (witness) Delete(string) bool                      { return true }
func (witness) Len() int                                { return 0 }
func (witness) Close() error                            { return nil }

// crash is a cache that ends its process as the runtime does.
type crash struct{ witness }

func (crash) Set(string, []byte, time.Duration) error {
	go panic("too much")
	select {}
}

// talk is a cache that writes where the results are to go.
type talk struct{ lie }

func (talk) Set(string, []byte, time.Duration) error {
	_, err := os.Stdout.WriteString("hello\n")
	return err
}
func (talk) Get(string) ([]byte, bool) { return nil, false }

// snail is a cache that takes its time.
type snail struct{ witness }

func (snail) Get(string) ([]byte, bool) {
	for begin := time.Now(); time.Since(begin) < 20*time.Millisecond; {
		runtime.Gosched()
	}
	return nil, false
}

// quit is a cache that ends its process without a word.
type quit struct{ lie }

func (quit) Set(string, []byte, time.Duration) error {
	os.Exit(7)
	return nil
}

// pidFile in the environment names a file to which the backend "pid" adds the
// number of its process for each cache.
const pidFile = "LARDER_TEST_PIDS"

func openPID(bench.Setup) (bench.Cache[string], error) {
	f, err := os.OpenFile(os.Getenv(pidFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	_, err = fmt.Fprintln(f, os.Getpid())
	return burden{}, err
}

// undead is a cache whose entries never expire, and that does not say so.
type undead struct{ values *sync.Map }

func openUndead(bench.Setup) (bench.Cache[string], error) { return undead{new(sync.Map)}, nil }

func (u undead) Get(key string) ([]byte, bool) {
	v, ok := u.values.Load(key)
	if !ok {
		return nil, false
	}
	return v.([]byte), true
}

func (u undead) Set(key string, value []byte, _ time.Duration) error {
	u.values.Store(key, value)
	return nil
}
func (u undead) Delete(string) bool { return false }
func (u undead) Len() int           { return 0 }
func (u undead) Close() error       { return nil }
