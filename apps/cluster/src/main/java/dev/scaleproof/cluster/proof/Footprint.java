package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a proof leaves in the cluster while it runs: one ScaledObject, a replica count, and the
 * annotations by which a later proof finds both if this one is killed. {@link #remove} may be
 * called from any thread, as from a shutdown hook, and does its work once.
 */
final class Footprint {
  static final ResourceDefinitionContext SCALED_OBJECTS =
      new ResourceDefinitionContext.Builder()
          .withGroup("keda.sh")
          .withVersion("v1alpha1")
          .withKind("ScaledObject")
          .withPlural("scaledobjects")
          .withNamespaced(true)
          .build();

  private static final String MADE_BY = "scaleproof.dev/made-by";
  private static final String PROOF = "proof";
  private static final String REPLICAS_BEFORE = "scaleproof.dev/replicas-before-proof";
  private static final String PROCESS = "scaleproof.dev/proof-process";

  /** KEDA's finalizer and the garbage collector need a second or two. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final Consumer<String> say;
  private boolean made;

  Footprint(KubernetesClient client, Consumer<String> say) {
    this.client = client;
    this.say = say;
  }

  /**
   * Removes what a proof that was killed has left.
   *
   * @throws ClusterException if that proof is still running on this machine
   */
  void removeLeftovers() {
    Map<String, String> annotations = annotations();
    boolean left = annotations.containsKey(REPLICAS_BEFORE) || scaledObject() != null;
    if (!left) {
      return;
    }
    requireEnded(annotations.get(PROCESS));
    say.accept("An earlier proof was killed: taking away what it left.");
    takeAway();
  }

  private static void requireEnded(@Nullable String process) {
    String here = process();
    int slash = here.lastIndexOf('/') + 1;
    if (process == null
        || !process.startsWith(here.substring(0, slash))
        || !process.substring(slash).matches("\\d{1,18}")) {
      return;
    }
    long pid = Long.parseLong(process.substring(slash));
    if (pid != ProcessHandle.current().pid()
        && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      throw ClusterException.couldNotRun(
          "another proof is running here (process %d): wait for its end, or end it".formatted(pid));
    }
  }

  /** Sets the replicas before the burst. */
  synchronized void prepare(int found, int start) {
    made = true;
    annotate("\"%d\"".formatted(found), "\"%s\"".formatted(process()));
    if (found != start) {
      say.accept("vllm-sim has %d replicas: %d for the proof.".formatted(found, start));
      deployment().scale(start);
    }
  }

  /** Applies the ScaledObject. */
  synchronized void apply(ProofPlan plan) {
    GenericKubernetesResource wanted =
        client
            .load(new ByteArrayInputStream(plan.yaml().getBytes(StandardCharsets.UTF_8)))
            .items()
            .stream()
            .filter(item -> item.getKind().equals(SCALED_OBJECTS.getKind()))
            .map(GenericKubernetesResource.class::cast)
            .findFirst()
            .orElseThrow();
    wanted.setMetadata(
        new ObjectMetaBuilder(wanted.getMetadata())
            .withNamespace(ProofPlan.NAMESPACE)
            .addToLabels(MADE_BY, PROOF)
            .build());
    client.resource(wanted).create();
  }

  /** Takes everything away, once; says in one line what could not be. */
  synchronized void remove() {
    if (!made) {
      return;
    }
    made = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        takeAway();
        return;
      } catch (KubernetesClientException failed) {
        if (System.nanoTime() - end > 0) {
          say.accept(
              "What the proof made could not be taken away (%s). By hand: `kubectl -n %s delete scaledobject -l %s=%s`; the next proof does it too."
                  .formatted(failed.getMessage(), ProofPlan.NAMESPACE, MADE_BY, PROOF));
          return;
        }
        pause();
      }
    }
  }

  private void takeAway() {
    GenericKubernetesResource ours = scaledObject();
    if (ours != null) {
      resource(ours).delete();
      if (!soon(() -> scaledObject() == null)) {
        throw new KubernetesClientException(
            "ScaledObject %s/%s is still there %d s after its deletion: KEDA's operator, which has to let it go, does not run?"
                .formatted(
                    ProofPlan.NAMESPACE, ours.getMetadata().getName(), PATIENCE.toSeconds()));
      }
      if (!soon(() -> !hasHpaOf(ours.getMetadata().getName()))) {
        throw new KubernetesClientException(
            "the HPA of ScaledObject %s/%s is still there"
                .formatted(ProofPlan.NAMESPACE, ours.getMetadata().getName()));
      }
    }
    String before = annotations().get(REPLICAS_BEFORE);
    if (before != null && before.matches("\\d{1,4}")) {
      deployment().scale(Integer.parseInt(before));
    }
    annotate("null", "null");
  }

  /** A merge: it does not mind that the Deployment's status changes meanwhile. */
  private void annotate(String replicasBefore, String process) {
    deployment()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s,\"%s\":%s}}}"
                .formatted(REPLICAS_BEFORE, replicasBefore, PROCESS, process));
  }

  private boolean soon(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause();
    }
    return true;
  }

  private boolean hasHpaOf(String scaledObject) {
    return client
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(ProofPlan.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .anyMatch(
            hpa ->
                hpa.getMetadata().getOwnerReferences().stream()
                    .anyMatch(
                        owner ->
                            owner.getKind().equals(SCALED_OBJECTS.getKind())
                                && owner.getName().equals(scaledObject)));
  }

  private @Nullable GenericKubernetesResource scaledObject() {
    List<GenericKubernetesResource> ours =
        client
            .genericKubernetesResources(SCALED_OBJECTS)
            .inNamespace(ProofPlan.NAMESPACE)
            .withLabel(MADE_BY, PROOF)
            .list()
            .getItems();
    return ours.isEmpty() ? null : ours.getFirst();
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource one) {
    return client
        .genericKubernetesResources(SCALED_OBJECTS)
        .inNamespace(ProofPlan.NAMESPACE)
        .withName(one.getMetadata().getName());
  }

  private Map<String, String> annotations() {
    Deployment one = deployment().get();
    return one == null
        ? Map.of()
        : Objects.requireNonNullElse(one.getMetadata().getAnnotations(), Map.of());
  }

  private RollableScalableResource<Deployment> deployment() {
    return client.apps().deployments().inNamespace(ProofPlan.NAMESPACE).withName(ProofPlan.TARGET);
  }

  private static String process() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      host = "localhost";
    }
    return host + "/" + ProcessHandle.current().pid();
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      // Cleaning up goes on: it is what an interrupt asks for.
      Thread.interrupted();
    }
  }
}
