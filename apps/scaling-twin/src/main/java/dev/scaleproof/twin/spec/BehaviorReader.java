package dev.scaleproof.twin.spec;

import dev.scaleproof.twin.spec.ScalingRules.Policy;
import dev.scaleproof.twin.spec.ScalingRules.PolicyType;
import dev.scaleproof.twin.spec.ScalingRules.SelectPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code behavior} and fills in the defaults ({@code pkg/apis/autoscaling/v2/defaults.go},
 * {@code GenerateHPAScaleUpRules} and {@code GenerateHPAScaleDownRules}); limits of the values are
 * those of {@code pkg/apis/autoscaling/validation}, {@code validateScalingRules}.
 */
final class BehaviorReader {
  private static final ScalingRules UP =
      new ScalingRules(
          0,
          SelectPolicy.MAX,
          List.of(new Policy(PolicyType.PODS, 4, 15), new Policy(PolicyType.PERCENT, 100, 15)),
          null);
  private static final ScalingRules DOWN =
      new ScalingRules(
          null, SelectPolicy.MAX, List.of(new Policy(PolicyType.PERCENT, 100, 15)), null);

  private BehaviorReader() {}

  /** A behavior of nothing but defaults. */
  static Behavior defaults() {
    return new Behavior(UP, DOWN);
  }

  /** Null if there is no such field: the controller then has no behavior at all. */
  static @Nullable Behavior read(Fields parent) {
    Fields behavior = parent.optionalFields("behavior");
    if (behavior == null) {
      return null;
    }
    Behavior result =
        new Behavior(
            rules(behavior.optionalFields("scaleUp"), UP),
            rules(behavior.optionalFields("scaleDown"), DOWN));
    behavior.end();
    return result;
  }

  private static ScalingRules rules(@Nullable Fields rules, ScalingRules defaults) {
    if (rules == null) {
      return defaults;
    }
    Integer window = rules.optionalInteger("stabilizationWindowSeconds", 0);
    if (window != null && window > 3600) {
      throw rules.problem("stabilizationWindowSeconds", "is " + window + "; at most 3600");
    }
    SelectPolicy select =
        Words.optional(rules, "selectPolicy", SelectPolicy.values(), SelectPolicy::word);
    List<Fields> listed = rules.optionalList("policies");
    if (listed != null && listed.isEmpty()) {
      throw rules.problem("policies", "is empty; list at least one policy, or remove the field");
    }
    List<Policy> policies = listed == null ? defaults.policies() : policies(listed);
    Long toleranceMilli = rules.optionalQuantity("tolerance");
    if (toleranceMilli != null && toleranceMilli < 0) {
      throw rules.problem("tolerance", "is negative; write a fraction such as 0.05");
    }
    Double tolerance = toleranceMilli == null ? null : rules.approximateQuantity("tolerance");
    rules.end();
    return new ScalingRules(
        window == null ? defaults.stabilizationWindowSeconds() : window,
        select == null ? defaults.selectPolicy() : select,
        policies,
        tolerance);
  }

  private static List<Policy> policies(List<Fields> listed) {
    List<Policy> policies = new ArrayList<>();
    for (Fields fields : listed) {
      PolicyType type = Words.required(fields, "type", PolicyType.values(), PolicyType::word);
      int value = fields.integer("value", 1);
      int period = fields.integer("periodSeconds", 1);
      if (period > 1800) {
        throw fields.problem("periodSeconds", "is " + period + "; at most 1800");
      }
      fields.end();
      policies.add(new Policy(type, value, period));
    }
    return policies;
  }
}
