package dev.scaleproof.cluster.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ScaledObject of KEDA.
 *
 * @param hpaName of the HPA that KEDA makes for it while it is not paused
 * @param cooldownSeconds how long KEDA itself waits before it goes to zero
 * @param conditions as KEDA last wrote them
 * @param warning the last Warning event about it; empty if there is none
 */
public record ScaledObject(
    String namespace,
    String name,
    Map<String, String> annotations,
    String targetKind,
    String targetName,
    int minReplicas,
    int maxReplicas,
    int cooldownSeconds,
    List<Trigger> triggers,
    String hpaName,
    List<Condition> conditions,
    Instant createdAt,
    String warning) {
  /**
   * One of its triggers.
   *
   * @param type of scaler: prometheus, cpu, redis-streams …
   */
  public record Trigger(String type, String name, Map<String, String> metadata) {
    /** Whether it asks a Prometheus. */
    public boolean isPrometheus() {
      return type.equals("prometheus");
    }

    /** The Prometheus that it asks. */
    public String serverAddress() {
      return metadata.getOrDefault("serverAddress", "");
    }

    /** What it asks for. */
    public String query() {
      return metadata.getOrDefault("query", "");
    }
  }

  /** "serving/raw-vllm". */
  public String id() {
    return namespace + "/" + name;
  }

  public Pause pause() {
    return Pause.of(annotations);
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }
}
