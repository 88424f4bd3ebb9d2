package dev.scaleproof.guard.cluster;

import static dev.scaleproof.guard.cluster.Reading.map;

import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Scaler;
import dev.scaleproof.guard.decide.Observed.Workload;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuTypes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is there, from the API server and not from a watch's copy: a watch that hangs must not
 * decide over money. Not thread-safe.
 */
public final class Reader {
  static final ResourceDefinitionContext SCALED_OBJECT =
      new ResourceDefinitionContext.Builder()
          .withGroup("keda.sh")
          .withVersion("v1alpha1")
          .withKind("ScaledObject")
          .withPlural("scaledobjects")
          .withNamespaced(true)
          .build();

  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
  private static final int NOT_FOUND = 404;

  /** Types of nodes do not change, and new nodes take longer than this to come up. */
  private static final Duration NODES_FOR = Duration.ofSeconds(20);

  private final KubernetesClient client;
  private final Supplier<Instant> clock;
  private final Memory memory;
  private final List<String> namespaces;
  private Set<String> refused = Set.of();
  private List<GpuNode> nodes = List.of();
  private @Nullable Instant nodesReadAt;

  /**
   * @param namespaces to look at; empty: all
   */
  public Reader(Api api, Memory memory, List<String> namespaces) {
    this.client = api.client();
    this.clock = api::now;
    this.memory = memory;
    this.namespaces = namespaces;
  }

  /**
   * What a look came to.
   *
   * @param seen every target with what is there of it
   * @param refused the namespaces that could not be read
   */
  public record Look(List<Seen> seen, Set<String> refused) {}

  /**
   * Reads everything. A namespace that is refused, such as one that nobody gave the rights for,
   * keeps none of the others from being looked after.
   *
   * @throws KubernetesClientException if the API server does not answer, or refuses everything
   */
  public Look read() {
    if (namespaces.isEmpty()) {
      return new Look(read(null), Set.of());
    }
    List<Seen> seen = new ArrayList<>();
    Map<String, KubernetesClientException> troubles = new TreeMap<>();
    for (String namespace : namespaces) {
      try {
        seen.addAll(read(namespace));
      } catch (KubernetesClientException failed) {
        if (failed.getCode() == 0) {
          throw failed;
        }
        troubles.put(namespace, failed);
      }
    }
    if (troubles.size() == namespaces.size()) {
      throw troubles.values().iterator().next();
    }
    tell(troubles);
    return new Look(List.copyOf(seen), refused);
  }

  /** Once, and not at every look. */
  private void tell(Map<String, KubernetesClientException> troubles) {
    troubles.forEach(
        (namespace, trouble) -> {
          if (!refused.contains(namespace)) {
            LOG.error("namespace {} cannot be looked at: {}", namespace, words(trouble));
          }
        });
    refused = Set.copyOf(troubles.keySet());
  }

  private static String words(KubernetesClientException failed) {
    return failed.getStatus() == null
        ? String.valueOf(failed.getMessage())
        : String.valueOf(failed.getStatus().getMessage());
  }

  private List<Seen> read(@Nullable String namespace) {
    long readAt = System.nanoTime();
    Map<Target, GpuLease> leases =
        byTarget(
            orNone(
                () ->
                    namespace == null
                        ? client.resources(GpuLease.class).inAnyNamespace().list().getItems()
                        : client
                            .resources(GpuLease.class)
                            .inNamespace(namespace)
                            .list()
                            .getItems()));
    Map<Target, Deployment> deployments =
        byTarget(
            namespace == null
                ? client.apps().deployments().inAnyNamespace().list().getItems()
                : client.apps().deployments().inNamespace(namespace).list().getItems());
    List<GenericKubernetesResource> scalers =
        orNone(
            () ->
                namespace == null
                    ? client
                        .genericKubernetesResources(SCALED_OBJECT)
                        .inAnyNamespace()
                        .list()
                        .getItems()
                    : client
                        .genericKubernetesResources(SCALED_OBJECT)
                        .inNamespace(namespace)
                        .list()
                        .getItems());
    List<Pod> pods =
        namespace == null
            ? client.pods().inAnyNamespace().list().getItems()
            : client.pods().inNamespace(namespace).list().getItems();
    readNodes();
    Set<Target> targets = new TreeSet<>(Target.ORDER);
    targets.addAll(leases.keySet());
    Stream.of(deployments.values().stream(), scalers.stream())
        .flatMap(Function.identity())
        .map(HasMetadata.class::cast)
        .filter(Reading::labelled)
        .forEach(object -> targets.add(target(object)));
    for (Pod pod : pods) {
      String of = map(pod.getMetadata().getLabels()).get(GpuLease.LEASE_LABEL);
      if (of != null) {
        targets.add(new Target(pod.getMetadata().getNamespace(), of));
      }
    }
    return targets.stream()
        .map(
            target ->
                seen(
                    target,
                    leases.get(target),
                    guarded(deployments.get(target), leases),
                    scalers,
                    pods,
                    readAt))
        .toList();
  }

