package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.twin.spec.Trigger;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a cluster has what a proof needs: the first thing that it lacks ends it, in one line. */
final class Preflight {
  private static final String GATEWAY = "gateway";
  private static final String EXTERNAL_METRICS = "v1beta1.external.metrics.k8s.io";

  // The simulator's own defaults, for a Deployment that leaves these flags out.
  private static final String PROFILE = "L4";
  private static final int SLOTS = 256;

  /** What prometheus-operator writes when neither a ServiceMonitor nor the Prometheus says. */
  private static final double DEFAULT_INTERVAL = 30;

  private static final Pattern DURATION =
      Pattern.compile("(?:(?<h>\\d+)h)?(?:(?<m>\\d+)m(?!s))?(?:(?<s>\\d+)s)?(?:(?<ms>\\d+)ms)?");

  private static final ResourceDefinitionContext SERVICE_MONITORS =
      new ResourceDefinitionContext.Builder()
          .withGroup("monitoring.coreos.com")
          .withVersion("v1")
          .withKind("ServiceMonitor")
          .withPlural("servicemonitors")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final ProofPlan plan;
  private final ServiceProxy proxy;
  private final PrometheusApi prometheus;
  private final Clock clock;

  Preflight(
      KubernetesClient client,
      ProofPlan plan,
      ServiceProxy proxy,
      PrometheusApi prometheus,
      Clock clock) {
    this.client = client;
    this.plan = plan;
    this.proxy = proxy;
    this.prometheus = prometheus;
    this.clock = clock;
  }

  /** Looks; changes nothing. */
  Ground look() {
    String version = client.getKubernetesVersion().getGitVersion();
    requireKeda();
    Deployment simulator = ready(ProofPlan.TARGET);
    ready(GATEWAY);
    double skew = requirePrometheus();
    double interval = scrapeInterval();
    requireSeries();
    List<String> arguments =
        simulator.getSpec().getTemplate().getSpec().getContainers().stream()
            .findFirst()
            .map(Container::getArgs)
            .orElse(List.of());
    return new Ground(
        version,
        interval,
        Objects.requireNonNullElse(simulator.getSpec().getReplicas(), 1),
        simulator.getSpec().getSelector().getMatchLabels(),
        value(arguments, "--profile").orElse(PROFILE),
        value(arguments, "--max-num-seqs").map(Integer::parseInt).orElse(SLOTS),
        skew);
  }

  private void requireKeda() {
    require(
        client.hasApiGroup("keda.sh", true),
        "KEDA is not installed (the API server knows no keda.sh): install platform/keda first,"
            + " then try again");
    APIService api = client.apiServices().withName(EXTERNAL_METRICS).get();
    require(
        api != null,
        "nobody serves the external metrics API (no APIService %s): install platform/keda first"
            .formatted(EXTERNAL_METRICS));
    String unavailable =
        api == null || api.getStatus() == null
            ? "it has no status yet"
            : api.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Available"))
                .findFirst()
                .map(
                    condition ->
                        condition.getStatus().equals("True")
                            ? ""
                            : condition.getReason() + ": " + condition.getMessage())
                .orElse("it has no condition Available");
    require(
        unavailable.isEmpty(),
        "the external metrics API is not available (%s): is KEDA's metrics API server up? `kubectl -n keda get pods`"
            .formatted(unavailable));
  }

  private Deployment ready(String name) {
    Deployment deployment =
        client.apps().deployments().inNamespace(ProofPlan.NAMESPACE).withName(name).get();
    if (deployment == null) {
      throw ClusterException.couldNotRun(
          "no Deployment %s/%s: apply serving/%s first".formatted(ProofPlan.NAMESPACE, name, name));
    }
    int ready =
        deployment.getStatus() == null || deployment.getStatus().getReadyReplicas() == null
            ? 0
            : deployment.getStatus().getReadyReplicas();
    int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    require(
        ready > 0,
        wanted == 0
            ? "Deployment %1$s/%2$s is at 0 replicas: `kubectl -n %1$s scale deployment/%2$s --replicas=1`"
                .formatted(ProofPlan.NAMESPACE, name)
            : "Deployment %1$s/%2$s has no ready pod (%3$d asked for): `kubectl -n %1$s describe pods -l app=%2$s` says why"
                .formatted(ProofPlan.NAMESPACE, name, wanted));
    return deployment;
  }

