package larderprom_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
)

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, says string }{
		{"users", ""},
		{"users by id, v2/Größe", ""},
		{strings.Repeat("n", 128), ""},
		{"", `name of the cache: "" is empty (give it one such as "users")`},
		{"  ", `"  " is empty`},
		{strings.Repeat("n", 129), "has 129 bytes, more than 128"},
		{"a\xff", `"a\xff" is not UTF-8`},
		{"a\nb", `"a\nb" has a character that cannot be printed`},
	} {
		made, err := larderprom.New(c.name, newLoading(loader.Stats{}))
		if c.says == "" {
			require.NoError(t, err, c.name)
			require.NoError(t, prometheus.NewPedanticRegistry().Register(made))
			continue
		}
		require.ErrorContains(t, err, c.says)
		require.Nil(t, made)
	}
}

func TestNilCaches(t *testing.T) {
	_, err := larderprom.New[larder.Stats]("users", nil)
	require.EqualError(t, err, `larderprom: cache "users" is nil (<nil>): pass what its constructor returned without an error`)
	refused, err := cow.New(larder.Options[string, int]{Capacity: -1})
	require.Error(t, err)
	_, err = larderprom.New("users", refused)
	require.ErrorContains(t, err, `cache "users" is nil (*cow.Cache[string,int])`)
	var nothing larder.Cache[string, int]
	_, err = larderprom.New("users", nothing)
	require.ErrorContains(t, err, `cache "users" is nil`)
}

// breaking is a cache whose Stats panics once it is broken.
type breaking struct{ broken bool }

func (b *breaking) Stats() (s larder.Stats) {
	if b.broken {
		panic("no clock")
	}
	return s
}

func TestStatsThatPanic(t *testing.T) {
	_, err := larderprom.New("users", &breaking{broken: true})
	require.EqualError(t, err, `larderprom: cache "users": Stats panicked: no clock`)

	b := &breaking{}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(collector(t, "users", b))
	b.broken = true
	page := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusInternalServerError, page.Code)
	require.Contains(t, page.Body.String(), `cache "users": Stats panicked: no clock`)
}

func TestZeroCollector(t *testing.T) {
	registry := prometheus.NewRegistry()
	require.NoError(t, registry.Register(&larderprom.Collector{}))
	_, err := registry.Gather()
	require.ErrorContains(t, err, `cache "": Stats panicked`)
}
