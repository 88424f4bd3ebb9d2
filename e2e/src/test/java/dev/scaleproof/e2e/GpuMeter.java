package dev.scaleproof.e2e;

import dev.scaleproof.lease.GpuTypes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * For how long pods of a namespace hold GPUs, whoever made them: from when a pod has a node until
 * it is gone, as a watch tells it, on this machine's clock. Safe for use by several threads.
 */
final class GpuMeter implements ResourceEventHandler<Pod>, AutoCloseable {
  private static final Set<String> OVER = Set.of("Succeeded", "Failed");
  private static final double MILLIS = 1000;

  private final Map<String, Hold> holds = new HashMap<>();
  private final SharedIndexInformer<Pod> informer;

  private record Hold(int gpus, Instant from, @Nullable Instant until) {
    double secondsSince(Instant since) {
      Instant begin = from.isAfter(since) ? from : since;
      Instant end = until == null ? Instant.now() : until;
      return end.isAfter(begin) ? Duration.between(begin, end).toMillis() / MILLIS * gpus : 0;
    }
  }

  GpuMeter(KubernetesClient client, String namespace) {
    informer = client.pods().inNamespace(namespace).inform(this);
  }

  /** GPU seconds from a moment until now. */
  synchronized double secondsSince(Instant since) {
    return holds.values().stream().mapToDouble(hold -> hold.secondsSince(since)).sum();
  }

  /** GPUs that are held now. */
  synchronized int held() {
    return holds.values().stream().filter(hold -> hold.until() == null).mapToInt(Hold::gpus).sum();
  }

  /** When the last one was free again. */
  synchronized Instant freeSince() {
    if (held() > 0) {
      throw new AssertionError("a GPU is held");
    }
    return holds.values().stream()
        .flatMap(hold -> Stream.ofNullable(hold.until()))
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  @Override
  public void onAdd(Pod pod) {
    seen(pod, OVER.contains(pod.getStatus().getPhase()));
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    onAdd(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean lastStateUnknown) {
    seen(pod, true);
  }

  private synchronized void seen(Pod pod, boolean over) {
    String uid = pod.getMetadata().getUid();
    Instant now = Instant.now();
    int gpus = gpus(pod);
    if (gpus > 0 && pod.getSpec().getNodeName() != null) {
      holds.putIfAbsent(uid, new Hold(gpus, now, null));
    }
    if (over) {
      holds.computeIfPresent(
          uid,
          (key, hold) -> hold.until() == null ? new Hold(hold.gpus(), hold.from(), now) : hold);
    }
  }

  private static int gpus(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .filter(one -> one.getResources() != null && one.getResources().getLimits() != null)
        .map(
            one ->
                one.getResources().getLimits().getOrDefault(GpuTypes.RESOURCE, Quantity.parse("0")))
        .mapToInt(quantity -> quantity.getNumericalAmount().intValue())
        .sum();
  }

  @Override
  public void close() {
    informer.close();
  }
}
