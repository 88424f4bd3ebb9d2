package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

// replicasVector is one call of the ReplicaCalculator.
type replicasVector struct {
	ID                      string           `json:"id"`
	Call                    string           `json:"call"`
	CurrentReplicas         int32            `json:"currentReplicas"`
	TargetMilli             *int64           `json:"targetMilli,omitempty"`
	TargetUtilization       *int32           `json:"targetUtilization,omitempty"`
	ToleranceUp             float64          `json:"toleranceUp"`
	ToleranceDown           float64          `json:"toleranceDown"`
	ValuesMilli             []int64          `json:"valuesMilli,omitempty"`
	Resource                string           `json:"resource,omitempty"`
	CPUInitializationMs     *int64           `json:"cpuInitializationMs,omitempty"`
	InitialReadinessDelayMs *int64           `json:"initialReadinessDelayMs,omitempty"`
	Pods                    []pod            `json:"pods,omitempty"`
	Expect                  replicasExpected `json:"expect"`
}

type replicasExpected struct {
	Replicas    *int32 `json:"replicas,omitempty"`
	UsageMilli  *int64 `json:"usageMilli,omitempty"`
	Utilization *int32 `json:"utilization,omitempty"`
	Error       bool   `json:"error,omitempty"`
}

const replicasNamespace = "replicas"

// replicasOf runs one calculation at time 0 of a bubble.
func replicasOf(c *cluster, seed uint64, index int, random *rand.Rand) replicasVector {
	start := time.Now()
	v := replicasVector{ID: fmt.Sprintf("hpa-replicas-%d-%d", seed, index)}
	tolerances := v.drawTolerances(c, random)
	v.CurrentReplicas = int32(random.IntN(pick(random, []int{4, 10, 30, 1000})))
	switch draw := random.IntN(10); {
	case draw < 3:
		v.Call = "ExternalPerPod"
		v.drawExternal(random, float64(v.CurrentReplicas))
	case draw < 5:
		v.Call = "External"
		v.drawExternal(random, 1)
		v.Pods = barePods(random.IntN(int(v.CurrentReplicas%40)+2), random.IntN(3))
	case draw < 8:
		v.Call = "Resource"
		v.TargetUtilization = ptr(pick(random, []int32{50, 80, 60, 70, 100, 150, 1 + random.Int32N(200)}))
		v.drawPods(random, float64(*v.TargetUtilization)/100)
	default:
		v.Call = "RawResource"
		v.drawPods(random, 0.2+random.Float64())
		v.drawRawTarget(random)
	}
	c.setPods(replicasNamespace, v.Pods, start)
	c.metrics.external = map[string][]int64{"m": v.ValuesMilli}
	c.metrics.resources = map[core.ResourceName]metrics.PodMetricsInfo{
		core.ResourceCPU: samples(v.Pods, core.ResourceCPU, start), core.ResourceMemory: samples(v.Pods, core.ResourceMemory, start)}
	v.Expect = v.ask(c, tolerances)
	return v
}

func (v *replicasVector) drawTolerances(c *cluster, random *rand.Rand) podautoscaler.Tolerances {
	hpa := &autoscaling.HorizontalPodAutoscaler{}
	v.ToleranceUp, v.ToleranceDown = defaultFlags.Tolerance, defaultFlags.Tolerance
	if random.IntN(4) == 0 {
		up, down := resource.MustParse(drawTolerance(random)), resource.MustParse(drawTolerance(random))
		hpa.Spec.Behavior = &autoscaling.HorizontalPodAutoscalerBehavior{
			ScaleUp: &autoscaling.HPAScalingRules{Tolerance: &up}, ScaleDown: &autoscaling.HPAScalingRules{Tolerance: &down}}
		v.ToleranceUp, v.ToleranceDown = up.AsApproximateFloat64(), down.AsApproximateFloat64()
	}
	return tolerancesForHpa(c.controller, hpa)
}

func drawTolerance(random *rand.Rand) string {
	return pick(random, []string{"0", "0.05", "50m", "0.1", "0.2", "15m", "0.333", "0.5", "1"})
}

// drawExternal draws a target and values whose ratio is often exactly on, or one thousandth beside, an edge of the tolerance.
func (v *replicasVector) drawExternal(random *rand.Rand, pods float64) {
	target := drawTargetMilli(random)
	v.TargetMilli = &target
	total := float64(target) * pods * drawRatio(random, v.ToleranceUp, v.ToleranceDown)
	if pods == 0 {
		total = float64(target) * random.Float64() * 10
	}
	usage := int64(math.Round(total)) + pick(random, []int64{0, 0, 0, 1, -1})
	switch {
	case v.CurrentReplicas > 0 && random.IntN(60) == 0:
		// Large: up to the end of int64, whose sums overflow.
		v.ValuesMilli = []int64{math.MaxInt64 - random.Int64N(1000), random.Int64N(4000)}
		return
	case v.CurrentReplicas > 0 && random.IntN(60) == 0:
		usage = pick(random, []int64{math.MaxInt64 / 3, math.MaxInt64 / 1000, math.MaxInt32 * target})
	case random.IntN(60) == 0:
		usage = -random.Int64N(100_000)
	case random.IntN(20) == 0:
		usage = 0
	}
	v.ValuesMilli = split(random, usage)
}

