package dev.scaleproof.e2e.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What Argo CD would sync, applied by hand in the same order: definitions before what uses them,
 * platform before serving. Or Argo CD itself.
 */
final class Layers {
  private static final String PATIENCE = "--timeout=180s";
  private static final Duration FIRST_METRICS = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final String WAITING_SERIES =
      "/api/v1/namespaces/monitoring/services/prometheus-operated:9090/proxy/api/v1/query"
          + "?query=vllm:num_requests_waiting";

  private final Path root;
  private final Kubectl kubectl;
  private final Consumer<String> progress;

  Layers(Path root, Kubectl kubectl, Consumer<String> progress) {
    this.root = root;
    this.kubectl = kubectl;
    this.progress = progress;
  }

  /** KEDA, monitoring and metrics-server, ready to work. */
  void platform() throws ClusterException {
    Path rendered = root.resolve("out/testbed/platform");
    step("keda", () -> kubectl.apply(rendered.resolve("keda")));
    step(
        "monitoring",
        () -> {
          kubectl.apply(rendered.resolve("monitoring/crds"));
          kubectl.run("wait", "--for=condition=Established", "crd", "--all", PATIENCE);
          kubectl.apply(rendered.resolve("monitoring"));
          kubectl.apply(root.resolve("platform/monitoring"));
        });
    step("cost-guard", this::costGuard);
    step("metrics-server", () -> kubectl.apply(rendered.resolve("metrics-server")));
    step("platform ready", this::platformIsReady);
  }

  /** Its rights are in the namespace that it guards, so that has to be there. */
  private void costGuard() throws ClusterException {
    kubectl.apply(root.resolve("serving/namespaces"));
    kubectl.apply(root.resolve("platform/cost-guard"));
    kubectl.run("wait", "--for=condition=Established", "crd/gpuleases.scaleproof.dev", PATIENCE);
  }

  /** Simulator, gateway, job queue, and raw-vllm at 0 replicas with its ScaledObject paused. */
  void serving() throws ClusterException {
    step("serving", () -> kubectl.apply(root.resolve("serving")));
    step(
        "serving ready",
        () -> {
          rolledOut("inference");
          kubectl.run("-n", "rag", "rollout", "status", "statefulset/redis", PATIENCE);
          rolledOut("rag");
        });
    step("first metrics", this::metricsAreThere);
  }

  /**
   * Argo CD with the settings of platform/argocd, as docs/reference/gitops.mdx installs it.
   *
   * @param registry whether the node can fetch images
   */
  void argoCd(boolean registry) throws ClusterException {
    Path rendered = root.resolve("out/testbed/platform");
    step(
        "argo cd",
        () -> kubectl.apply(rendered.resolve(registry ? "argocd" : "argocd-without-registry")));
    step(
        "argo cd's settings",
        () -> {
          kubectl.run(
              "apply",
              "--server-side",
              "--force-conflicts",
              "--field-manager=scaleproof",
              "-k",
              root.resolve("platform/argocd").toString());
          kubectl.run(
              "-n", "argocd", "rollout", "restart", "statefulset", "argocd-application-controller");
        });
    step(
        "argo cd ready",
        () -> {
          rolledOut("argocd");
          kubectl.run(
              "-n",
              "argocd",
              "rollout",
              "status",
              "statefulset/argocd-application-controller",
              PATIENCE);
        });
  }

  /** A new ServiceMonitor reaches Prometheus through a Secret that its pod has to see change. */
  private void metricsAreThere() throws ClusterException {
    long end = System.nanoTime() + FIRST_METRICS.toNanos();
    while (!kubectl.run("get", "--raw", WAITING_SERIES).contains("\"value\"")) {
      if (System.nanoTime() > end) {
        throw new ClusterException("Prometheus has no metrics of vllm-sim: see 'make doctor'");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private void platformIsReady() throws ClusterException {
    rolledOut("keda");
    rolledOut("monitoring");
    rolledOut("cost-guard");
    kubectl.run(
        "-n", "monitoring", "wait", "--for=condition=Available", "prometheus", "--all", PATIENCE);
    kubectl.run(
        "wait",
        "--for=condition=Available",
        "apiservice/v1beta1.external.metrics.k8s.io",
        "apiservice/v1beta1.metrics.k8s.io",
        PATIENCE);
  }

  private void rolledOut(String namespace) throws ClusterException {
    kubectl.run(
        "-n", namespace, "wait", "--for=condition=Available", "deployment", "--all", PATIENCE);
  }

  private interface Work {
    void run() throws ClusterException;
  }

  private void step(String name, Work work) throws ClusterException {
    long started = System.nanoTime();
    work.run();
    progress.accept(
        "  %-26s %3d s".formatted(name, Math.round((System.nanoTime() - started) / 1e9)));
  }
}
