package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	autoscaling "k8s.io/api/autoscaling/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	internal "k8s.io/kubernetes/pkg/apis/autoscaling"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install" // registers the types for defaulting, conversion and validation
	"k8s.io/kubernetes/pkg/apis/autoscaling/validation"

	"scaleproof.dev/scaling-twin/vectors/internal/behavior"
)

type object = map[string]any

// drawManifest draws a HorizontalPodAutoscaler as a user would write it, and gives it also as the API server would store it:
// decoded, defaulted and valid by Kubernetes' own code.
func drawManifest(random *rand.Rand, name string) (json.RawMessage, *autoscaling.HorizontalPodAutoscaler) {
	for range 100 {
		text, err := json.Marshal(drawManifestObject(random, name))
		check(err)
		hpa := &autoscaling.HorizontalPodAutoscaler{}
		check(json.Unmarshal(text, hpa))
		legacyscheme.Scheme.Default(hpa)
		stored := &internal.HorizontalPodAutoscaler{}
		check(legacyscheme.Scheme.Convert(hpa, stored, nil))
		stored.Namespace = "default"
		options := validation.HorizontalPodAutoscalerSpecValidationOptions{MinReplicasLowerBound: 1}
		if len(validation.ValidateHorizontalPodAutoscaler(stored, options)) == 0 {
			return text, hpa
		}
	}
	panic("a hundred invalid HorizontalPodAutoscalers in a row")
}

func drawManifestObject(random *rand.Rand, name string) object {
	minimum := 1 + random.IntN(pick(random, []int{1, 1, 3, 6}))
	metrics, hasResource := drawMetrics(random)
	room := pick(random, []int{1, 5, 8, 12, 40})
	if hasResource {
		room = min(room, 8) // each replica is a pod in every step: keep the files small
	}
	spec := object{
		"scaleTargetRef": object{"apiVersion": "apps/v1", "kind": "Deployment", "name": targetName},
		"maxReplicas":    minimum + random.IntN(room),
		"metrics":        metrics,
	}
	if minimum > 1 || random.IntN(2) == 0 {
		spec["minReplicas"] = minimum
	}
	if random.IntN(3) > 0 {
		spec["behavior"] = behavior.Draw(random)
	}
	return object{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": object{"name": name}, "spec": spec}
}

func drawMetrics(random *rand.Rand) ([]object, bool) {
	count := pick(random, []int{1, 1, 1, 2, 2, 3})
	result := make([]object, 0, count)
	hasCPU, hasMemory := false, false
	for index := range count {
		switch draw := random.IntN(10); {
		case draw < 2 && !hasCPU:
			hasCPU = true
			target := object{"type": "Utilization", "averageUtilization": pick(random, []int{50, 70, 80, 100, 120})}
			if random.IntN(4) == 0 {
				target = object{"type": "AverageValue", "averageValue": pick(random, []string{"500m", "1", "250m", "1500m"})}
			}
			result = append(result, object{"type": "Resource", "resource": object{"name": "cpu", "target": target}})
		case draw < 3 && !hasMemory:
			hasMemory = true
			target := object{"type": "Utilization", "averageUtilization": pick(random, []int{60, 80})}
			if random.IntN(2) == 0 {
				target = object{"type": "AverageValue", "averageValue": pick(random, []string{"512Mi", "1Gi", "700M"})}
			}
			result = append(result, object{"type": "Resource", "resource": object{"name": "memory", "target": target}})
		default:
			kind, field := "AverageValue", "averageValue"
			if random.IntN(3) == 0 {
				kind, field = "Value", "value"
			}
			result = append(result, object{"type": "External", "external": object{
				"metric": object{"name": fmt.Sprintf("s%d-prometheus", index)},
				"target": object{"type": kind, field: drawQuantity(random)}}})
		}
	}
	return result, hasCPU || hasMemory
}

func drawQuantity(random *rand.Rand) string {
	return pick(random, []string{"5", "25", "10", "1", "3", "800m", "0.8", "2500m", "100", "1k", "0.333", "7.5", "12"})
}
