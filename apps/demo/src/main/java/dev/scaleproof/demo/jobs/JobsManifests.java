package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.manifest.ManifestException;
import dev.scaleproof.demo.manifest.ServingManifests;
import dev.scaleproof.demo.manifest.WorkerManifest;
import dev.scaleproof.twin.spec.HorizontalPodAutoscaler;
import dev.scaleproof.twin.spec.ScaledObject;
import dev.scaleproof.twin.spec.Trigger;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything that the scenario takes from manifests.
 *
 * @param scrapeInterval of the front door's ServiceMonitor, for a ScaledObject on Prometheus
 */
record JobsManifests(
    WorkerManifest worker,
    Path scaledObjectFile,
    ScaledObject scaledObject,
    Path cpuAutoscalerFile,
    HorizontalPodAutoscaler cpuAutoscaler,
    Duration scrapeInterval) {

  /**
   * Reads all manifests.
   *
   * @param serving the folder {@code serving}
   * @throws ManifestException for the first field that is wrong or not supported
   */
  static JobsManifests read(Path serving, Path scaledObjectFile) throws ManifestException {
    Path cpuAutoscaler = serving.resolve("rag/hpa-cpu.yaml");
    ScaledObject scaledObject = ServingManifests.scaledObject(scaledObjectFile);
    for (Trigger trigger : scaledObject.triggers()) {
      if (trigger.type().equals("memory")) {
        throw new ManifestException(
            "%s: spec.triggers[%d].type: 'memory' has no data in the scenario rag, use redis-streams, prometheus or cpu"
                .formatted(scaledObjectFile, trigger.index()));
      }
    }
    return new JobsManifests(
        WorkerManifest.read(serving.resolve("rag/deployment.yaml")),
        scaledObjectFile,
        scaledObject,
        cpuAutoscaler,
        ServingManifests.autoscaler(cpuAutoscaler),
        ServingManifests.scrapeInterval(serving.resolve("rag/gateway/servicemonitor.yaml")));
  }
}
