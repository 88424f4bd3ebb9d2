package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

// reconcileVector is an HPA through several syncs.
type reconcileVector struct {
	ID    string          `json:"id"`
	Flags flags           `json:"flags"`
	HPA   json.RawMessage `json:"hpa"`
	Steps []reconcileStep `json:"steps"`
}

type reconcileStep struct {
	At             int64             `json:"at"`
	Recreated      bool              `json:"recreated,omitempty"`
	SpecReplicas   int32             `json:"specReplicas"`
	StatusReplicas int32             `json:"statusReplicas"`
	ReadyPods      *int              `json:"readyPods,omitempty"`
	UnreadyPods    *int              `json:"unreadyPods,omitempty"`
	Pods           []pod             `json:"pods,omitempty"`
	Metrics        []metricAnswer    `json:"metrics"`
	Expect         reconcileExpected `json:"expect"`
}

type metricAnswer struct {
	ValuesMilli []int64 `json:"valuesMilli,omitempty"`
	Error       bool    `json:"error,omitempty"`
}

type reconcileExpected struct {
	Replicas     int32    `json:"replicas"`
	Able         string   `json:"able,omitempty"`
	Active       string   `json:"active,omitempty"`
	Limited      string   `json:"limited,omitempty"`
	Metric       *int     `json:"metric,omitempty"`
	CurrentMilli []*int64 `json:"currentMilli,omitempty"`
	Utilization  []*int32 `json:"utilization,omitempty"`
	Error        bool     `json:"error,omitempty"`
}

// sequence is the state of one vector while it is made.
type sequence struct {
	random      *rand.Rand
	cluster     *cluster
	hpa         *autoscaling.HorizontalPodAutoscaler
	start       time.Time
	lives       []*podLife
	hasResource bool
	exact       bool
	demand      float64
	level       float64
	failing     float64
	lastStatus  int32
}

func reconcileOf(clusters map[flags]*cluster, seed uint64, index int, random *rand.Rand) reconcileVector {
	v := reconcileVector{ID: fmt.Sprintf("hpa-reconcile-%d-%d", seed, index), Flags: drawFlags(random)}
	c, found := clusters[v.Flags]
	if !found {
		panic("flags without a cluster")
	}
	text, hpa := drawManifest(random, "vllm")
	v.HPA = text
	hpa.Namespace = v.ID
	s := &sequence{random: random, cluster: c, hpa: hpa, start: time.Now(),
		exact: random.IntN(3) == 0, failing: pick(random, []float64{0, 0, 0, 0.1, 0.4})}
	for _, metric := range hpa.Spec.Metrics {
		s.hasResource = s.hasResource || metric.Type == autoscaling.ResourceMetricSourceType
	}
	times := drawTimes(random)
	spec := s.startReplicas()
	s.lastStatus = spec
	// Pods of before the start are old enough to be past every initial period.
	s.setLives(int(spec), -3_600_000)
	for number, at := range times {
		time.Sleep(s.start.Add(time.Duration(at) * time.Millisecond).Sub(time.Now()))
		if number > 0 && (random.IntN(40) == 0 || spec == 0 && random.IntN(3) == 0) {
			spec = s.overridden(spec)
		}
		step := s.draw(at, spec)
		if number > 0 && random.IntN(60) == 0 {
			step.Recreated = true
			s.forget()
		}
		step.Expect = s.sync(&step)
		spec = step.Expect.Replicas
		v.Steps = append(v.Steps, step)
	}
	s.forget()
	return v
}

func drawFlags(random *rand.Rand) flags {
	f := defaultFlags
	switch random.IntN(9) {
	case 0:
		f.Tolerance = 0.05
	case 1, 2:
		f.DownscaleStabilizationMs = 60_000
	case 3:
		f.DownscaleStabilizationMs = 0
	}
	return f
}

func allFlags() []flags {
	tolerance, short, none := defaultFlags, defaultFlags, defaultFlags
	tolerance.Tolerance, short.DownscaleStabilizationMs, none.DownscaleStabilizationMs = 0.05, 60_000, 0
	return []flags{defaultFlags, tolerance, short, none}
}

