package dev.scaleproof.demo.run;

import dev.scaleproof.demo.replica.Replica;
import dev.scaleproof.twin.observed.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics server would say of the pods' CPU: every resolution, the rate between its last
 * two readings. CPU time is that of the replicas' processes, time is simulated.
 *
 * <p>Belongs to the event loop's thread.
 */
public final class CpuMetrics {
  /** The metrics server's {@code --metric-resolution} as most distributions set it. */
  public static final Duration RESOLUTION = Duration.ofSeconds(15);

  private record Reading(Duration at, Duration cpu) {}

  private record Rate(Duration at, Duration window, long millicores) {}

  private final Map<Replica, Reading> readings = new HashMap<>();
  private final Map<Replica, Rate> rates = new HashMap<>();

  /** Reads all serving pods. */
  public void read(Duration now, List<Replica> serving) {
    readings.keySet().retainAll(serving);
    rates.keySet().retainAll(serving);
    for (Replica replica : serving) {
      Reading reading = new Reading(now, replica.cpu());
      Reading before = readings.put(replica, reading);
      if (before != null) {
        Duration window = now.minus(before.at());
        rates.put(
            replica,
            new Rate(
                now,
                window,
                1000 * reading.cpu().minus(before.cpu()).toNanos() / window.toNanos()));
      }
    }
  }

  /** The latest rates by pod. */
  public Map<String, Long> millicores() {
    Map<String, Long> millicores = new HashMap<>();
    rates.forEach((replica, rate) -> millicores.put(replica.name(), rate.millicores()));
    return millicores;
  }

  /** A pod as the HPA sees it. */
  public Pod pod(Replica replica, long cpuRequestMillicores) {
    @Nullable Rate rate = rates.get(replica);
    return Pod.running(
        replica.name(),
        replica.createdAt(),
        replica.servingSince(),
        cpuRequestMillicores,
        rate == null ? null : rate.millicores(),
        rate == null ? Duration.ZERO : rate.at(),
        rate == null ? RESOLUTION : rate.window());
  }
}
