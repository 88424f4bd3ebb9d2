package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scalers/scalersconfig"
	autoscaling "k8s.io/api/autoscaling/v2"
)

type object = map[string]any

// metricVector is one query of a prometheus trigger.
type metricVector struct {
	ID      string          `json:"id"`
	Trigger json.RawMessage `json:"trigger"`
	Samples answer          `json:"samples,omitempty"`
	Expect  metricExpected  `json:"expect"`
}

type metricExpected struct {
	ValueMilli     *int64 `json:"valueMilli,omitempty"`
	Active         *bool  `json:"active,omitempty"`
	Error          bool   `json:"error,omitempty"`
	TargetMilli    *int64 `json:"targetMilli,omitempty"`
	TargetType     string `json:"targetType,omitempty"`
	InvalidTrigger bool   `json:"invalidTrigger,omitempty"`
}

func metricOf(server *prometheusServer, seed uint64, index int, random *rand.Rand) metricVector {
	trigger := drawTrigger(random, 0, triggerShape{odd: true})
	text, err := json.Marshal(trigger)
	check(err)
	v := metricVector{ID: fmt.Sprintf("keda-metric-%d-%d", seed, index), Trigger: text, Samples: drawSamples(random, 0.3)}
	if threshold, err := strconv.ParseFloat(trigger["metadata"].(object)["activationThreshold"].(string), 64); err == nil && random.IntN(4) == 0 {
		// Activation is decided on the value as it was before rounding: be at its edge.
		v.Samples = &[]string{strconv.FormatFloat(threshold+pick(random, []float64{0, 0.0001, -0.0001, 0.001}), 'g', -1, 64)}
	}
	if threshold := trigger["metadata"].(object)["activationThreshold"]; threshold == "" {
		delete(trigger["metadata"].(object), "activationThreshold")
		v.Trigger, err = json.Marshal(trigger)
		check(err)
	}
	v.Expect = v.ask(server)
	return v
}

func (v metricVector) ask(server *prometheusServer) metricExpected {
	var trigger keda.ScaleTriggers
	check(json.Unmarshal(v.Trigger, &trigger))
	server.set(trigger.Metadata["query"], v.Samples)
	metadata := map[string]string{}
	for name, value := range trigger.Metadata {
		metadata[name] = value
	}
	metadata["serverAddress"] = server.URL
	scaler, err := scalers.NewPrometheusScaler(&scalersconfig.ScalerConfig{
		TriggerMetadata: metadata, MetricType: trigger.MetricType, AuthParams: map[string]string{}, GlobalHTTPTimeout: httpTimeout,
		ScalableObjectType: "ScaledObject", TriggerType: trigger.Type})
	if err != nil {
		return metricExpected{InvalidTrigger: true}
	}
	defer scaler.Close(context.Background())
	target := scaler.GetMetricSpecForScaling(context.Background())[0].External.Target
	expected := metricExpected{TargetType: string(target.Type)}
	if target.Type == autoscaling.AverageValueMetricType {
		expected.TargetMilli = ptr(target.AverageValue.MilliValue())
	} else {
		expected.TargetMilli = ptr(target.Value.MilliValue())
	}
	values, active, err := scaler.GetMetricsAndActivity(context.Background(), "s0-prometheus")
	if err != nil {
		expected.Error = true
		return expected
	}
	expected.ValueMilli, expected.Active = ptr(values[0].Value.MilliValue()), &active
	return expected
}

// triggerShape says how far from the ordinary a drawn trigger may be.
type triggerShape struct {
	odd    bool // values that KEDA refuses, too
	named  bool
	cached bool
}

// drawTrigger draws a prometheus trigger; an empty activationThreshold stands for none and is to be deleted.
func drawTrigger(random *rand.Rand, index int, shape triggerShape) object {
	metadata := object{
		"serverAddress":       "http://prometheus:9090",
		"query":               fmt.Sprintf("sum(vllm:num_requests_waiting{pool=\"%d\"})", index),
		"threshold":           pick(random, []string{"5", "25", "10", "0.8", "2.5", "100", "1", "7.125", "0.001", "12.0005"}),
		"activationThreshold": pick(random, []string{"", "", "0", "1", "4.5", "0.0005", "20"}),
	}
	if random.IntN(3) == 0 {
		metadata["ignoreNullValues"] = pick(random, []string{"false", "false", "true"})
	}
	if shape.odd && random.IntN(12) == 0 {
		metadata["threshold"] = pick(random, []string{"abc", "", "1e3", "-5", "0", "NaN", "1,5", "5m"})
	}
	trigger := object{"type": "prometheus", "metadata": metadata}
	if random.IntN(3) == 0 {
		trigger["metricType"] = pick(random, []string{"AverageValue", "Value"})
	}
	if shape.odd && random.IntN(40) == 0 {
		trigger["metricType"] = "Utilization"
	}
	if shape.named || random.IntN(3) == 0 {
		trigger["name"] = triggerNames[index]
	}
	if shape.cached && random.IntN(2) == 0 {
		trigger["useCachedMetrics"] = true
	}
	return trigger
}

var triggerNames = []string{"running", "waiting", "kv"}

// drawSamples draws a query result; odd is the share of results that are not one plain number.
func drawSamples(random *rand.Rand, odd float64) answer {
	if random.Float64() >= odd {
		value := random.Float64() * pick(random, []float64{2, 30, 200, 10_000})
		switch random.IntN(4) {
		case 0:
			value = float64(int64(value))
		case 1:
			value = float64(int64(value*2000)) / 2000 // half thousandths: rounding
		}
		return &[]string{strconv.FormatFloat(value, 'g', -1, 64)}
	}
	switch random.IntN(5) {
	case 0:
		return nil
	case 1:
		return &[]string{}
	case 2:
		return &[]string{"3", pick(random, []string{"4", "3"})}
	default:
		return &[]string{pick(random, []string{"NaN", "+Inf", "-Inf", "-3", "-0.0004", "0", "0.0005", "0.0004999", "1e-9", "1e+06",
			"9.1e+12", "123456789.1235", "2.0005", "0.0015", "x"})}
	}
}
