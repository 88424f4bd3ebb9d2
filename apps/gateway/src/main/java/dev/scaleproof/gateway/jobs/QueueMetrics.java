package dev.scaleproof.gateway.jobs;

import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.QueueDepth;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/**
 * How full the queues are, asked of Redis at each scrape: the same on every gateway. When Redis
 * does not answer there is no such series at all, since 0 would say that there is nothing to do.
 * Thread-safe; a scrape waits for it.
 */
final class QueueMetrics implements MultiCollector {

  /** Below a scrape's own time limit, so that the other metrics still come. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final JobQueues queues;
  private final List<String> names;
  private final Executor threads = task -> Thread.ofVirtual().name("queue-metrics").start(task);

  QueueMetrics(JobQueues queues, List<String> names) {
    this.queues = queues;
    this.names = names;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, QueueDepth> depths = read();
    MetricSnapshots.Builder all =
        MetricSnapshots.builder()
            .metricSnapshot(
                GaugeSnapshot.builder()
                    .name("gateway_job_queue_up")
                    .help("Whether Redis told how full the job queues are")
                    .dataPoint(
                        GaugeDataPointSnapshot.builder().value(depths.isEmpty() ? 0 : 1).build())
                    .build());
    if (!depths.isEmpty()) {
      all.metricSnapshot(
          gauge("agent_queue_depth", "Jobs that wait for a worker", depths, QueueDepth::waiting));
      all.metricSnapshot(
          gauge("agent_inflight", "Jobs that a worker holds", depths, QueueDepth::inflight));
      all.metricSnapshot(
          gauge(
              "agent_jobs_retrying",
              "Jobs that wait for their next attempt",
              depths,
              QueueDepth::retrying));
      all.metricSnapshot(
          gauge("agent_dead_letters", "Jobs that were given up", depths, QueueDepth::dead));
    }
    return all.build();
  }

  private static GaugeSnapshot gauge(
      String name, String help, Map<String, QueueDepth> depths, ToLongFunction<QueueDepth> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    depths.forEach(
        (queue, depth) ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("queue", queue))
                    .value((double) value.applyAsLong(depth))
                    .build()));
    return gauge.build();
  }

  /** Of every queue, or of none. */
  private Map<String, QueueDepth> read() {
    CompletableFuture<Map<String, QueueDepth>> reading =
        CompletableFuture.supplyAsync(this::ask, threads);
    try {
      return reading.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException away) {
      return Map.of();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private Map<String, QueueDepth> ask() {
    Map<String, QueueDepth> depths = new LinkedHashMap<>();
    for (String name : names) {
      depths.put(name, queues.depth(name));
    }
    return depths;
  }
}