// drawTimes: exactly every 15 s, every 15 s with the jitter of a real controller, or irregular.
func drawTimes(random *rand.Rand) []int64 {
	times := make([]int64, 5+random.IntN(36))
	mode := random.IntN(5)
	now := int64(0)
	for index := range times {
		times[index] = now
		switch mode {
		case 0, 1:
			now += 15_000
		case 2, 3:
			now += 15_000 + random.Int64N(200)
		default:
			now += 1000 * (1 + random.Int64N(pick(random, []int64{20, 60, 120, 400})))
		}
	}
	return times
}

func (s *sequence) minimum() int32 { return *s.hpa.Spec.MinReplicas }

func (s *sequence) startReplicas() int32 {
	if s.random.IntN(4) > 0 {
		return s.minimum() + s.random.Int32N(s.hpa.Spec.MaxReplicas-s.minimum()+1)
	}
	return s.overridden(1)
}

// overridden is somebody's kubectl scale: any count, also 0, above the maximum or below the minimum.
func (s *sequence) overridden(spec int32) int32 {
	return pick(s.random, []int32{0, s.minimum(), s.hpa.Spec.MaxReplicas + 1 + s.random.Int32N(5), max(s.minimum()-1, 0), s.random.Int32N(s.hpa.Spec.MaxReplicas + 1), spec + 1})
}

func (s *sequence) setLives(count int, at int64) {
	alive := s.lives[:0]
	for _, life := range s.lives {
		if life.deletedAt < 0 || at-life.deletedAt < 30_000 { // terminating pods stay in the list for a while
			alive = append(alive, life)
		}
	}
	s.lives = alive
	running := 0
	for _, life := range s.lives {
		if life.deletedAt < 0 {
			running++
			if running > count {
				life.deletedAt = at
			}
		}
	}
	for ; running < count; running++ {
		s.lives = append(s.lives, newPodLife(s.random, at))
	}
}

func (s *sequence) draw(at int64, spec int32) reconcileStep {
	// The workload controller follows at once, or a sync late.
	status := spec
	if s.random.IntN(5) == 0 {
		status = s.lastStatus
	}
	s.lastStatus = spec
	step := reconcileStep{At: at, SpecReplicas: spec, StatusReplicas: status}
	s.moveLevel(status)
	if s.hasResource {
		s.setLives(int(status), at)
		flaky := s.random.IntN(6) == 0
		utilization := 0.6
		for _, metric := range s.hpa.Spec.Metrics {
			if metric.Resource != nil && metric.Resource.Target.AverageUtilization != nil {
				utilization = float64(*metric.Resource.Target.AverageUtilization) / 100
			}
		}
		for _, life := range s.lives {
			step.Pods = append(step.Pods, life.at(s.random, at, utilization*s.level, s.exact, flaky))
		}
	} else {
		unready := 0
		if s.random.IntN(4) == 0 {
			unready = s.random.IntN(int(status) + 1)
		}
		ready := int(status) - unready
		step.ReadyPods, step.UnreadyPods = &ready, &unready
	}
	for _, metric := range s.hpa.Spec.Metrics {
		step.Metrics = append(step.Metrics, s.drawAnswer(metric, status))
	}
	return step
}

// moveLevel walks the load: mostly a demand in replicas that jumps and stays for some syncs, at times a ratio near an edge of
// the tolerance. The level is usage over target at the replicas there are.
func (s *sequence) moveLevel(replicas int32) {
	switch s.random.IntN(8) {
	case 0, 1:
		s.demand = s.random.Float64() * 1.3 * float64(s.hpa.Spec.MaxReplicas)
	case 2:
		s.demand = pick(s.random, []float64{0, 0.5, float64(s.minimum()), float64(replicas), float64(replicas) + 1, float64(replicas) - 1})
	}
	s.level = max(s.demand, 0) / float64(max(replicas, 1))
	if s.random.IntN(10) == 0 {
		s.level = drawRatio(s.random, 0.1, 0.1)
	}
}

func (s *sequence) drawAnswer(metric autoscaling.MetricSpec, status int32) metricAnswer {
	if s.random.Float64() < s.failing {
		return metricAnswer{Error: true}
	}
	if metric.External == nil {
		return metricAnswer{}
	}
	var usage float64
	if target := metric.External.Target.AverageValue; target != nil {
		usage = float64(target.MilliValue()) * float64(max(status, 1)) * s.level
	} else {
		usage = float64(metric.External.Target.Value.MilliValue()) * s.level
	}
	if !s.exact {
		usage *= 0.97 + 0.06*s.random.Float64()
	}
	value := int64(math.Round(usage)) + pick(s.random, []int64{0, 0, 0, 1, -1})
	if s.random.IntN(150) == 0 {
		value = -value
	}
	return metricAnswer{ValuesMilli: split(s.random, value)}
}

