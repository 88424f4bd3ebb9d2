package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of jobs in {@code result.json}. Times are seconds, simulated ones in a demo.
 *
 * @param scaler {@code keda}, {@code cpu-hpa}, {@code keda-x5}
 * @param scaledObject path of the ScaledObject; absent for a plain HPA
 * @param horizontalPodAutoscaler path of the HPA; absent for a ScaledObject
 * @param concurrency jobs that a worker has at a time
 * @param scaleUp the first decision for more replicas; absent if there was none
 * @param requests the jobs by how they ended
 * @param attempts deliveries of all jobs together; more than jobs where one was repeated
 * @param waitSeconds from the queue to a worker
 * @param jobSeconds in a worker's hands
 * @param drainSeconds first job in to last job done; null unless every job ended
 * @param boundSeconds the shortest drain that any autoscaler with this maximum could reach: all
 *     workers there at once, and nothing but the model's time in a job
 * @param aloneSeconds the same for one worker
 * @param cpuMillicoresPerReplica CPU of the workers' processes per second that one was there, from
 *     the first job in to the last job done
 * @param cpuScaling what a CPU target made of it; absent without one
 * @param lateSeconds the longest time that a replica joined after its start-up time was over
 * @param series one point an observation in {@code samples-SCALER.jsonl}: {@code waiting} jobs are
 *     in the queue, {@code running} ones in workers' hands
 * @param decisions those that changed something, and the first of each decider
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobsRun(
    String scaler,
    @Nullable String scaledObject,
    @Nullable String horizontalPodAutoscaler,
    int concurrency,
    RunResult.Replicas replicas,
    @Nullable ScaleUp scaleUp,
    RunResult.Requests requests,
    int attempts,
    @JsonInclude Percentiles waitSeconds,
    @JsonInclude Percentiles jobSeconds,
    @JsonInclude @Nullable Double drainSeconds,
    double boundSeconds,
    double aloneSeconds,
    int cpuMillicoresPerReplica,
    RunResult.@Nullable CpuScaling cpuScaling,
    double lateSeconds,
    List<RunResult.Point> series,
    List<Sample.Decision> decisions,
    List<Sample.Event> events)
    implements ScaledRun {

  /**
   * How it came to its most replicas.
   *
   * @param t of the first decision for more, in seconds since the run's start
   * @param afterSeconds since the first job was in
   * @param from the replicas before it
   * @param to the replicas after it
   * @param decisions for more, in all
   */
  public record ScaleUp(double t, double afterSeconds, int from, int to, int decisions) {}
}
