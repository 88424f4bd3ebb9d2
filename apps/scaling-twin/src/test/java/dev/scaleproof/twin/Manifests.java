package dev.scaleproof.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Manifests for tests: those that are shipped, and small ones. */
public final class Manifests {
  private Manifests() {}

  /** So many seconds. */
  public static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  /** The text of a file under {@code serving/}. */
  public static String shipped(String path) {
    try {
      return Files.readString(Path.of("../../serving").resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A ScaledObject with one prometheus trigger, threshold 5.
   *
   * @param spec further lines under {@code spec}, indented by two
   * @param trigger further lines of the trigger, indented by six
   */
  public static String scaledObject(String spec, String trigger) {
    return scaledObject("", spec, trigger);
  }

  /**
   * The same with annotations.
   *
   * @param annotations lines indented by four
   */
  public static String scaledObject(String annotations, String spec, String trigger) {
    return """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata:
          name: vllm
          namespace: inference
        %sspec:
          scaleTargetRef: {name: vllm}
        %s  triggers:
            - type: prometheus
              metadata:
                serverAddress: http://prometheus:9090
                query: sum(waiting)
                threshold: "5"
        %s"""
        .formatted(annotations.isEmpty() ? "" : "  annotations:\n" + annotations, spec, trigger);
  }
}
