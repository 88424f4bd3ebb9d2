package dev.scaleproof.twin.keda;

import dev.scaleproof.twin.formula.Formula;
import dev.scaleproof.twin.formula.FormulaException;
import dev.scaleproof.twin.quantity.GoNumber;
import dev.scaleproof.twin.quantity.Quantity;
import dev.scaleproof.twin.spec.Fallback;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.ScalingModifiers;
import dev.scaleproof.twin.spec.Trigger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One metric out of many by a formula ({@code pkg/scaling/modifiers/formula.go}). */
final class Composite {
  private final ScaledObject scaledObject;
  private final ScalingModifiers modifiers;
  private final Formula formula;

  Composite(ScaledObject scaledObject, ScalingModifiers modifiers) {
    this.scaledObject = scaledObject;
    this.modifiers = modifiers;
    Set<String> names = new HashSet<>();
    for (Trigger.External trigger : scaledObject.externalTriggers()) {
      if (trigger.name() != null) {
        names.add(trigger.name());
      }
    }
    this.formula = Formula.compile(modifiers.formula(), names);
  }

  /**
   * HandleScalingModifiers.
   *
   * @param observations by trigger
   * @return in thousandths, cut off; or a failed observation
   */
  Observation value(
      Map<Trigger.External, Observation> observations, FallbackRule fallback, Health health) {
    Map<String, @Nullable Double> values = new HashMap<>();
    for (Map.Entry<Trigger.External, Observation> entry : observations.entrySet()) {
      Observation observation = entry.getValue();
      if (observation.fallback()) {
        return observation;
      }
      String name = entry.getKey().name();
      if (name != null && observation.milliValue() != null && !observation.composite()) {
        values.put(
            name,
            fallback.isNilInFormula(entry.getKey().metricName(), health)
                ? null
                : Quantity.approximate(observation.milliValue()));
      }
    }
    try {
      Double result = formula.evaluate(values);
      return result == null ? whenNil() : thousandths(result);
    } catch (FormulaException e) {
      return Observation.failed("error trying to run custom formula: " + e.getMessage());
    }
  }

  /** scalingModifiersFallbackTarget. */
  private Observation whenNil() {
    Fallback fallback = scaledObject.fallback();
    return fallback == null
        ? Observation.failed(
            "scalingModifiers formula evaluated to nil but no fallback is configured")
        : thousandths(fallback.replicas() * Double.parseDouble(modifiers.target()));
  }

  private static Observation thousandths(double value) {
    return Observation.of(GoNumber.toInt64(value * 1000), false);
  }
}
