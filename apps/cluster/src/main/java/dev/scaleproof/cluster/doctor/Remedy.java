package dev.scaleproof.cluster.doctor;

import dev.scaleproof.cluster.snapshot.Pause;
import dev.scaleproof.cluster.snapshot.ScaledObject;
import dev.scaleproof.cluster.snapshot.Workload;

/** Commands that mend something: ours where there is one, kubectl's elsewhere. */
final class Remedy {
  private static final String RAW_VLLM = "serving/raw-vllm";

  private Remedy() {}

  static String pause(ScaledObject scaledObject) {
    return scaledObject.id().equals(RAW_VLLM)
        ? "make keda-demo-down"
        : annotate(scaledObject, Pause.PAUSED + "=true " + Pause.PAUSED_REPLICAS + "-");
  }

  static String unpause(ScaledObject scaledObject) {
    return scaledObject.id().equals(RAW_VLLM)
        ? "make keda-demo-up"
        : annotate(scaledObject, String.join("- ", Pause.KEYS) + "-");
  }

  static String toZero(Workload workload) {
    return workload.id().equals(RAW_VLLM)
        ? "make vllm-down"
        : "kubectl -n %s scale %s %s --replicas=0"
            .formatted(workload.namespace(), workload.kind(), workload.name());
  }

  static String describe(String namespace, String kind, String name) {
    return "kubectl -n %s describe %s %s".formatted(namespace, kind, name);
  }

  private static String annotate(ScaledObject scaledObject, String change) {
    return "kubectl -n %s annotate --overwrite scaledobject %s %s"
        .formatted(scaledObject.namespace(), scaledObject.name(), change);
  }
}
