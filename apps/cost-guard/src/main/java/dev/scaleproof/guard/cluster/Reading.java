package dev.scaleproof.guard.cluster;

import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Lease;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuTypes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the API's objects to what is decided on. */
final class Reading {
  private Reading() {}

  static Lease lease(GpuLease lease) {
    GpuLeaseSpec spec = lease.getSpec();
    GpuLeaseStatus status = lease.getStatus();
    return new Lease(
        lease.getMetadata().getUid(),
        lease.getMetadata().getGeneration() == null ? 0 : lease.getMetadata().getGeneration(),
        lease.getMetadata().getDeletionTimestamp() != null,
        created(lease),
        spec == null ? GpuLeaseSpec.IDLE : spec,
        status == null ? GpuLeaseStatus.NONE : status,
        lease.lastHeartbeat());
  }

  /**
   * A pod that asks for GPUs or says that it runs under a lease.
   *
   * @param now when it had ended, if it has and does not say when
   */
  static GpuPod pod(Pod pod, Instant now) {
    boolean over =
        pod.getStatus() != null
            && ("Succeeded".equals(pod.getStatus().getPhase())
                || "Failed".equals(pod.getStatus().getPhase()));
    return new GpuPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        gpus(pod.getSpec()),
        created(pod),
        pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName(),
        since(pod),
        time(pod.getMetadata().getDeletionTimestamp()),
        over ? ended(pod, now) : null);
  }

  /** From the scheduler's decision on nobody else can have its GPUs. */
  private static @Nullable Instant since(Pod pod) {
    if (pod.getSpec().getNodeName() == null || pod.getStatus() == null) {
      return null;
    }
    Instant scheduled =
        list(pod.getStatus().getConditions()).stream()
            .filter(one -> one.getType().equals("PodScheduled") && one.getStatus().equals("True"))
            .map(one -> time(one.getLastTransitionTime()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(time(pod.getStatus().getStartTime()));
    return scheduled == null ? created(pod) : scheduled;
  }

  private static Instant ended(Pod pod, Instant now) {
    return list(pod.getStatus().getContainerStatuses()).stream()
        .filter(one -> one.getState() != null && one.getState().getTerminated() != null)
        .map(one -> time(one.getState().getTerminated().getFinishedAt()))
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(now);
  }

  static GpuNode node(Node node) {
    Map<String, String> labels = map(node.getMetadata().getLabels());
    return new GpuNode(node.getMetadata().getName(), GpuTypes.of(labels), labels);
  }

  /** What the scheduler counts: containers together, or the biggest init container. */
  static int gpus(PodSpec spec) {
    int containers = list(spec.getContainers()).stream().mapToInt(Reading::gpus).sum();
    int inits = list(spec.getInitContainers()).stream().mapToInt(Reading::gpus).max().orElse(0);
    return Math.max(containers, inits);
  }

  private static int gpus(Container container) {
    if (container.getResources() == null) {
      return 0;
    }
    return Math.max(
        amount(map(container.getResources().getRequests())),
        amount(map(container.getResources().getLimits())));
  }

  private static int amount(Map<String, Quantity> resources) {
    Quantity gpus = resources.get(GpuTypes.RESOURCE);
    return gpus == null ? 0 : gpus.getNumericalAmount().intValue();
  }

  static Instant created(HasMetadata object) {
    Instant created = time(object.getMetadata().getCreationTimestamp());
    return created == null ? Instant.EPOCH : created;
  }

  static boolean labelled(HasMetadata object) {
    return "true".equals(map(object.getMetadata().getLabels()).get(GpuLease.GUARDED_LABEL));
  }

  static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static <V> Map<String, V> map(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
