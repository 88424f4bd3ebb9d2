package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// loopVector is a ScaledObject through ticks of KEDA's loop and queries of the HPA.
type loopVector struct {
	ID           string     `json:"id"`
	ScaledObject object     `json:"scaledObject"`
	CreatedAt    int64      `json:"createdAt"`
	LastActiveAt *int64     `json:"lastActiveAt,omitempty"`
	Steps        []loopStep `json:"steps"`
}

type loopStep struct {
	At        int64        `json:"at"`
	Kind      string       `json:"kind"`
	Metric    string       `json:"metric,omitempty"`
	Replicas  int32        `json:"replicas"`
	ReadyPods int          `json:"readyPods"`
	Samples   []answer     `json:"samples"`
	HPAActive bool         `json:"hpaActive"`
	Expect    loopExpected `json:"expect"`
}

type loopExpected struct {
	Replicas     *int32           `json:"replicas,omitempty"`
	Active       string           `json:"active,omitempty"`
	Ready        string           `json:"ready,omitempty"`
	LastActiveAt *int64           `json:"lastActiveAt,omitempty"`
	ValuesMilli  map[string]int64 `json:"valuesMilli,omitempty"`
	Error        bool             `json:"error,omitempty"`
	Failures     map[string]int32 `json:"failures,omitempty"`
}

const (
	poll  = "poll"
	query = "query"

	// The loop starts in the middle of a second, as real ones do: stored times are cut to whole seconds.
	firstTick = 500
)

// loop is the state of one vector while it is made.
type loop struct {
	random   *rand.Rand
	server   *prometheusServer
	operator *operator
	so       *keda.ScaledObject
	start    time.Time
	failing  float64
	idle     float64
	current  loopStep
}

func loopOf(scheme *runtime.Scheme, server *prometheusServer, seed uint64, index int, random *rand.Rand) loopVector {
	v := loopVector{ID: fmt.Sprintf("keda-loop-%d-%d", seed, index), ScaledObject: drawScaledObject(random)}
	l := &loop{random: random, server: server, start: time.Now(), failing: pick(random, []float64{0, 0, 0.05, 0.4, 0.8}), idle: pick(random, []float64{0, 0.3, 0.7, 1})}
	v.CreatedAt = -1000 * pick(random, []int64{0, 10, 30, 3600})
	l.so = decode(v.ScaledObject, server.URL, l.at(v.CreatedAt))
	if v.CreatedAt < 0 && random.IntN(2) == 0 {
		v.LastActiveAt = ptr(-1000 * random.Int64N(-v.CreatedAt/1000+1))
		l.so.Status.LastActiveTime = &meta.Time{Time: l.at(*v.LastActiveAt)}
	}
	operator, err := newOperator(scheme, l.so)
	check(err)
	l.operator = operator
	l.installHPA()
	l.current.Replicas = l.drawReplicas()
	for number, event := range l.events() {
		l.draw(event)
		if number == 0 {
			// Its first tick is at once.
			time.Sleep(firstTick * time.Millisecond)
			check(operator.handler.HandleScalableObject(context.Background(), operator.cluster.scaledObject()))
		}
		v.Steps = append(v.Steps, l.run())
	}
	l.stop()
	return v
}

func (l *loop) at(millis int64) time.Time {
	return l.start.Add(time.Duration(millis) * time.Millisecond)
}

// installHPA does what the reconciler does after it made the HPA.
func (l *loop) installHPA() {
	c := l.operator.cluster
	l.operator.hpa.TypeMeta = meta.TypeMeta{}
	check(c.Create(context.Background(), l.operator.hpa))
	so := c.scaledObject()
	so.Status.HpaName = l.operator.hpa.Name
	check(c.Status().Update(context.Background(), so))
}

// events are the ticks and, every 15 s at times that are no tick's, the HPA's queries of each external metric.
func (l *loop) events() []loopStep {
	interval := int64(30_000)
	if l.so.Spec.PollingInterval != nil {
		interval = int64(*l.so.Spec.PollingInterval) * 1000
	}
	end := interval*int64(2+l.random.IntN(9)) + 1
	result := []loopStep{}
	for at := int64(firstTick); at < end; at += interval {
		result = append(result, loopStep{At: at, Kind: poll})
	}
	queried := l.random.IntN(6) > 0
	for at := int64(7000); queried && at < end; at += 15_000 {
		for _, metric := range l.operator.hpa.Spec.Metrics {
			if metric.External != nil {
				result = append(result, loopStep{At: at, Kind: query, Metric: metric.External.Metric.Name})
			}
		}
	}
	slices.SortStableFunc(result, func(a, b loopStep) int { return int(a.At - b.At) })
	return result
}

