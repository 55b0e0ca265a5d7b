package redistest_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
)

// How a test looks that uses a server. An Example has no testing.TB to give to Start, and
// so this one only shows the form.
func Example() {
	test := func(t *testing.T) {
		server := redistest.Start(t, "--maxmemory", "100mb")
		server.Do("SET", "a", "1")
		server.Save()
		server.Restart()
		require.Equal(t, "1", server.Do("GET", "a"))
	}
	fmt.Printf("%T\n", test)
	// Output: func(*testing.T)
}

func TestServerComesBackWithItsFile(t *testing.T) {
	server := redistest.Start(t)
	server.Do("SET", "a", "1")
	server.Save()
	server.Do("SET", "a", "2")
	server.Restart()
	require.Equal(t, "1", server.Do("GET", "a"))
	server.RestartEmpty()
	require.Nil(t, server.Do("GET", "a"))
}

// outcome is a testing.TB that notes how a test was ended.
type outcome struct {
	testing.TB
	skipped, failed bool
}

func (o *outcome) Helper()      {}
func (o *outcome) Skip(...any)  { o.skipped = true; runtime.Goexit() }
func (o *outcome) Fatal(...any) { o.failed = true; runtime.Goexit() }

func TestWithoutServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, require1 := range []string{"", "1"} {
		t.Setenv("LARDER_REQUIRE", require1)
		o := &outcome{TB: t}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			redistest.Start(o)
		}()
		<-ended
		require.Equal(t, require1 == "", o.skipped)
		require.Equal(t, require1 == "1", o.failed)
	}
}
