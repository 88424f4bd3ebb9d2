package dev.scaleproof.twin.observed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod, as far as an HPA looks at it. Times count from the twin's start and may lie before it.
 *
 * @param terminating it has a deletion timestamp
 * @param startTime null while no node has accepted it
 * @param readiness its {@code Ready} condition; null if there is none
 * @param containers with their requests
 * @param sample what the metrics server has of it; null if nothing
 */
public record Pod(
    String name,
    Phase phase,
    boolean terminating,
    @Nullable Duration startTime,
    @Nullable Readiness readiness,
    List<Container> containers,
    @Nullable Sample sample) {

  public Pod {
    containers = List.copyOf(containers);
  }

  /** The phases of Kubernetes. */
  public enum Phase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /** The {@code Ready} condition and when it last changed. */
  public record Readiness(boolean ready, Duration since) {}

  /**
   * A container.
   *
   * @param requests by resource ({@code cpu}, {@code memory}), in thousandths of its unit: 100 is
   *     100m CPU
   */
  public record Container(String name, Map<String, Long> requests) {
    public Container {
      requests = Map.copyOf(requests);
    }
  }

  /**
   * One reading of the metrics server.
   *
   * @param at the end of the window
   * @param window the time that a rate was taken over
   * @param usage by container, then by resource, in thousandths of its unit
   */
  public record Sample(Duration at, Duration window, Map<String, Map<String, Long>> usage) {
    public Sample {
      usage = Map.copyOf(usage);
    }
  }

  /** Running and ready: what counts as a pod for targets of type Value. */
  public boolean runningAndReady() {
    return phase == Phase.RUNNING && readiness != null && readiness.ready();
  }

  /**
   * A running pod of one container.
   *
   * @param readySince when it became ready; null if it is not ready yet (since its start)
   * @param cpuRequest in millicores
   * @param cpuUsage in millicores, over the last {@code window} before {@code sampledAt}; null: the
   *     metrics server has nothing of it yet
   */
  public static Pod running(
      String name,
      Duration startTime,
      @Nullable Duration readySince,
      long cpuRequest,
      @Nullable Long cpuUsage,
      Duration sampledAt,
      Duration window) {
    return new Pod(
        name,
        Phase.RUNNING,
        false,
        startTime,
        readySince == null ? new Readiness(false, startTime) : new Readiness(true, readySince),
        List.of(new Container("main", Map.of("cpu", cpuRequest))),
        cpuUsage == null
            ? null
            : new Sample(sampledAt, window, Map.of("main", Map.of("cpu", cpuUsage))));
  }
}
