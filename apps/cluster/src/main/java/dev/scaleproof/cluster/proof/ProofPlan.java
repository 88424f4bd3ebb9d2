package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.SpecException;
import dev.scaleproof.twin.spec.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What will be proven, decided before anything is changed.
 *
 * @param file of the ScaledObject, as the user gave it
 * @param yaml its text
 * @param triggers whose queries are recorded
 */
record ProofPlan(
    Path file, String yaml, ScaledObject scaledObject, List<Trigger.Prometheus> triggers) {
  /** Where the simulator and the gateway are. */
  static final String NAMESPACE = "inference";

  /** The Deployment that a proof scales, and no other: pods of this one cost nothing. */
  static final String TARGET = "vllm-sim";

  /** The HPA's default scale-down window, when its behavior names none. */
  private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

  /** Room for a scrape, a poll, two syncs, and pods that finish their streams. */
  private static final Duration SLACK = Duration.ofMinutes(4);

  /**
   * Reads a file.
   *
   * @throws ClusterException for what cannot be proven, naming the file
   */
  static ProofPlan of(Path file) {
    String yaml = text(file);
    ScaledObject scaledObject;
    try {
      scaledObject = ScaledObject.parse(yaml);
    } catch (SpecException wrong) {
      throw ClusterException.wrongInput(file + ": " + wrong.getMessage());
    }
    require(
        scaledObject.namespace().equals(NAMESPACE)
            && scaledObject.target().kind().equals("Deployment")
            && scaledObject.target().name().equals(TARGET),
        file,
        "it scales %s %s/%s; a proof scales Deployment %s/%s only, whose pods cost nothing"
            .formatted(
                scaledObject.target().kind(),
                scaledObject.namespace(),
                scaledObject.target().name(),
                NAMESPACE,
                TARGET));
    require(
        !scaledObject.pause().paused(),
        file,
        "it is paused, so nothing would be decided; remove the annotation autoscaling.keda.sh/paused");
    require(
        scaledObject.maxReplicaCount() > Math.max(1, scaledObject.minReplicaCount()),
        file,
        "maxReplicaCount %d leaves nothing to scale; make it larger than minReplicaCount %d"
            .formatted(scaledObject.maxReplicaCount(), scaledObject.minReplicaCount()));
    List<Trigger.Prometheus> triggers =
        scaledObject.triggers().stream()
            .filter(Trigger.Prometheus.class::isInstance)
            .map(Trigger.Prometheus.class::cast)
            .toList();
    for (Trigger trigger : scaledObject.triggers()) {
      require(
          trigger instanceof Trigger.Prometheus,
          file,
          "spec.triggers[%d].type: a proof records Prometheus only, not '%s'; use prometheus"
              .formatted(trigger.index(), trigger.type()));
    }
    for (Trigger.Prometheus trigger : triggers) {
      require(
          trigger.serverAddress().equals(triggers.getFirst().serverAddress()),
          file,
          "spec.triggers[%d].metadata.serverAddress: a proof reads one Prometheus; use %s everywhere"
              .formatted(trigger.index(), triggers.getFirst().serverAddress()));
    }
    return new ProofPlan(file, yaml, scaledObject, triggers);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw ClusterException.wrongInput(
          file
              + ": cannot be read; SCALED_OBJECT is a file, as serving/vllm-sim/scaledobject.yaml");
    }
  }

  private static void require(boolean holds, Path file, String otherwise) {
    if (!holds) {
      throw ClusterException.wrongInput(file + ": " + otherwise);
    }
  }

  /** Replicas before the burst. */
  int start() {
    return Math.max(1, scaledObject.minReplicaCount());
  }

  int max() {
    return scaledObject.maxReplicaCount();
  }

  /** Replicas that it goes back to. */
  int end() {
    return scaledObject.idleReplicaCount().orElse(scaledObject.minReplicaCount());
  }

  /** For how long the HPA holds replicas that nobody asks for any more. */
  Duration window() {
    return scaledObject.behavior() == null
            || scaledObject.behavior().scaleDown().stabilizationWindowSeconds() == null
        ? DEFAULT_WINDOW
        : Duration.ofSeconds(scaledObject.behavior().scaleDown().stabilizationWindowSeconds());
  }

  /** How long after the last change nothing more is to be expected. */
  Duration settleTime() {
    return window()
        .plus(scaledObject.cooldownPeriod())
        .plus(scaledObject.pollingInterval())
        .plus(SLACK);
  }
}
