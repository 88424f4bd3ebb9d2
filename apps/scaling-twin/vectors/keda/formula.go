package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/go-logr/logr"
	keda "github.com/kedacore/keda/v2/apis/keda/v1alpha1"
	"github.com/kedacore/keda/v2/pkg/scalers"
	"github.com/kedacore/keda/v2/pkg/scaling/cache"
	"github.com/kedacore/keda/v2/pkg/scaling/modifiers"
	"k8s.io/metrics/pkg/apis/external_metrics"
)

// formulaVector is one evaluation of a scalingModifiers formula.
type formulaVector struct {
	ID               string            `json:"id"`
	Tier             string            `json:"tier"`
	Formula          string            `json:"formula"`
	Target           string            `json:"target"`
	TriggersMilli    map[string]*int64 `json:"triggersMilli"`
	FallbackReplicas *int32            `json:"fallbackReplicas,omitempty"`
	Expect           formulaExpected   `json:"expect"`
}

type formulaExpected struct {
	ValueMilli     *int64 `json:"valueMilli,omitempty"`
	Error          bool   `json:"error,omitempty"`
	InvalidFormula bool   `json:"invalidFormula,omitempty"`
	Undefined      bool   `json:"undefined,omitempty"`
}

const failureThreshold = 3

func formulaOf(seed uint64, index int, random *rand.Rand) formulaVector {
	v := formulaVector{ID: fmt.Sprintf("keda-formula-%d-%d", seed, index), Tier: pick(random, []string{"core", "core", "core", "extended"}),
		Target: pick(random, []string{"25", "5", "0.8", "12.5", "100"}), TriggersMilli: map[string]*int64{}}
	writer := formulaWriter{random: random, extended: v.Tier == "extended"}
	v.Formula = writer.write()
	for _, name := range triggerNames {
		v.TriggersMilli[name] = ptr(pick(random, []int64{0, 1000, 1000 * random.Int64N(50), random.Int64N(100_000), random.Int64N(2_000)}))
	}
	if writer.extended && random.IntN(2) == 0 {
		v.FallbackReplicas = ptr(random.Int32N(6))
		for _, name := range triggerNames {
			if random.IntN(3) == 0 {
				v.TriggersMilli[name] = nil
			}
		}
	}
	v.Expect = v.ask()
	return v
}

func (v formulaVector) ask() formulaExpected {
	so := &keda.ScaledObject{}
	so.Spec.Advanced = &keda.AdvancedConfig{ScalingModifiers: keda.ScalingModifiers{Formula: v.Formula, Target: v.Target}}
	if v.FallbackReplicas != nil {
		so.Spec.Fallback = &keda.Fallback{FailureThreshold: failureThreshold, Replicas: *v.FallbackReplicas, Behavior: keda.FallbackBehaviorScalingModifiers}
	}
	so.Status.Health = map[string]keda.HealthStatus{}
	values := []external_metrics.ExternalMetricValue{}
	triggerOf := map[string]string{}
	for index, name := range triggerNames {
		so.Spec.Triggers = append(so.Spec.Triggers, keda.ScaleTriggers{Type: "prometheus", Name: name})
		metric := fmt.Sprintf("s%d-prometheus", index)
		triggerOf[metric] = name
		if milli := v.TriggersMilli[name]; milli != nil {
			values = append(values, scalers.GenerateMetricInMili(metric, float64(*milli)/1000))
		} else {
			// The placeholder of pkg/fallback; what makes it nil is the health.
			values = append(values, scalers.GenerateMetricInMili(metric, -1))
			so.Status.Health[metric] = keda.HealthStatus{Status: keda.HealthStatusFailing, NumberOfFailures: ptr(int32(failureThreshold + 1))}
		}
	}
	program, err := keda.ValidateAndCompileScalingModifiers(so)
	if err != nil {
		return formulaExpected{InvalidFormula: true}
	}
	result := modifiers.HandleScalingModifiers(so, values, triggerOf, false, nil, &cache.ScalersCache{CompiledFormula: program}, logr.Discard())
	if len(result) == 0 {
		return formulaExpected{Error: true}
	}
	milli := result[0].Value.MilliValue()
	if milli == math.MinInt64 || milli == math.MaxInt64 {
		// Infinite, not a number or out of range: what Go's conversion to int64 gives depends on the processor.
		return formulaExpected{Undefined: true}
	}
	return formulaExpected{ValueMilli: &milli}
}

