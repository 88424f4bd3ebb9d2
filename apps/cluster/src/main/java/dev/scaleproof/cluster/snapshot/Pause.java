package dev.scaleproof.cluster.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the pause annotations of a ScaledObject say, read as KEDA 2.21 reads them
 * (apis/keda/v1alpha1/scaledobject_types.go, NeedToBePausedByAnnotation and getBoolAnnotation).
 *
 * @param paused whether KEDA holds still: it deletes the HPA and leaves the replicas
 * @param oneWay whether only scaling in or only scaling out is off; then the HPA stays
 * @param keys the pause annotations that are there, whatever they say
 */
public record Pause(boolean paused, boolean oneWay, List<String> keys) {
  public static final String PAUSED = "autoscaling.keda.sh/paused";
  public static final String PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas";
  public static final String PAUSED_SCALE_IN = "autoscaling.keda.sh/paused-scale-in";
  public static final String PAUSED_SCALE_OUT = "autoscaling.keda.sh/paused-scale-out";

  /** All of them: only none of them is clearly un-paused. */
  public static final List<String> KEYS =
      List.of(PAUSED, PAUSED_REPLICAS, PAUSED_SCALE_IN, PAUSED_SCALE_OUT);

  /**
   * What Go's strconv.ParseBool takes for false; whatever it does not know, KEDA takes for true.
   */
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  public static final Set<String> BOOLEANS =
      Set.of("0", "f", "F", "false", "FALSE", "False", "1", "t", "T", "true", "TRUE", "True");

  /** Reads them. */
  public static Pause of(Map<String, String> annotations) {
    return new Pause(
        annotations.containsKey(PAUSED_REPLICAS) || isTrue(annotations, PAUSED),
        isTrue(annotations, PAUSED_SCALE_IN) || isTrue(annotations, PAUSED_SCALE_OUT),
        KEYS.stream().filter(annotations::containsKey).toList());
  }

  private static boolean isTrue(Map<String, String> annotations, String key) {
    String value = annotations.get(key);
    return value != null && !FALSE.contains(value);
  }
}
