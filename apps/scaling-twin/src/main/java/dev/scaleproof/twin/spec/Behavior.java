package dev.scaleproof.twin.spec;

/**
 * An HPA's {@code behavior}, defaults filled in. Its absence is not the same as its defaults: the
 * controller then takes another path.
 */
public record Behavior(ScalingRules scaleUp, ScalingRules scaleDown) {
  /** What {@code behavior: {}} means. */
  public static Behavior defaults() {
    return BehaviorReader.defaults();
  }
}
