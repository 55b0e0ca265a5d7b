package larderprom_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/loader"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// loading stands for a loading cache.
type loading struct{ stats atomic.Pointer[loader.Stats] }

func newLoading(s loader.Stats) *loading {
	l := &loading{}
	l.stats.Store(&s)
	return l
}

func (l *loading) Stats() loader.Stats { return *l.stats.Load() }

// endpoint serves the metrics of collectors on a port of this machine.
func endpoint(t *testing.T, collectors ...prometheus.Collector) *httptest.Server {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	for _, c := range collectors {
		require.NoError(t, registry.Register(c))
	}
	server := httptest.NewServer(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	t.Cleanup(server.Close)
	return server
}

type families map[string]*dto.MetricFamily

// scrape reads and parses what an endpoint shows.
func scrape(t *testing.T, server *httptest.Server) families {
	t.Helper()
	response, err := server.Client().Get(server.URL + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	parsed, err := parser.TextToMetricFamilies(response.Body)
	require.NoError(t, err)
	return parsed
}

// of returns the metric of one cache, which must be there.
func (f families) of(t *testing.T, name, cache string) *dto.Metric {
	t.Helper()
	require.Contains(t, f, name)
	for _, m := range f[name].Metric {
		if len(m.Label) == 1 && m.Label[0].GetName() == "cache" && m.Label[0].GetValue() == cache {
			return m
		}
	}
	require.Fail(t, "no such series", "%s{cache=%q}", name, cache)
	return nil
}

// value is that of a counter or gauge.
func (f families) value(t *testing.T, name, cache string) float64 {
	m := f.of(t, name, cache)
	return m.GetCounter().GetValue() + m.GetGauge().GetValue()
}

// numbers are all that a scrape shows, by series: all of them, or the ones that may only rise.
func (f families) numbers(onlyRising bool) map[string]float64 {
	all := map[string]float64{}
	for name, family := range f {
		for _, m := range family.Metric {
			at := name + "{" + m.Label[0].GetValue() + "}"
			switch {
			case m.Counter != nil:
				all[at] = m.Counter.GetValue()
			case m.Gauge != nil && !onlyRising:
				all[at] = m.Gauge.GetValue()
			case m.Histogram != nil:
				all[at+" count"], all[at+" sum"] = float64(m.Histogram.GetSampleCount()), m.Histogram.GetSampleSum()
				for _, b := range m.Histogram.Bucket {
					all[at+" le "+model.SampleValue(b.GetUpperBound()).String()] = float64(b.GetCumulativeCount())
				}
			}
		}
	}
	return all
}