  /** By its label, or because it stands beside a lease and asks for GPUs. */
  private static @Nullable Deployment guarded(
      @Nullable Deployment deployment, Map<Target, GpuLease> leases) {
    return deployment != null
            && (Reading.labelled(deployment)
                || (leases.containsKey(target(deployment))
                    && Reading.gpus(deployment.getSpec().getTemplate().getSpec()) > 0))
        ? deployment
        : null;
  }

  private Seen seen(
      Target target,
      @Nullable GpuLease lease,
      @Nullable Deployment deployment,
      List<GenericKubernetesResource> scalers,
      List<Pod> pods,
      long readAt) {
    List<GenericKubernetesResource> own =
        scalers.stream().filter(scaler -> scales(scaler, target, deployment != null)).toList();
    Map<String, String> versions = new HashMap<>();
    own.forEach(
        scaler ->
            versions.put(
                scaler.getMetadata().getName(), scaler.getMetadata().getResourceVersion()));
    Instant now = clock.get();
    Stream<GpuPod> here =
        pods.stream()
            .filter(
                pod ->
                    belongs(
                        target,
                        deployment,
                        pod.getMetadata().getNamespace(),
                        map(pod.getMetadata().getLabels())))
            .map(pod -> Reading.pod(pod, now));
    Stream<GpuPod> gone =
        memory.departed().stream()
            .filter(one -> belongs(target, deployment, one.namespace(), one.labels()))
            .map(Memory.Departed::pod);
    return new Seen(
        new Observed(
            target,
            lease == null ? null : Reading.lease(lease),
            memory.of(target).orElse(null),
            deployment == null
                ? null
                : new Workload(
                    deployment.getSpec().getReplicas() == null
                        ? 1
                        : deployment.getSpec().getReplicas(),
                    map(deployment.getSpec().getTemplate().getSpec().getNodeSelector())),
            own.stream()
                .map(
                    scaler ->
                        new Scaler(
                            scaler.getMetadata().getName(),
                            map(scaler.getMetadata().getAnnotations())))
                .toList(),
            Stream.concat(here, gone).toList(),
            nodes),
        lease,
        deployment == null ? "" : deployment.getMetadata().getResourceVersion(),
        Map.copyOf(versions),
        readAt);
  }

  private static boolean scales(
      GenericKubernetesResource scaler, Target target, boolean guardedWorkload) {
    if (!target.namespace().equals(scaler.getMetadata().getNamespace())) {
      return false;
    }
    boolean pointsAtIt = target.name().equals(scaler.get("spec", "scaleTargetRef", "name"));
    return (guardedWorkload && pointsAtIt)
        || (Reading.labelled(scaler)
            && (pointsAtIt || target.name().equals(scaler.getMetadata().getName())));
  }

  static boolean belongs(
      Target target,
      @Nullable Deployment deployment,
      String namespace,
      Map<String, String> labels) {
    if (!target.namespace().equals(namespace)) {
      return false;
    }
    Map<String, String> selector =
        deployment == null ? Map.of() : map(deployment.getSpec().getSelector().getMatchLabels());
    return target.name().equals(labels.get(GpuLease.LEASE_LABEL))
        || (!selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet()));
  }

  private void readNodes() {
    Instant now = clock.get();
    if (nodesReadAt != null && now.isBefore(nodesReadAt.plus(NODES_FOR))) {
      return;
    }
    Map<String, GpuNode> byName = new TreeMap<>();
    try {
      for (String label : GpuTypes.LABELS) {
        client.nodes().withLabel(label).list().getItems().stream()
            .map(Reading::node)
            .forEach(node -> byName.put(node.name(), node));
      }
      nodes = List.copyOf(byName.values());
    } catch (KubernetesClientException failed) {
      if (failed.getCode() == 0) {
        throw failed;
      }
      // A price that is not known exactly is no reason to let a GPU run.
      LOG.error("nodes cannot be read, so prices are those of before: {}", words(failed));
    }
    nodesReadAt = now;
  }

  private static Target target(HasMetadata object) {
    return new Target(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static <T extends HasMetadata> Map<Target, T> byTarget(List<T> objects) {
    Map<Target, T> byTarget = new HashMap<>();
    objects.forEach(object -> byTarget.put(target(object), object));
    return byTarget;
  }

  /** Nothing of a kind that the cluster does not know, or not any more. */
  private static <T> List<T> orNone(Supplier<List<T>> list) {
    try {
      return list.get();
    } catch (KubernetesClientException failed) {
      if (failed.getCode() == NOT_FOUND) {
        return List.of();
      }
      throw failed;
    }
  }
}