  /** What Prometheus' clock is ahead, in seconds. */
  private double requirePrometheus() {
    try {
      return skew();
    } catch (IOException refused) {
      try {
        proxy.forward();
        return skew();
      } catch (IOException stillRefused) {
        throw ClusterException.couldNotRun(
            "Prometheus does not answer at %s (through the API server: %s; by port-forward: %s): `make doctor` says more"
                .formatted(
                    plan.triggers().getFirst().serverAddress(),
                    refused.getMessage(),
                    stillRefused.getMessage()));
      }
    }
  }

  /** The clock was read in the middle of the question, more or less. */
  private double skew() throws IOException {
    double before = clock.millis() / 1e3;
    double there = prometheus.now();
    double after = clock.millis() / 1e3;
    return there - (before + after) / 2;
  }

  private double scrapeInterval() {
    GenericKubernetesResource monitor =
        client
            .genericKubernetesResources(SERVICE_MONITORS)
            .inNamespace(ProofPlan.NAMESPACE)
            .withName(ProofPlan.TARGET)
            .get();
    if (monitor == null) {
      throw ClusterException.couldNotRun(
          "no ServiceMonitor %s/%s: apply serving/vllm-sim first, with the CRDs of platform/monitoring"
              .formatted(ProofPlan.NAMESPACE, ProofPlan.TARGET));
    }
    Object interval = monitor.get("spec", "endpoints", 0, "interval");
    return interval == null ? DEFAULT_INTERVAL : seconds(interval.toString());
  }

  /** A duration as Prometheus writes it, such as {@code 10s} or {@code 1m30s}. */
  static double seconds(String duration) {
    Matcher parts = DURATION.matcher(duration);
    require(
        parts.matches() && !duration.isEmpty(),
        "ServiceMonitor's interval '%s' is no duration".formatted(duration));
    return part(parts, "h") * 3600
        + part(parts, "m") * 60
        + part(parts, "s")
        + part(parts, "ms") / 1000.0;
  }

  private static long part(Matcher parts, String name) {
    String digits = parts.group(name);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private void requireSeries() {
    for (Trigger.Prometheus trigger : plan.triggers()) {
      List<Double> values;
      try {
        values = prometheus.instant(trigger.query());
      } catch (IOException refused) {
        throw ClusterException.couldNotRun(
            "%s: spec.triggers[%d].metadata.query: %s"
                .formatted(plan.file(), trigger.index(), refused.getMessage()));
      }
      require(
          !values.isEmpty(),
          String.format(
              Locale.ROOT,
              "Prometheus has no series for %s: is ServiceMonitor %s/%s there and selected, and"
                  + " the pod scraped? It takes up to a minute after a start; `make doctor` says more",
              trigger.query(),
              ProofPlan.NAMESPACE,
              ProofPlan.TARGET));
      require(
          values.size() == 1,
          "%s: spec.triggers[%d].metadata.query gives %d series, KEDA takes one: aggregate them, as sum(…)"
              .formatted(plan.file(), trigger.index(), values.size()));
    }
  }

  /** Refuses a target that someone else scales already. */
  void requireNoOtherScaler() {
    client
        .genericKubernetesResources(Footprint.SCALED_OBJECTS)
        .inNamespace(ProofPlan.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(other -> ProofPlan.TARGET.equals(other.get("spec", "scaleTargetRef", "name")))
        .findFirst()
        .ifPresent(other -> refuse("ScaledObject", other.getMetadata().getName()));
    client
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(ProofPlan.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(other -> other.getSpec().getScaleTargetRef().getName().equals(ProofPlan.TARGET))
        .findFirst()
        .ifPresent(other -> refuse("HorizontalPodAutoscaler", other.getMetadata().getName()));
  }

  private static void refuse(String kind, String name) {
    throw ClusterException.couldNotRun(
        "%1$s %2$s/%3$s scales %4$s already, and two scalers undo each other: `kubectl -n %2$s delete %5$s %3$s`, if it may go"
            .formatted(
                kind, ProofPlan.NAMESPACE, name, ProofPlan.TARGET, kind.toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> value(List<String> arguments, String flag) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(flag + "="))
        .map(argument -> argument.substring(flag.length() + 1))
        .findFirst();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw ClusterException.couldNotRun(otherwise);
    }
  }
}
