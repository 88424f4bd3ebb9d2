package dev.scaleproof.demo.manifest;

import java.nio.file.Path;
import java.util.Map;

/**
 * The worker as {@code serving/rag/deployment.yaml} runs it.
 *
 * @param environment its variables with a value of their own, without those from Secrets
 * @param cpuRequestMillicores that a CPU target is a percentage of
 * @param replicas {@code spec.replicas}, or 1 as the API server defaults it
 */
public record WorkerManifest(
    Map<String, String> environment, int cpuRequestMillicores, int replicas) {
  public WorkerManifest {
    environment = Map.copyOf(environment);
  }

  /** Reads the Deployment. */
  public static WorkerManifest read(Path deployment) throws ManifestException {
    Manifest manifest = Manifest.read(deployment);
    return new WorkerManifest(
        manifest.variables("spec.template.spec.containers[0].env"),
        ServingManifests.cpuRequest(deployment),
        manifest.integer("spec.replicas", 1));
  }

  /** The queue that it takes jobs of. */
  public String queue() {
    return environment.getOrDefault("QUEUE", "default");
  }
}
