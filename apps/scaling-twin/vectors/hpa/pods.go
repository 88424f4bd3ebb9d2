package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

// pod is a pod as the vectors write it; times in milliseconds since the start.
type pod struct {
	Phase     core.PodPhase `json:"phase"`
	Deleting  bool          `json:"deleting,omitempty"`
	StartedAt *int64        `json:"startedAt,omitempty"`
	Ready     *bool         `json:"ready,omitempty"`
	ReadyFrom *int64        `json:"readySince,omitempty"`
	CPU       *usage        `json:"cpu,omitempty"`
	Memory    *usage        `json:"memory,omitempty"`
}

type usage struct {
	RequestMilli *int64 `json:"requestMilli,omitempty"`
	UsageMilli   *int64 `json:"usageMilli,omitempty"`
	At           *int64 `json:"at,omitempty"`
	WindowMs     *int64 `json:"windowMs,omitempty"`
}

var podLabels = map[string]string{"app": "vllm"}

func (p pod) object(namespace string, index int, start time.Time) *core.Pod {
	at := func(millis int64) meta.Time { return meta.NewTime(start.Add(time.Duration(millis) * time.Millisecond)) }
	object := &core.Pod{
		ObjectMeta: meta.ObjectMeta{Name: podName(index), Namespace: namespace, Labels: podLabels},
		Status:     core.PodStatus{Phase: p.Phase},
	}
	if p.Deleting {
		deletion := at(0)
		object.DeletionTimestamp = &deletion
	}
	if p.StartedAt != nil {
		started := at(*p.StartedAt)
		object.Status.StartTime = &started
	}
	if p.Ready != nil {
		status := core.ConditionFalse
		if *p.Ready {
			status = core.ConditionTrue
		}
		object.Status.Conditions = []core.PodCondition{
			{Type: core.PodReady, Status: status, LastTransitionTime: at(*p.ReadyFrom)}}
	}
	requests := core.ResourceList{}
	for name, usage := range p.usages() {
		if usage != nil && usage.RequestMilli != nil {
			requests[name] = *resource.NewMilliQuantity(*usage.RequestMilli, resource.DecimalSI)
		}
	}
	object.Spec.Containers = []core.Container{{Name: "vllm", Resources: core.ResourceRequirements{Requests: requests}}}
	return object
}

func (p pod) usages() map[core.ResourceName]*usage {
	return map[core.ResourceName]*usage{core.ResourceCPU: p.CPU, core.ResourceMemory: p.Memory}
}

func podName(index int) string { return fmt.Sprintf("vllm-%d", index) }

// samples is what the resource metrics API has of these pods.
func samples(pods []pod, name core.ResourceName, start time.Time) metrics.PodMetricsInfo {
	result := metrics.PodMetricsInfo{}
	for index, pod := range pods {
		if usage := pod.usages()[name]; usage != nil && usage.UsageMilli != nil {
			result[podName(index)] = metrics.PodMetric{
				Timestamp: start.Add(time.Duration(*usage.At) * time.Millisecond),
				Window:    time.Duration(*usage.WindowMs) * time.Millisecond,
				Value:     *usage.UsageMilli,
			}
		}
	}
	return result
}

// barePods are pods that only count as ready or not.
func barePods(ready, unready int) []pod {
	pods := make([]pod, 0, ready+unready)
	for index := range ready + unready {
		isReady := index < ready
		pods = append(pods, pod{Phase: core.PodRunning, StartedAt: ptr(int64(-600_000)), Ready: &isReady, ReadyFrom: ptr(int64(-500_000))})
	}
	return pods
}

// podLife is a pod through a sequence: pending, running but not ready, ready, at times flapping, at last deleted.
type podLife struct {
	created, started, ready int64
	neverReady              bool
	unreadyFrom, unreadyTo  int64
	failed                  bool
	deletedAt               int64
	cpuRequest, memRequest  int64
	noRequest               bool
	sampleless              bool
	bias                    float64
}

func newPodLife(random *rand.Rand, created int64) *podLife {
	// Whole seconds, as the API server keeps them.
	seconds := func(limit int64) int64 { return random.Int64N(limit+1) * 1000 }
	life := &podLife{created: created - created%1000, deletedAt: -1, unreadyFrom: -1,
		bias: 0.7 + 0.6*random.Float64()}
	life.started = life.created + seconds(pick(random, []int64{0, 2, 20}))
	life.ready = life.started + seconds(pick(random, []int64{0, 5, 30, 90}))
	life.neverReady = random.IntN(25) == 0
	life.failed = random.IntN(60) == 0
	life.sampleless = random.IntN(20) == 0
	life.cpuRequest = pick(random, []int64{100, 250, 500, 1000, 2000, 4000})
	life.memRequest = pick(random, []int64{256, 1024, 4096}) * 1024 * 1024 * 1000
	life.noRequest = random.IntN(400) == 0
	if random.IntN(6) == 0 {
		life.unreadyFrom = life.ready + seconds(120)
		life.unreadyTo = life.unreadyFrom + seconds(60)
	}
	return life
}

// at is the pod as it stands at a time; level is the share of its request that it uses.
func (l *podLife) at(random *rand.Rand, now int64, level float64, exact bool, flaky bool) pod {
	result := pod{Phase: core.PodRunning, Deleting: l.deletedAt >= 0}
	if l.failed {
		result.Phase = core.PodFailed
	}
	if now < l.started {
		result.Phase = core.PodPending
	} else {
		result.StartedAt = ptr(l.started)
	}
	switch {
	case now < l.started:
		// The kubelet has not reported yet.
	case l.neverReady || now < l.ready:
		result.Ready, result.ReadyFrom = ptr(false), ptr(l.started)
	case l.unreadyFrom >= 0 && now >= l.unreadyFrom && now < l.unreadyTo:
		result.Ready, result.ReadyFrom = ptr(false), ptr(l.unreadyFrom)
	case l.unreadyFrom >= 0 && now >= l.unreadyTo:
		result.Ready, result.ReadyFrom = ptr(true), ptr(l.unreadyTo)
	default:
		result.Ready, result.ReadyFrom = ptr(true), ptr(l.ready)
	}
	result.CPU, result.Memory = &usage{}, &usage{}
	if !l.noRequest {
		result.CPU.RequestMilli, result.Memory.RequestMilli = ptr(l.cpuRequest), ptr(l.memRequest)
	}
	if result.Phase == core.PodRunning && !l.sampleless && now >= l.started+15_000 && !(flaky && random.IntN(8) == 0) {
		bias := l.bias
		if exact {
			bias = 1
		}
		sampled := now - random.Int64N(30)*1000
		window := pick(random, []int64{10_000, 15_000, 30_000})
		result.CPU.UsageMilli, result.CPU.At, result.CPU.WindowMs = ptr(int64(float64(l.cpuRequest)*level*bias)), ptr(sampled), ptr(window)
		result.Memory.UsageMilli, result.Memory.At, result.Memory.WindowMs = ptr(int64(float64(l.memRequest/1000)*level*bias)*1000), ptr(sampled), ptr(window)
	}
	return result
}

func ptr[T any](value T) *T { return &value }

func pick[T any](random *rand.Rand, values []T) T { return values[random.IntN(len(values))] }
