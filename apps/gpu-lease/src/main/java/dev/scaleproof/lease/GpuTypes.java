package dev.scaleproof.lease;

import java.util.List;
import java.util.Map;

/** What nodes say of their GPUs. */
public final class GpuTypes {
  /** The resource that pods ask for. */
  public static final String RESOURCE = "nvidia.com/gpu";

  /** In the order in which they are believed: Karpenter on AWS, NVIDIA's feature discovery, GKE. */
  public static final List<String> LABELS =
      List.of(
          "karpenter.k8s.aws/instance-gpu-name",
          "nvidia.com/gpu.product",
          "cloud.google.com/gke-accelerator");

  private GpuTypes() {}

  /** The type by a node's labels; empty if they do not say one. */
  public static String of(Map<String, String> labels) {
    return LABELS.stream().filter(labels::containsKey).map(labels::get).findFirst().orElse("");
  }
}
