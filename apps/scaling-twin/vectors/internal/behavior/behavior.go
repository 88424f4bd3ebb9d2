// Package behavior draws spec.behavior of a HorizontalPodAutoscaler, as users write it and as KEDA passes it on.
package behavior

import "math/rand/v2"

type object = map[string]any

// Draw draws a behavior: rules for one direction, for both or, rarely, for none.
func Draw(random *rand.Rand) map[string]any {
	drawn := object{}
	if random.IntN(4) > 0 {
		drawn["scaleUp"] = rules(random, true)
	}
	if random.IntN(4) > 0 {
		drawn["scaleDown"] = rules(random, false)
	}
	return drawn
}

func rules(random *rand.Rand, up bool) object {
	drawn := object{}
	if random.IntN(2) == 0 {
		drawn["stabilizationWindowSeconds"] = pick(random, []int{0, 0, 0, 15, 15, 30, 45, 60, 120, 300, 600})
	}
	if random.IntN(3) == 0 {
		drawn["selectPolicy"] = pick(random, []string{"Max", "Min", "Min", "Disabled"})
	}
	if random.IntN(5) == 0 {
		drawn["tolerance"] = pick(random, []string{"0", "0.05", "50m", "0.2", "0.5"})
	}
	if random.IntN(4) > 0 {
		policies := []object{}
		for range pick(random, []int{1, 1, 2, 3}) {
			period := pick(random, []int{15, 15, 30, 60, 90, 300, 1 + random.IntN(600)})
			if random.IntN(2) == 0 {
				policies = append(policies, object{"type": "Pods", "value": 1 + random.IntN(5), "periodSeconds": period})
			} else {
				limit := 100
				if up {
					limit = 300
				}
				policies = append(policies, object{"type": "Percent", "value": 1 + random.IntN(limit), "periodSeconds": period})
			}
		}
		drawn["policies"] = policies
	}
	if len(drawn) == 0 {
		drawn["stabilizationWindowSeconds"] = 30
	}
	return drawn
}

func pick[T any](random *rand.Rand, values []T) T { return values[random.IntN(len(values))] }
