package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"scaleproof.dev/scaling-twin/vectors/internal/behavior"
)

// drawScaledObject draws a ScaledObject as a user would write it; one that KEDA's own checks refuse is drawn again.
func drawScaledObject(random *rand.Rand) object {
	for range 100 {
		drawn := drawScaledObjectOnce(random)
		so := decode(drawn, "http://127.0.0.1", time.Unix(0, 0))
		if keda.CheckReplicaCountBoundsAreValid(so) != nil || keda.ValidateTriggers(so.Spec.Triggers) != nil || keda.CheckFallbackValid(so) != nil {
			continue
		}
		if so.IsUsingModifiers() {
			if _, err := keda.ValidateAndCompileScalingModifiers(so); err != nil {
				continue
			}
		}
		return drawn
	}
	panic("a hundred invalid ScaledObjects in a row")
}

func drawScaledObjectOnce(random *rand.Rand) object {
	spec := object{"scaleTargetRef": object{"name": targetName}}
	minimum := 0
	if random.IntN(4) > 0 {
		minimum = pick(random, []int{0, 0, 1, 1, 2, 3})
		spec["minReplicaCount"] = minimum
	}
	if random.IntN(5) > 0 {
		spec["maxReplicaCount"] = max(minimum, 1) + random.IntN(8)
	}
	if minimum > 0 && random.IntN(3) == 0 {
		spec["idleReplicaCount"] = random.IntN(minimum)
	}
	optional(random, spec, "pollingInterval", 5, 10, 15, 30, 60)
	optional(random, spec, "cooldownPeriod", 0, 15, 30, 60, 90, 300)
	optional(random, spec, "initialCooldownPeriod", 0, 0, 20, 30, 120)
	modifiers := random.IntN(3) == 0
	spec["triggers"] = drawTriggers(random, modifiers)
	advanced := object{}
	if modifiers {
		advanced["scalingModifiers"] = drawModifiers(random, len(spec["triggers"].([]object)))
	}
	if random.IntN(3) == 0 {
		advanced["horizontalPodAutoscalerConfig"] = object{"behavior": behavior.Draw(random)}
	}
	if len(advanced) > 0 {
		spec["advanced"] = advanced
	}
	if random.IntN(2) == 0 {
		spec["fallback"] = drawFallback(random)
	}
	metadata := object{"name": objectName}
	if annotations := drawAnnotations(random); len(annotations) > 0 {
		metadata["annotations"] = annotations
	}
	return object{"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": metadata, "spec": spec}
}

func optional(random *rand.Rand, spec object, name string, values ...int) {
	if random.IntN(3) > 0 {
		spec[name] = pick(random, values)
	}
}

func drawTriggers(random *rand.Rand, named bool) []object {
	triggers := []object{}
	cached := random.IntN(4) == 0 // at most one trigger: see order.go
	count := pick(random, []int{1, 1, 2, 2, 3})
	for index := range count {
		if random.IntN(8) == 0 {
			resource := pick(random, []string{"cpu", "memory"})
			target := object{"type": resource, "metricType": "Utilization", "metadata": object{"value": pick(random, []string{"50", "80"})}}
			if random.IntN(3) == 0 {
				target["metricType"], target["metadata"] = "AverageValue", object{"value": pick(random, []string{"500m", "2", "1Gi"})}
			}
			triggers = append(triggers, target)
			continue
		}
		trigger := drawTrigger(random, index, triggerShape{named: named, cached: cached})
		cached = cached && trigger["useCachedMetrics"] == nil
		if metadata := trigger["metadata"].(object); metadata["activationThreshold"] == "" {
			delete(metadata, "activationThreshold")
		}
		triggers = append(triggers, trigger)
	}
	return triggers
}

func drawModifiers(random *rand.Rand, triggers int) object {
	// No division: what KEDA makes of an infinite value depends on the processor.
	formulas := []string{"running", "running * 2.5", "running > 3 ? running : 0", "max(running, 1)", "running - 2", "float(running)", "running + 0.0005"}
	if triggers > 1 {
		formulas = append(formulas, "running + 10 * waiting", "max(running, waiting)", "waiting > 2 ? waiting * 3 : running",
			"(running + waiting) / 2", "running ?? waiting", "(waiting ?? 1) + (running ?? 2)")
	}
	if triggers > 2 {
		formulas = append(formulas, "running + 10 * waiting + 100 * kv", "kv > 0.8 ? 100 : running + waiting")
	}
	modifiers := object{"formula": pick(random, formulas), "target": pick(random, []string{"25", "25", "5", "0.8", "10", "12.5"})}
	if random.IntN(3) == 0 {
		modifiers["activationTarget"] = pick(random, []string{"1", "5", "0.5"})
	}
	if random.IntN(3) == 0 {
		modifiers["metricType"] = pick(random, []string{"AverageValue", "Value"})
	}
	return modifiers
}

func drawFallback(random *rand.Rand) object {
	fallback := object{"failureThreshold": random.IntN(4), "replicas": random.IntN(6)}
	if random.IntN(2) == 0 {
		fallback["behavior"] = pick(random, []string{"static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower", "scalingModifiers"})
	}
	return fallback
}

func drawAnnotations(random *rand.Rand) object {
	annotations := object{}
	for _, name := range []string{keda.PausedScaleInAnnotation, keda.PausedScaleOutAnnotation, keda.ForceActivationAnnotation} {
		if random.IntN(15) == 0 {
			annotations[name] = pick(random, []string{"true", "true", "false", "yes"})
		}
	}
	return annotations
}

// decode gives the ScaledObject as the API server would store it, with triggers that ask our server.
func decode(manifest object, serverURL string, created time.Time) *keda.ScaledObject {
	text, err := json.Marshal(manifest)
	check(err)
	so := &keda.ScaledObject{}
	check(json.Unmarshal(text, so))
	so.Namespace, so.UID, so.Generation, so.CreationTimestamp = namespace, types.UID(fmt.Sprint("uid-", objectName)), 1, meta.NewTime(created)
	so.Labels = map[string]string{keda.ScaledObjectOwnerAnnotation: objectName}
	if so.Spec.Fallback != nil && so.Spec.Fallback.Behavior == "" {
		so.Spec.Fallback.Behavior = keda.FallbackBehaviorStatic // the CRD's default
	}
	for _, trigger := range so.Spec.Triggers {
		if trigger.Type == "prometheus" {
			trigger.Metadata["serverAddress"] = serverURL
		}
	}
	so.Status.ScaleTargetKind = "apps/v1.Deployment"
	so.Status.ScaleTargetGVKR = &keda.GroupVersionKindResource{Group: "apps", Version: "v1", Kind: "Deployment", Resource: "deployments"}
	return so
}