func drawTargetMilli(random *rand.Rand) int64 {
	switch random.IntN(3) {
	case 0:
		return pick(random, []int64{1000, 5000, 10_000, 25_000, 100_000, 800, 500, 1, 3000, 7000})
	case 1:
		return 1 + random.Int64N(100)*1000
	default:
		return 1 + random.Int64N(200_000)
	}
}

func drawRatio(random *rand.Rand, toleranceUp, toleranceDown float64) float64 {
	switch random.IntN(8) {
	case 0:
		return 1 + toleranceUp
	case 1:
		return 1 - toleranceDown
	case 2:
		return 0.8 + 0.4*random.Float64()
	case 3:
		return 1
	case 4:
		return random.Float64()
	default:
		return random.Float64() * pick(random, []float64{2, 5, 20})
	}
}

// split makes one to three series of a sum.
func split(random *rand.Rand, sum int64) []int64 {
	if sum <= 3 || sum > math.MaxInt64/2 || random.IntN(4) > 0 {
		return []int64{sum}
	}
	first := random.Int64N(sum)
	if random.IntN(2) == 0 {
		return []int64{first, sum - first}
	}
	second := random.Int64N(sum - first)
	return []int64{first, second, sum - first - second}
}

func (v *replicasVector) drawPods(random *rand.Rand, centre float64) {
	v.Resource = pick(random, []string{"cpu", "cpu", "cpu", "memory"})
	v.CPUInitializationMs = ptr(defaultFlags.CPUInitializationMs)
	v.InitialReadinessDelayMs = ptr(defaultFlags.InitialReadinessDelayMs)
	v.CurrentReplicas %= 13
	count := int(v.CurrentReplicas) + pick(random, []int{0, 0, 0, 0, 1, -1, 2})
	level := centre * drawRatio(random, v.ToleranceUp, v.ToleranceDown)
	exact := random.IntN(3) == 0
	// Old pods are plain; young ones are in every stage of coming up.
	age := pick(random, []int64{3_600_000, 3_600_000, 400_000, 200_000, 60_000})
	for range max(count, 0) {
		life := newPodLife(random, -random.Int64N(age)-1)
		if exact {
			life.cpuRequest, life.memRequest, life.neverReady = 1000, 1024*1024*1024*1000, false
		}
		if random.IntN(30) == 0 {
			life.deletedAt = 0
		}
		v.Pods = append(v.Pods, life.at(random, 0, level, exact, random.IntN(3) == 0))
	}
}

func (v *replicasVector) drawRawTarget(random *rand.Rand) {
	target, found := int64(0), false
	for _, pod := range v.Pods {
		usage := pod.usages()[core.ResourceName(v.Resource)]
		if usage.UsageMilli != nil && *usage.UsageMilli > 0 {
			target, found = int64(float64(*usage.UsageMilli)/max(drawRatio(random, v.ToleranceUp, v.ToleranceDown), 0.01)), true
			break
		}
	}
	if !found || target <= 0 {
		target = 1 + random.Int64N(4000)
	}
	v.TargetMilli = &target
}

func (v *replicasVector) ask(c *cluster, tolerances podautoscaler.Tolerances) replicasExpected {
	calculator := podautoscaler.NewReplicaCalculator(c.metrics, c.podLister,
		time.Duration(defaultFlags.CPUInitializationMs)*time.Millisecond, time.Duration(defaultFlags.InitialReadinessDelayMs)*time.Millisecond)
	selector := labels.SelectorFromSet(podLabels)
	var expected replicasExpected
	var replicas int32
	var usage int64
	var err error
	switch v.Call {
	case "ExternalPerPod":
		replicas, usage, _, err = calculator.GetExternalPerPodMetricReplicas(v.CurrentReplicas, *v.TargetMilli, "m", tolerances, replicasNamespace, nil)
	case "External":
		replicas, usage, _, err = calculator.GetExternalMetricReplicas(v.CurrentReplicas, *v.TargetMilli, "m", tolerances, replicasNamespace, nil, selector)
	case "Resource":
		var utilization int32
		replicas, utilization, usage, _, err = calculator.GetResourceReplicas(context.Background(), v.CurrentReplicas, *v.TargetUtilization, core.ResourceName(v.Resource), tolerances, replicasNamespace, selector, "")
		expected.Utilization = &utilization
	case "RawResource":
		replicas, usage, _, err = calculator.GetRawResourceReplicas(context.Background(), v.CurrentReplicas, *v.TargetMilli, core.ResourceName(v.Resource), tolerances, replicasNamespace, selector, "")
	}
	if err != nil {
		return replicasExpected{Error: true}
	}
	expected.Replicas = &replicas
	if v.Call != "ExternalPerPod" || v.CurrentReplicas > 0 { // else a division by zero: what it gives depends on the processor
		expected.UsageMilli = &usage
	}
	return expected
}
