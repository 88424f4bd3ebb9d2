package dev.scaleproof.twin.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** KEDA's annotations on a ScaledObject ({@code apis/keda/v1alpha1/scaledobject_types.go}). */
final class Annotations {
  private static final String PREFIX = "autoscaling.keda.sh/";

  private final Fields metadata;
  private final Map<String, String> values;

  Annotations(Fields metadata) {
    this.metadata = metadata;
    this.values = metadata.texts("annotations");
  }

  /** {@code paused-replicas} alone pauses, whatever {@code paused} says. */
  Pause pause() {
    Integer replicas = pausedReplicas();
    return new Pause(
        replicas != null || isTrue(PREFIX + "paused"),
        replicas,
        isTrue(PREFIX + "paused-scale-in"),
        isTrue(PREFIX + "paused-scale-out"));
  }

  /** getBoolAnnotation: what Go's strconv.ParseBool does not know counts as true. */
  boolean isTrue(String annotation) {
    String value = values.get(annotation);
    if (value == null) {
      return false;
    }
    return switch (value) {
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> true;
    };
  }

  private @Nullable Integer pausedReplicas() {
    String value = values.get(PREFIX + "paused-replicas");
    if (value == null) {
      return null;
    }
    try {
      int replicas = Integer.parseInt(value);
      if (replicas >= 0) {
        return replicas;
      }
    } catch (NumberFormatException e) {
      // Refused below, as is a negative count.
    }
    throw metadata.problem(
        "annotations[" + PREFIX + "paused-replicas]",
        "'" + value + "' is not a count of replicas; write a whole number in quotes");
  }
}
