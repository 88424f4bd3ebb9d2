package dev.scaleproof.twin.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an HPA's {@code behavior}, with the defaults of Kubernetes' {@code
 * pkg/apis/autoscaling/v2/defaults.go} filled in.
 *
 * @param stabilizationWindowSeconds null only for scaling down: the controller's own window then
 *     counts (300 s unless its flag says otherwise)
 * @param tolerance relative, as in 0.05; null: the controller's own (0.1)
 */
public record ScalingRules(
    @Nullable Integer stabilizationWindowSeconds,
    SelectPolicy selectPolicy,
    List<Policy> policies,
    @Nullable Double tolerance) {

  public ScalingRules {
    policies = List.copyOf(policies);
  }

  /** The same rules under another choice among the policies. */
  public ScalingRules withSelectPolicy(SelectPolicy changed) {
    return new ScalingRules(stabilizationWindowSeconds, changed, policies, tolerance);
  }

  /** Which of several policies counts. */
  public enum SelectPolicy {
    MAX("Max"),
    MIN("Min"),
    DISABLED("Disabled");

    private final String word;

    SelectPolicy(String word) {
      this.word = word;
    }

    /** The word as manifests write it. */
    public String word() {
      return word;
    }
  }

  /** What a policy's value counts. */
  public enum PolicyType {
    PODS("Pods"),
    PERCENT("Percent");

    private final String word;

    PolicyType(String word) {
      this.word = word;
    }

    /** The word as manifests write it. */
    public String word() {
      return word;
    }
  }

  /** A limit of change: {@code value} pods or per cent within {@code periodSeconds}. */
  public record Policy(PolicyType type, int value, int periodSeconds) {}
}
