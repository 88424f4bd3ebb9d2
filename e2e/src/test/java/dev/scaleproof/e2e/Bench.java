package dev.scaleproof.e2e;

import dev.scaleproof.e2e.cluster.Cluster;
import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.e2e.cluster.Kubectl;
import dev.scaleproof.lease.GpuPrices;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a test works with: the cluster, and the commands that a person would type. */
final class Bench implements AutoCloseable {
  private final Cluster cluster;
  private final ReadWriteLock prometheus = new ReentrantReadWriteLock();

  Bench(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The checkout. */
  static Path root() {
    return Path.of(Objects.requireNonNull(System.getProperty("scaleproof.root")))
        .toAbsolutePath()
        .normalize();
  }

  KubernetesClient client() {
    return cluster.client();
  }

  Kubectl kubectl() {
    return cluster.kubectl();
  }

  Cluster cluster() {
    return cluster;
  }

  /** Runs a command of {@code apps/cluster} on this cluster, as its make target does. */
  Command.Outcome command(String... arguments) {
    return command(cluster.kubeconfig(), arguments);
  }

  /** Runs a command of {@code apps/cluster} with another kubeconfig. */
  static Command.Outcome command(Path kubeconfig, String... arguments) {
    return Command.of(withCluster(kubeconfig, arguments)).run();
  }

  /** Starts a command of {@code apps/cluster} on this cluster. */
  Command.Running start(String... arguments) {
    return Command.of(withCluster(cluster.kubeconfig(), arguments)).start();
  }

  private static List<String> withCluster(Path kubeconfig, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", kubeconfig.toString()));
    return all;
  }

  /** Replicas that a Deployment asks for. */
  int replicas(String namespace, String deployment) {
    return client()
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(deployment)
        .get()
        .getSpec()
        .getReplicas();
  }

  /** What an hour of a GPU costs whose node says no type, as on this cluster. */
  static double usdPerGpuHour() {
    return GpuPrices.read(root().resolve("platform/cost-guard/gpu-prices.yaml"))
        .standard()
        .usdPerHour();
  }

  /** No device plugin here: an extended resource that a person advertises counts just as well. */
  void advertiseGpus(int number) {
    Quantity gpus = new Quantity(String.valueOf(number));
    client()
        .nodes()
        .list()
        .getItems()
        .forEach(
            node ->
                client()
                    .resource(node)
                    .editStatus(
                        seen -> {
                          seen.getStatus().getCapacity().put("nvidia.com/gpu", gpus);
                          seen.getStatus().getAllocatable().put("nvidia.com/gpu", gpus);
                          return seen;
                        }));
  }

  /** The HPA that KEDA made for a ScaledObject; null when there is none. */
  @Nullable HorizontalPodAutoscaler hpa(String namespace, String scaledObject) {
    return client()
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(namespace)
        .withName("keda-hpa-" + scaledObject)
        .get();
  }

  /** A condition of the HPA that KEDA made: True, False, Unknown; "absent" without one. */
  String condition(String namespace, String scaledObject, String type) {
    return condition(namespace, scaledObject, type, HorizontalPodAutoscalerCondition::getStatus);
  }

  /** The one word that says why a condition is what it is; "absent" without one. */
  String reason(String namespace, String scaledObject, String type) {
    return condition(namespace, scaledObject, type, HorizontalPodAutoscalerCondition::getReason);
  }

  private String condition(
      String namespace,
      String scaledObject,
      String type,
      Function<HorizontalPodAutoscalerCondition, String> part) {
    HorizontalPodAutoscaler hpa = hpa(namespace, scaledObject);
    if (hpa == null || hpa.getStatus() == null) {
      return "absent";
    }
    return hpa.getStatus().getConditions().stream()
        .filter(one -> one.getType().equals(type))
        .map(part)
        .findFirst()
        .orElse("absent");
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  /** The simulator's scaler with a scale-down that a test can wait for, in a file. */
  Path shortWindows() throws ClusterException, IOException {
    return rendered("vllm-sim-short-windows");
  }

  /** An overlay of e2e/overlays as one file. */
  Path rendered(String overlay) throws ClusterException, IOException {
    // They build on files outside of their own folder, which kustomize wants to be told.
    String manifests =
        kubectl()
            .run(
                "kustomize",
                "--load-restrictor=LoadRestrictionsNone",
                root().resolve("e2e/overlays").resolve(overlay).toString());
    Path folder = Files.createDirectories(root().resolve("out/e2e"));
    return Files.writeString(folder.resolve(overlay + ".yaml"), manifests);
  }

  /** Forwards a free port of loopback. */
  PortForward forward(String namespace, String target, int port)
      throws ClusterException, IOException {
    return PortForward.of(kubectl().start("-n", namespace, "port-forward", target, ":" + port));
  }

  /** Applies an overlay of e2e/overlays, and returns what takes it away again. */
  Applied apply(String overlay) throws ClusterException, IOException {
    String file = rendered(overlay).toString();
    kubectl().run("apply", "--server-side", "--force-conflicts", "--validate=strict", "-f", file);
    return () -> kubectl().run("delete", "--ignore-not-found", "-f", file);
  }

  /** For who needs an answer from Prometheus all the time; by the thread that closes it. */
  Held prometheusShared() {
    return held(prometheus.readLock());
  }

  /** For who stops Prometheus: waits until nobody else needs it. */
  Held prometheusAlone() {
    return held(prometheus.writeLock());
  }

  private static Held held(Lock lock) {
    lock.lock();
    return lock::unlock;
  }

  /** A lock that is held until this is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** Something on the cluster that a test has to take away. */
  interface Applied extends AutoCloseable {
    @Override
    void close() throws ClusterException;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
