package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"iombot/index"
	"iombot/index/live"
	"iombot/knowledge"
)

// pinger is the part of a store that readiness needs.
type pinger interface {
	Ping(ctx context.Context) error
}

// ops are the pages for those who run the bot: /healthz (the process lives),
// /readyz (it can answer) and /metrics.
type ops struct {
	registry *prometheus.Registry
	store    pinger
}

func newOps(store pinger, l *live.Source) *ops {
	o := &ops{registry: prometheus.NewRegistry(), store: store}
	o.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		knowledgeMetrics{l},
	)
	return o
}

func (o *ops) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.HandleFunc("GET /readyz", o.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	return mux
}

func (o *ops) server() *http.Server {
	return &http.Server{Handler: o.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
}

// ready pings the state. There is nothing to ask of the index: the bot serves
// only after it is built, and afterwards it is only replaced.
func (o *ops) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := o.store.Ping(ctx); err != nil {
		http.Error(w, "the state cannot be used", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// knowledgeMetrics say which knowledge the bot answers from.
type knowledgeMetrics struct{ live *live.Source }

var (
	knowledgeInfo = prometheus.NewDesc("iombot_knowledge_info",
		"1 for the knowledge in use: a fingerprint of what it says, and the engine's version.", []string{"version", "engine"}, nil)
	knowledgeEntries  = prometheus.NewDesc("iombot_knowledge_entries", "Entries in use.", nil, nil)
	knowledgeFindings = prometheus.NewDesc("iombot_knowledge_findings", "Faults found when the knowledge was last read.", nil, nil)
	knowledgeLoaded   = prometheus.NewDesc("iombot_knowledge_loaded_timestamp_seconds", "When the knowledge in use was put in place.", nil, nil)
)

// Describe implements prometheus.Collector.
func (knowledgeMetrics) Describe(d chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{knowledgeInfo, knowledgeEntries, knowledgeFindings, knowledgeLoaded} {
		d <- desc
	}
}

// Collect implements prometheus.Collector.
func (k knowledgeMetrics) Collect(m chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		m <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	now := k.live.Status()
	gauge(knowledgeInfo, 1, now.Version, index.Version)
	gauge(knowledgeEntries, float64(len(now.Base.Entries)))
	gauge(knowledgeFindings, float64(len(knowledge.Faults(now.Findings))))
	gauge(knowledgeLoaded, float64(now.Loaded.Unix()))
}
