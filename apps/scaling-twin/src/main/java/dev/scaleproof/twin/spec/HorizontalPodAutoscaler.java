package dev.scaleproof.twin.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A HorizontalPodAutoscaler of {@code autoscaling/v2}, with the API server's defaults filled in.
 *
 * @param behavior null when the manifest has none, which is not the same as the defaults
 */
public record HorizontalPodAutoscaler(
    String namespace,
    String name,
    ScaleTarget target,
    int minReplicas,
    int maxReplicas,
    List<Metric> metrics,
    @Nullable Behavior behavior) {

  public HorizontalPodAutoscaler {
    metrics = List.copyOf(metrics);
  }

  /**
   * Reads a manifest. Other documents in the same text are skipped, as long as exactly one is a
   * HorizontalPodAutoscaler.
   *
   * @throws SpecException for what Kubernetes would refuse and for what the twin cannot follow
   */
  public static HorizontalPodAutoscaler parse(String yaml) {
    return new HorizontalPodAutoscalerReader(yaml).read();
  }
}
