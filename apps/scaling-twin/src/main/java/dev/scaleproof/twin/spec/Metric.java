package dev.scaleproof.twin.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of an HPA's {@code spec.metrics}. */
public sealed interface Metric {
  /** The metric's name: {@code cpu}, {@code s0-prometheus}. */
  String name();

  /** What it is held to. */
  MetricTarget target();

  /**
   * A metric from outside the cluster, such as each KEDA trigger's.
   *
   * @param labels the selector's {@code matchLabels}
   */
  record External(String name, Map<String, String> labels, MetricTarget target) implements Metric {
    public External {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * CPU or memory of the target's pods ({@code Resource}), or of one container in each of them
   * ({@code ContainerResource}).
   *
   * @param container the container's name, or null for whole pods
   */
  record Resource(String name, @Nullable String container, MetricTarget target) implements Metric {}
}
