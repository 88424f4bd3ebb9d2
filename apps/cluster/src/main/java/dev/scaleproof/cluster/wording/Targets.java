package dev.scaleproof.cluster.wording;

import dev.scaleproof.cluster.snapshot.Hpa;
import java.util.stream.Collectors;

/** The TARGETS of HPAs, as kubectl shows them. */
public final class Targets {
  private Targets() {}

  /** "s0-prometheus 12/5 per replica", "cpu &lt;unknown&gt;/50%". */
  public static String words(Hpa.Metric metric) {
    String current =
        metric.current().isPresent() ? Words.number(metric.current().getAsDouble()) : "<unknown>";
    return "%s %s/%s%s"
        .formatted(
            metric.name(),
            current,
            Words.number(metric.target()),
            metric.source().endsWith("Resource") ? "%" : metric.perReplica() ? " per replica" : "");
  }

  /** All of an HPA's. */
  public static String words(Hpa hpa) {
    return hpa.metrics().stream().map(Targets::words).collect(Collectors.joining(", "));
  }
}
