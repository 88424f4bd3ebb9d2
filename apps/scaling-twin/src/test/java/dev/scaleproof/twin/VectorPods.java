package dev.scaleproof.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.twin.observed.Pod;
import dev.scaleproof.twin.observed.Pod.Container;
import dev.scaleproof.twin.observed.Pod.Phase;
import dev.scaleproof.twin.observed.Pod.Readiness;
import dev.scaleproof.twin.observed.Pod.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Pods as vectors describe them. */
public final class VectorPods {
  private VectorPods() {}

  /**
   * The list in {@code pods}.
   *
   * @param failing the resources of which the metrics API has nothing
   */
  public static List<Pod> read(JsonNode pods, Set<String> failing) {
    List<Pod> result = new ArrayList<>();
    for (JsonNode pod : pods) {
      result.add(read(pod, "pod-" + result.size(), failing));
    }
    return result;
  }

  /**
   * {@code ready} running pods that are ready and {@code unready} that are not, without metrics.
   */
  public static List<Pod> counted(int ready, int unready) {
    List<Pod> result = new ArrayList<>();
    for (int i = 0; i < ready + unready; i++) {
      result.add(
          new Pod(
              "pod-" + i,
              Phase.RUNNING,
              false,
              Duration.ZERO,
              new Readiness(i < ready, Duration.ZERO),
              List.of(),
              null));
    }
    return result;
  }

  private static Pod read(JsonNode pod, String name, Set<String> failing) {
    Map<String, Long> requests = new HashMap<>();
    Map<String, Long> usage = new HashMap<>();
    Duration at = Duration.ZERO;
    Duration window = Duration.ZERO;
    for (String resource : List.of("cpu", "memory")) {
      JsonNode values = pod.get(resource);
      if (values == null) {
        continue;
      }
      if (values.has("requestMilli")) {
        requests.put(resource, values.get("requestMilli").asLong());
      }
      if (values.has("usageMilli") && !failing.contains(resource)) {
        usage.put(resource, values.get("usageMilli").asLong());
        at = Vectors.millis(values.get("at"));
        window = Vectors.millis(values.get("windowMs"));
      }
    }
    return new Pod(
        name,
        Phase.valueOf(pod.get("phase").asText().toUpperCase(Locale.ROOT)),
        pod.path("deleting").asBoolean(),
        pod.has("startedAt") ? Vectors.millis(pod.get("startedAt")) : null,
        pod.has("readySince")
            ? new Readiness(pod.path("ready").asBoolean(), Vectors.millis(pod.get("readySince")))
            : null,
        List.of(new Container("main", requests)),
        usage.isEmpty() ? null : new Sample(at, window, Map.of("main", usage)));
  }
}
