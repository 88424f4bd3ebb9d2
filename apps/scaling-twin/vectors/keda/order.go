package main

import (
	"time"
	_ "unsafe" // for go:linkname

	"github.com/kedacore/keda/v2/pkg/metricscollector"
)

// KEDA asks its triggers in parallel, and what it stores of failures can depend on which answer comes first. So that vectors
// are the same on every run, answers come in the order of the triggers: KEDA reports the latency of each answer before it
// uses it, and our collector of those reports sleeps a little longer for each trigger. The fake clock moves on only when
// everything else has come to rest, so that each answer is used up before the next one counts.

//go:linkname collectors github.com/kedacore/keda/v2/pkg/metricscollector.collectors
var collectors []metricscollector.MetricsCollector

type orderedAnswers struct{ *metricscollector.PromMetrics }

func answerInOrder() {
	collectors = append(collectors, orderedAnswers{metricscollector.NewPromMetrics(false)})
}

func (orderedAnswers) RecordScalerLatency(_, _, _ string, triggerIndex int, _ string, _ bool, _ time.Duration) {
	time.Sleep(time.Duration(triggerIndex + 1))
}

// RecordHTTPClientRequest sees every request that KEDA makes: one that fails on its way to our own server must not end up in a
// vector.
func (orderedAnswers) RecordHTTPClientRequest(_ float64, statusCode int, isError bool, _, _, _, _, _ string) {
	if statusCode == 0 {
		panic("a request did not reach the fake Prometheus")
	}
}
