package larderprom_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
)

func Example() {
	users, err := cow.New(larder.Options[int, string]{Capacity: 100_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer users.Close()

	metrics, err := larderprom.New("users", users)
	if err != nil {
		fmt.Println(err)
		return
	}
	registry := prometheus.NewRegistry() // or prometheus.DefaultRegisterer
	if err := registry.Register(metrics); err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))

	users.Set(1, "Ada", larder.NoExpiry)
	users.Get(1)
	users.Get(2)
	printLines("/metrics", "larder_entries{", "larder_hits_total{", "larder_misses_total{")
	// Output:
	// larder_entries{cache="users"} 1
	// larder_hits_total{cache="users"} 1
	// larder_misses_total{cache="users"} 1
}

// printLines asks http.DefaultServeMux for a page, and prints the lines that begin so.
func printLines(path string, begin ...string) {
	page := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(page, httptest.NewRequest(http.MethodGet, path, nil))
	text, err := io.ReadAll(page.Result().Body)
	if err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(string(text)) {
		for _, b := range begin {
			if strings.HasPrefix(line, b) {
				fmt.Print(line)
			}
		}
	}
}
