package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run in {@code result.json}. Times are seconds, simulated ones in a demo.
 *
 * @param scaler {@code keda} or {@code cpu-hpa}
 * @param scaledObject path of the ScaledObject; absent for a plain HPA
 * @param horizontalPodAutoscaler path of the HPA; absent for a ScaledObject
 * @param ttftSeconds over all requests, failed ones as infinite; null where that decides
 * @param drainSeconds first request sent to last request ended; null without requests
 * @param boundSeconds the shortest drain that any autoscaler with this maximum could reach, see
 *     {@link DrainBound}
 * @param cpuMillicoresPerReplica CPU of the replicas' processes per second that a replica served,
 *     from the first request to the end of the last
 * @param cpuScaling what a CPU target made of it; absent without one
 * @param lateSeconds the longest time that a replica joined after its start-up time was over
 * @param series one point an observation in {@code samples-SCALER.jsonl}
 * @param decisions those that changed something, and the first of each decider
 * @param events what happened to replicas
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResult(
    String scaler,
    @Nullable String scaledObject,
    @Nullable String horizontalPodAutoscaler,
    Replicas replicas,
    Requests requests,
    @JsonInclude Percentiles ttftSeconds,
    @JsonInclude @Nullable Double drainSeconds,
    double boundSeconds,
    int cpuMillicoresPerReplica,
    @Nullable CpuScaling cpuScaling,
    double lateSeconds,
    List<Point> series,
    List<Sample.Decision> decisions,
    List<Sample.Event> events)
    implements ScaledRun {

  /** Serving replicas at the start, at most and at the end of the series. */
  public record Replicas(int start, int max, int end) {}

  /** Requests by how they ended; {@code failures} by status. */
  public record Requests(int sent, int succeeded, int failed, Map<String, Integer> failures) {}

  /**
   * How far the CPU was from its target.
   *
   * @param requestMillicores the CPU request that the target is a percentage of
   * @param targetPercent the HPA's target
   * @param peakMillicores the highest average over the pods that the HPA could see
   * @param scalesBelowMillicores the CPU request below which that peak would have made it scale out
   */
  public record CpuScaling(
      int requestMillicores, int targetPercent, int peakMillicores, int scalesBelowMillicores) {}

  /**
   * One point over time.
   *
   * @param t seconds since the run's start
   * @param replicas that serve
   * @param desired replicas that are asked for
   * @param cpuMillicores of an average serving replica since the point before
   */
  public record Point(
      double t, int replicas, int desired, int running, int waiting, int cpuMillicores) {}
}