// draw sets the inputs of the next event. Queries of one moment see one state of the world.
func (l *loop) draw(event loopStep) {
	same := l.current.Kind == query && event.Kind == query && l.current.At == event.At
	previous := l.current
	l.current = event
	l.current.Replicas, l.current.ReadyPods, l.current.Samples, l.current.HPAActive = previous.Replicas, previous.ReadyPods, previous.Samples, previous.HPAActive
	if same {
		return
	}
	if l.random.IntN(4) == 0 {
		l.current.Replicas = l.drawReplicas()
	}
	l.current.ReadyPods = int(l.current.Replicas)
	if l.random.IntN(3) == 0 {
		l.current.ReadyPods = l.random.IntN(int(l.current.Replicas) + 1)
	}
	l.current.HPAActive = l.current.Replicas > 0 && l.random.IntN(6) > 0
	l.current.Samples = nil
	for index, trigger := range l.so.Spec.Triggers {
		var samples answer
		if trigger.Type == "prometheus" {
			samples = l.drawSamples(index, previous)
			l.server.set(trigger.Metadata["query"], samples)
		}
		l.current.Samples = append(l.current.Samples, samples)
	}
	c := l.operator.cluster
	c.setReplicas(l.current.Replicas)
	c.setReady(l.current.ReadyPods)
	c.setHPAActive(l.operator.hpa.Name, l.current.HPAActive)
}

func (l *loop) drawSamples(index int, previous loopStep) answer {
	switch {
	case l.random.Float64() < l.failing:
		return drawSamples(l.random, 1)
	case l.random.Float64() < l.idle:
		return &[]string{"0"}
	case previous.Samples != nil && l.random.IntN(3) == 0:
		return previous.Samples[index]
	default:
		return drawSamples(l.random, 0)
	}
}

func (l *loop) drawReplicas() int32 {
	limit := min(l.so.GetHPAMaxReplicas(), 9)
	return pick(l.random, []int32{0, *l.so.GetHPAMinReplicas(), 1 + l.random.Int32N(limit), l.random.Int32N(limit + 2)})
}

// run lets the event happen and reads what KEDA did.
func (l *loop) run() loopStep {
	at := l.at(l.current.At)
	if l.current.Kind == poll {
		at = at.Add(time.Millisecond) // the tick runs while we sleep
	}
	time.Sleep(time.Until(at))
	c := l.operator.cluster
	var expected loopExpected
	if l.current.Kind == query {
		values, err := l.operator.handler.GetScaledObjectMetrics(context.Background(), objectName, namespace, l.current.Metric)
		expected.Error = err != nil
		if err == nil {
			expected.ValuesMilli = map[string]int64{}
			for _, value := range values.Items {
				expected.ValuesMilli[value.MetricName] = value.Value.MilliValue()
			}
		}
	}
	so := c.scaledObject()
	if l.current.Kind == poll {
		expected.Replicas = ptr(c.replicas())
		expected.Active, expected.Ready = so.Status.Conditions.GetActiveCondition().Reason, so.Status.Conditions.GetReadyCondition().Reason
		if so.Status.LastActiveTime != nil {
			expected.LastActiveAt = ptr(so.Status.LastActiveTime.Sub(l.start).Milliseconds())
		}
	}
	for metric, health := range so.Status.Health {
		if health.NumberOfFailures != nil {
			if expected.Failures == nil {
				expected.Failures = map[string]int32{}
			}
			expected.Failures[metric] = *health.NumberOfFailures
		}
	}
	step := l.current
	step.Expect = expected
	l.current.Replicas = c.replicas()
	return step
}

// stop ends KEDA's goroutines: a bubble must be empty at its end.
func (l *loop) stop() {
	check(l.operator.handler.DeleteScalableObject(context.Background(), l.so))
	time.Sleep(time.Hour)
}