// sync hands the inputs to the real controller and reads what it did.
func (s *sequence) sync(step *reconcileStep) reconcileExpected {
	c := s.cluster
	pods := step.Pods
	if !s.hasResource {
		pods = barePods(*step.ReadyPods, *step.UnreadyPods)
	}
	c.setPods(s.hpa.Namespace, pods, s.start)
	c.metrics.external = map[string][]int64{}
	c.metrics.resources = map[core.ResourceName]metrics.PodMetricsInfo{}
	for index, metric := range s.hpa.Spec.Metrics {
		switch {
		case step.Metrics[index].Error:
			// Nothing stored: the metrics API fails.
		case metric.External != nil:
			c.metrics.external[metric.External.Metric.Name] = step.Metrics[index].ValuesMilli
		default:
			c.metrics.resources[metric.Resource.Name] = samples(pods, metric.Resource.Name, s.start)
		}
	}
	c.target.spec, c.target.status, c.statuses.last = step.SpecReplicas, step.StatusReplicas, nil
	// An empty status, so that the conditions that come back were set in this very sync.
	check(c.hpas.Add(s.hpa.DeepCopy()))
	deleted, err := reconcileKey(c.controller, context.Background(), s.key())
	if deleted || c.statuses.last == nil {
		panic("the controller did not see the HPA")
	}
	return s.expected(c.target.spec, step.StatusReplicas, c.statuses.last, err)
}

func (s *sequence) key() string { return s.hpa.Namespace + "/" + s.hpa.Name }

// forget deletes the HPA; the controller drops its history when it notices.
func (s *sequence) forget() {
	check(s.cluster.hpas.Delete(s.hpa))
	deleted, err := reconcileKey(s.cluster.controller, context.Background(), s.key())
	check(err)
	if !deleted {
		panic("the controller did not notice that the HPA is gone")
	}
}

func (s *sequence) expected(replicas, statusReplicas int32, status *autoscaling.HorizontalPodAutoscalerStatus, err error) reconcileExpected {
	e := reconcileExpected{Replicas: replicas, Error: err != nil}
	for _, condition := range status.Conditions {
		switch condition.Type {
		case autoscaling.AbleToScale:
			e.Able = condition.Reason
		case autoscaling.ScalingLimited:
			e.Limited = condition.Reason
		case autoscaling.ScalingActive:
			e.Active = condition.Reason
			if condition.Reason == "ValidMetricFound" {
				e.Metric = s.metricIn(condition.Message)
			}
		}
	}
	if status.CurrentMetrics == nil {
		return e
	}
	for index, spec := range s.hpa.Spec.Metrics {
		current, utilization := currentOf(spec, status.CurrentMetrics[index], statusReplicas)
		e.CurrentMilli = append(e.CurrentMilli, current)
		e.Utilization = append(e.Utilization, utilization)
	}
	if !slices.ContainsFunc(e.Utilization, func(u *int32) bool { return u != nil }) {
		e.Utilization = nil
	}
	return e
}

func currentOf(spec autoscaling.MetricSpec, status autoscaling.MetricStatus, statusReplicas int32) (*int64, *int32) {
	switch {
	case status.External != nil && status.External.Current.Value != nil:
		return ptr(status.External.Current.Value.MilliValue()), nil
	case status.External != nil && statusReplicas > 0: // without replicas the average is a division by zero
		return ptr(status.External.Current.AverageValue.MilliValue()), nil
	case status.Resource != nil && spec.Resource.Target.AverageUtilization != nil:
		return ptr(status.Resource.Current.AverageValue.MilliValue()), status.Resource.Current.AverageUtilization
	case status.Resource != nil:
		return ptr(status.Resource.Current.AverageValue.MilliValue()), nil
	default:
		return nil, nil
	}
}

// metricIn finds the metric that the condition's message names as the one that decided.
func (s *sequence) metricIn(message string) *int {
	for index, metric := range s.hpa.Spec.Metrics {
		name := ""
		if metric.External != nil {
			name = "external metric " + metric.External.Metric.Name + "("
		} else {
			name = string(metric.Resource.Name) + " resource"
		}
		if strings.Contains(message, "from "+name) {
			return &index
		}
	}
	return nil
}
