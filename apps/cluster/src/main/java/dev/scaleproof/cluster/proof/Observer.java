package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Sample;
import dev.scaleproof.twin.spec.Trigger;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Watches the simulator's Deployment, its pods and its HPA, and asks Prometheus. What it sees goes
 * into a queue as changes of the journal, stamped with the time when it came, or with Prometheus'
 * own.
 */
final class Observer implements AutoCloseable {
  /** Prometheus' raw samples are fetched each so many readings, and overlap. */
  private static final int READINGS_PER_FETCH = 5;

  private static final String OVERLAP = "2m";

  private final KubernetesClient client;
  private final PrometheusApi prometheus;
  private final ProofPlan plan;
  private final Timeline timeline;
  private final Consumer<Consumer<Journal>> sink;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("prometheus").daemon().factory());

  // Of the clock's thread.
  private int reading;
  private boolean down;

  Observer(
      KubernetesClient client,
      PrometheusApi prometheus,
      ProofPlan plan,
      Timeline timeline,
      Consumer<Consumer<Journal>> sink) {
    this.client = client;
    this.prometheus = prometheus;
    this.plan = plan;
    this.timeline = timeline;
    this.sink = sink;
  }

  /** Begins; what is there already comes first. */
  void start(Map<String, String> podLabels) {
    informers.add(
        client
            .apps()
            .deployments()
            .inNamespace(ProofPlan.NAMESPACE)
            .withName(ProofPlan.TARGET)
            .inform(
                on(
                    this::deployment,
                    (t, gone) -> sink.accept(j -> j.event(t, "the Deployment is gone")))));
    informers.add(
        client
            .pods()
            .inNamespace(ProofPlan.NAMESPACE)
            .withLabels(podLabels)
            .inform(
                on(
                    this::pod,
                    (t, pod) -> sink.accept(j -> j.podGone(t, pod.getMetadata().getName())))));
    HpaDecisions decisions = new HpaDecisions();
    informers.add(
        client
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(ProofPlan.NAMESPACE)
            .inform(
                on(
                    (t, hpa) -> hpa(t, hpa, decisions),
                    (t, hpa) ->
                        sink.accept(
                            j -> j.event(t, "HPA " + hpa.getMetadata().getName() + " is gone")))));
    var _ = clock.scheduleAtFixedRate(this::read, 0, 1, TimeUnit.SECONDS);
  }

  private void deployment(double t, Deployment deployment) {
    int desired = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    sink.accept(journal -> journal.desired(t, desired));
  }

  private void pod(double t, Pod pod) {
    boolean ready =
        pod.getStatus() != null
            && pod.getStatus().getConditions().stream()
                .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    sink.accept(journal -> journal.pod(t, pod.getMetadata().getName(), ready, terminating));
  }

  private void hpa(double t, HorizontalPodAutoscaler hpa, HpaDecisions decisions) {
    if (!hpa.getSpec().getScaleTargetRef().getName().equals(ProofPlan.TARGET)) {
      return;
    }
    sink.accept(journal -> journal.hpaSeen(t, hpa.getMetadata().getName()));
    decisions
        .decision(t, hpa)
        .ifPresent(decision -> sink.accept(journal -> journal.decision(decision)));
  }

  /** A handler that stamps what comes; resyncs without news are harmless to the journal. */
  private <T> ResourceEventHandler<T> on(BiConsumer<Double, T> here, BiConsumer<Double, T> gone) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        here.accept(timeline.now(), added);
      }

      @Override
      public void onUpdate(T before, T after) {
        here.accept(timeline.now(), after);
      }

      @Override
      public void onDelete(T deleted, boolean unknown) {
        gone.accept(timeline.now(), deleted);
      }
    };
  }

  private void read() {
    try {
      for (Trigger.Prometheus trigger : plan.triggers()) {
        List<Double> values = prometheus.instant(trigger.query());
        sink.accept(journal -> journal.reading(timeline.now(), trigger.metricName(), values));
      }
      if (reading++ % READINGS_PER_FETCH == 0) {
        fetch(OVERLAP);
      }
      if (down) {
        down = false;
        event("Prometheus answers again");
      }
    } catch (IOException failed) {
      if (!down) {
        down = true;
        event("Prometheus does not answer (" + failed.getMessage() + ")");
      }
    } catch (RuntimeException unexpected) {
      // An exception would end the schedule without a word.
      event("reading Prometheus failed: " + unexpected);
    }
  }

  private void event(String text) {
    double t = timeline.now();
    sink.accept(journal -> journal.event(t, text));
  }

  /** The pods' own series, each sample with the time when its scrape began. */
  private void fetch(String range) throws IOException {
    for (PrometheusApi.Series series :
        prometheus.samples(
            "{__name__=~\"%s\",namespace=\"%s\"}[%s]"
                .formatted(PodHistory.NAMES, ProofPlan.NAMESPACE, range))) {
      sink.accept(
          journal ->
              series
                  .values()
                  .forEach(
                      (epoch, value) ->
                          journal.scraped(
                              timeline.ofEpoch(epoch),
                              series.label("pod"),
                              series.label("__name__"),
                              value)));
    }
  }

  /**
   * In the end: all of the pods' samples, and the triggers' queries at every whole second of the
   * run, which is how KEDA asked them.
   */
  void fetchAll() throws IOException {
    clock.shutdownNow();
    double now = timeline.now();
    fetch(String.format(Locale.ROOT, "%ds", (long) Math.ceil(now) + 60));
    long from = (long) Math.floor(timeline.toEpoch(0));
    long to = (long) Math.floor(timeline.toEpoch(now));
    for (Trigger.Prometheus trigger : plan.triggers()) {
      prometheus
          .everySecond(trigger.query(), from, to)
          .forEach(
              (epoch, values) ->
                  sink.accept(
                      journal ->
                          journal.metric(
                              new Sample.Metric(
                                  timeline.ofEpoch(epoch), trigger.metricName(), values))));
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    informers.forEach(SharedIndexInformer::close);
  }
}
