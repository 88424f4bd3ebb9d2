package dev.scaleproof.e2e;

import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.cluster.ClusterException;
import dev.scaleproof.e2e.cluster.Kubectl;
import java.time.Duration;

/** What can be taken down while a lease runs out. */
enum Part {
  GUARD("guard") {
    @Override
    void down(Kubectl kubectl) throws ClusterException {
      kubectl.run("-n", GUARD_NAMESPACE, "scale", "deployment", "cost-guard", "--replicas=0");
      gone(kubectl, GUARD_NAMESPACE, "app=cost-guard");
    }

    @Override
    void up(Kubectl kubectl) throws ClusterException {
      kubectl.run("-n", GUARD_NAMESPACE, "scale", "deployment", "cost-guard", "--replicas=1");
      available(kubectl, GUARD_NAMESPACE);
    }
  },
  SWEEP("sweep") {
    @Override
    void down(Kubectl kubectl) throws ClusterException {
      suspend(kubectl, true);
      // One that was about to look would be a sweep still.
      kubectl.run("-n", GUARD_NAMESPACE, "delete", "jobs", "--all", "--wait");
    }

    @Override
    void up(Kubectl kubectl) throws ClusterException {
      suspend(kubectl, false);
    }

    private static void suspend(Kubectl kubectl, boolean suspended) throws ClusterException {
      kubectl.run(
          "-n",
          GUARD_NAMESPACE,
          "patch",
          "cronjob",
          "cost-guard-sweep",
          "--type=merge",
          "-p",
          "{\"spec\": {\"suspend\": %s}}".formatted(suspended));
    }
  },
  PROMETHEUS("Prometheus") {
    @Override
    void down(Kubectl kubectl) throws ClusterException {
      replicas(kubectl, 0);
      gone(kubectl, "monitoring", "app.kubernetes.io/name=prometheus");
    }

    @Override
    void up(Kubectl kubectl) throws ClusterException {
      replicas(kubectl, 1);
    }

    private static void replicas(Kubectl kubectl, int replicas) throws ClusterException {
      kubectl.run(
          "-n",
          "monitoring",
          "patch",
          "prometheus",
          "prometheus",
          "--type=merge",
          "-p",
          "{\"spec\": {\"replicas\": %d}}".formatted(replicas));
    }
  },
  /** Its webhooks and metrics adapter too. */
  KEDA("KEDA") {
    @Override
    void down(Kubectl kubectl) throws ClusterException {
      kubectl.run("-n", "keda", "scale", "deployment", "--all", "--replicas=0");
      gone(kubectl, "keda", "");
    }

    @Override
    void up(Kubectl kubectl) throws ClusterException {
      kubectl.run("-n", "keda", "scale", "deployment", "--all", "--replicas=1");
      available(kubectl, "keda");
    }
  };

  private static final String GUARD_NAMESPACE = "cost-guard";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String words;

  Part(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  abstract void down(Kubectl kubectl) throws ClusterException;

  abstract void up(Kubectl kubectl) throws ClusterException;

  private static void gone(Kubectl kubectl, String namespace, String pods) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> kubectl.run("-n", namespace, "get", "pods", "-l", pods, "-o", "name").isBlank());
  }

  private static void available(Kubectl kubectl, String namespace) throws ClusterException {
    kubectl.run(
        "-n",
        namespace,
        "wait",
        "--for=condition=Available",
        "deployment",
        "--all",
        "--timeout=" + PATIENCE.toSeconds() + "s");
  }
}