// formulaWriter writes random expressions, without the parentheses that precedence makes superfluous.
type formulaWriter struct {
	random   *rand.Rand
	extended bool
}

func (w formulaWriter) write() string {
	if w.random.IntN(40) == 0 {
		return pick(w.random, []string{"", "running +", "queue + 1", "running waiting", "(running", "1 +* 2", "running > 2", "\"a\""})
	}
	if w.extended {
		switch w.random.IntN(8) {
		case 0:
			return fmt.Sprintf("%s ?? %s", pick(w.random, triggerNames), w.sum(1))
		case 1:
			return fmt.Sprintf("(%s ?? 0) + (%s ?? %s)", pick(w.random, triggerNames), pick(w.random, triggerNames), w.number())
		case 2:
			return fmt.Sprintf("%s ?? %s", pick(w.random, triggerNames), pick(w.random, triggerNames))
		}
	}
	return w.expression(2)
}

func (w formulaWriter) expression(depth int) string {
	if depth > 0 && w.random.IntN(4) == 0 {
		return fmt.Sprintf("%s ? %s : %s", w.condition(depth-1), w.sum(depth-1), w.expression(depth-1))
	}
	return w.sum(depth)
}

func (w formulaWriter) condition(depth int) string {
	one := func() string {
		text := w.sum(depth) + " " + pick(w.random, []string{">", "<", ">=", "<=", "==", "!="}) + " " + w.sum(0)
		if w.random.IntN(6) == 0 {
			return pick(w.random, []string{"!(", "not ("}) + text + ")"
		}
		return text
	}
	text := one()
	for w.random.IntN(3) == 0 {
		text += pick(w.random, []string{" && ", " || ", " and ", " or "}) + one()
	}
	return text
}

func (w formulaWriter) sum(depth int) string {
	operators := []string{" + ", " - ", " * ", " / ", "+", "*"}
	if w.extended {
		operators = append(operators, " ** ", " ^ ", " % ")
	}
	text := w.term(depth)
	for range w.random.IntN(3) {
		text += pick(w.random, operators) + w.term(depth)
	}
	return text
}

func (w formulaWriter) term(depth int) string {
	if depth > 0 {
		switch w.random.IntN(6) {
		case 0:
			return "(" + w.expression(depth-1) + ")"
		case 1:
			return pick(w.random, []string{"min", "max"}) + "(" + w.arguments(depth) + ")"
		case 2:
			if w.extended {
				return w.function(depth)
			}
		}
	}
	switch w.random.IntN(8) {
	case 0:
		return "-" + pick(w.random, triggerNames)
	case 1, 2, 3:
		return w.number()
	default:
		return pick(w.random, triggerNames)
	}
}

func (w formulaWriter) arguments(depth int) string {
	arguments := []string{w.expression(depth - 1), w.expression(depth - 1)}
	if w.random.IntN(4) == 0 {
		arguments = append(arguments, w.sum(0))
	}
	return strings.Join(arguments, ", ")
}

func (w formulaWriter) function(depth int) string {
	if w.random.IntN(2) == 0 {
		return pick(w.random, []string{"abs", "ceil", "floor", "round", "float", "int"}) + "(" + w.expression(depth-1) + ")"
	}
	return pick(w.random, []string{"sum", "mean", "median", "max", "min", "len"}) + "([" + w.arguments(depth) + "])"
}

func (w formulaWriter) number() string {
	switch w.random.IntN(3) {
	case 0:
		return strconv.Itoa(w.random.IntN(20))
	case 1:
		return strconv.Itoa(1 + w.random.IntN(200))
	default:
		return strconv.FormatFloat(float64(w.random.IntN(2000))/100, 'f', -1, 64)
	}
}
