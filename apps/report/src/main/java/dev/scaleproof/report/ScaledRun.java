package dev.scaleproof.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every run shows, whatever was scaled for. */
public sealed interface ScaledRun permits RunResult, JobsRun {
  /** {@code keda}, {@code cpu-hpa} … */
  String scaler();

  RunResult.Replicas replicas();

  /** One point an observation, in the order of time; never empty. */
  List<RunResult.Point> series();

  /** Those that changed something, and the first of each decider. */
  List<Sample.Decision> decisions();

  /** Average CPU of a replica's process while there was work. */
  int cpuMillicoresPerReplica();

  /** What a CPU target made of it; null without one. */
  RunResult.@Nullable CpuScaling cpuScaling();

  /** When it was over, in seconds. */
  default double end() {
    return series().getLast().t();
  }
}
