package dev.scaleproof.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code samples-SCALER.jsonl}: what was seen and decided, in the order in which it
 * happened. {@code t} is in seconds since the run's start, simulated ones in a demo.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Sample.Observation.class, name = "observation"),
  @JsonSubTypes.Type(value = Sample.Queue.class, name = "queue"),
  @JsonSubTypes.Type(value = Sample.Metric.class, name = "metric"),
  @JsonSubTypes.Type(value = Sample.Scrape.class, name = "scrape"),
  @JsonSubTypes.Type(value = Sample.PodCpu.class, name = "cpu"),
  @JsonSubTypes.Type(value = Sample.Decision.class, name = "decision"),
  @JsonSubTypes.Type(value = Sample.Event.class, name = "event")
})
public sealed interface Sample {
  double t();

  /**
   * All pods at one moment; each makes one point of {@code series} in result.json.
   *
   * @param desired the replicas that are asked for
   */
  record Observation(double t, int desired, List<PodState> pods) implements Sample {
    public Observation {
      pods = List.copyOf(pods);
    }
  }

  /**
   * One pod.
   *
   * @param serving it takes requests; false while it starts and while it finishes its last ones
   * @param running {@code vllm:num_requests_running} as last read
   * @param waiting {@code vllm:num_requests_waiting} as last read
   * @param cpuSeconds CPU time of its process since it began to serve
   */
  record PodState(String pod, boolean serving, int running, int waiting, double cpuSeconds) {}

  /**
   * A queue of jobs at one moment, counted in one step.
   *
   * @param waiting for a worker
   * @param inflight in workers' hands
   */
  record Queue(double t, int waiting, int inflight) implements Sample {}

  /**
   * What the query of a ScaledObject's trigger gave at one moment, asked of the real Prometheus.
   *
   * @param name of the HPA's metric, such as {@code s0-prometheus}
   * @param values one a series; KEDA wants exactly one
   */
  record Metric(double t, String name, List<Double> values) implements Sample {
    public Metric {
      values = List.copyOf(values);
    }
  }

  /**
   * What Prometheus took from one pod, or would have taken, when the scrape began.
   *
   * @param running absent when the scrape failed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Scrape(
      double t,
      String pod,
      @Nullable Integer running,
      @Nullable Integer waiting,
      @Nullable String error)
      implements Sample {}

  /**
   * What the metrics server would say of the pods' CPU at one moment.
   *
   * @param millicores by pod, over its last window; pods that it knows nothing of yet are absent
   */
  record PodCpu(double t, Map<String, Long> millicores) implements Sample {
    public PodCpu {
      millicores = Map.copyOf(millicores);
    }
  }

  /**
   * One decision of an autoscaler.
   *
   * @param by {@code KEDA poll}, {@code HPA sync} or the like
   * @param current the replicas asked for before
   * @param desired the replicas asked for from now on
   */
  record Decision(
      double t,
      String by,
      int current,
      int desired,
      String reason,
      String message,
      List<Reading> metrics)
      implements Sample {
    public Decision {
      metrics = List.copyOf(metrics);
    }

    /** True when it changed what is asked for. */
    public boolean rescales() {
      return current != desired;
    }
  }

  /**
   * One metric in a decision, in the metric's own unit.
   *
   * @param target what the value is held to, or the activation threshold
   * @param targetType {@code AverageValue} and the like; absent where only activation is decided
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Reading(
      String name,
      @Nullable Double value,
      double target,
      @Nullable String targetType,
      @Nullable Integer proposal,
      @Nullable String error) {}

  /** Something that happened to a pod or to the run, in words. */
  record Event(double t, String text) implements Sample {}
}
