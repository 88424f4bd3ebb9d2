package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.terminal.View;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** One proof from its checks to its report, and back to the cluster as it was. */
final class ProofSession {
  private static final int STOPPED = 1;

  /** For the replicas before the burst to be there, and for no others to be. */
  private static final Duration SETTLED = Duration.ofMinutes(3);

  /** Prometheus may be restarting at the very end. */
  private static final int FETCHES = 10;

  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(3);

  private final ClusterConnection connection;
  private final KubernetesClient client;
  private final ProofPlan plan;
  private final ProofOptions options;
  private final View view;
  private final Clock clock;

  ProofSession(
      ClusterConnection connection, ProofPlan plan, ProofOptions options, View view, Clock clock) {
    this.connection = connection;
    this.client = connection.client();
    this.plan = plan;
    this.options = options;
    this.view = view;
    this.clock = clock;
  }

  /** Runs the proof; returns the exit status. */
  int run() throws Exception {
    ServerAddress address =
        ServerAddress.of(
                plan.triggers().getFirst().serverAddress(), plan.scaledObject().namespace())
            .orElseThrow(
                () ->
                    ClusterException.wrongInput(
                        "%s: spec.triggers[0].metadata.serverAddress: a proof reaches Services of the cluster only, as http://prometheus-operated.monitoring.svc:9090"
                            .formatted(plan.file())));
    try (ServiceProxy proxy = new ServiceProxy(client, address)) {
      PrometheusApi prometheus = new PrometheusApi(proxy);
      Preflight preflight = new Preflight(client, plan, proxy, prometheus, clock);
      var _ = preflight.look();
      connection.confirm(
          "scale Deployment %s/%s between %d and %d pods for some minutes, and then take everything away again"
              .formatted(ProofPlan.NAMESPACE, ProofPlan.TARGET, plan.end(), plan.max()));
      Footprint footprint = new Footprint(client, view::line);
      footprint.removeLeftovers();
      preflight.requireNoOtherScaler();
      // Taking away leftovers may have changed what there is.
      Ground ground = preflight.look();
      try (FrontDoor door = FrontDoor.open(client, options.url(), options.published())) {
        return onGround(ground, prometheus, footprint, load(door), files());
      }
    }
  }

  private ResultFiles files() {
    try {
      return new ResultFiles(options.out());
    } catch (IOException refused) {
      throw ClusterException.couldNotRun("--out: " + refused.getMessage());
    }
  }

  private ChatLoad load(FrontDoor door) throws InterruptedException {
    ChatLoad load =
        new ChatLoad(
            door.url(),
            options.model(),
            options.promptTokens(),
            options.maxTokens(),
            options.seed());
    String problem = load.probe("proof-probe");
    if (problem != null) {
      throw ClusterException.couldNotRun(
          "the gateway at %s (%s) does not answer for model %s: %s"
              .formatted(door.url(), door.how(), options.model(), problem));
    }
    view.line("Requests go to %s (%s).".formatted(door.url(), door.how()));
    return load;
  }

  /** Whatever happens from here on, Ctrl-C included, the footprint is taken away. */
  private int onGround(
      Ground ground,
      PrometheusApi prometheus,
      Footprint footprint,
      ChatLoad load,
      ResultFiles files)
      throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    Thread session = Thread.currentThread();
    Thread onSignal =
        new Thread(
            () -> {
              stopped.set(true);
              session.interrupt();
              System.out.println("\nStopped: taking away what the proof made …");
              footprint.remove();
            },
            "clean-up");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      footprint.prepare(ground.replicas(), plan.start());
      awaitSettled();
      return watched(ground, prometheus, footprint, load, files);
    } catch (Exception failed) {
      if (stopped.get()) {
        // Whatever broke, broke because it was interrupted.
        return STOPPED;
      }
      throw failed;
    } finally {
      footprint.remove();
      if (!stopped.get()) {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      }
    }
  }

  private void awaitSettled() throws InterruptedException {
    long end = System.nanoTime() + SETTLED.toNanos();
    Pods pods = new Pods(client);
    while (!pods.settledAt(plan.start())) {
      if (System.nanoTime() - end > 0) {
        throw ClusterException.couldNotRun(
            "Deployment %1$s/%2$s did not settle at %3$d ready pods in %4$d s: `kubectl -n %1$s get pods -l app=%2$s`"
                .formatted(
                    ProofPlan.NAMESPACE, ProofPlan.TARGET, plan.start(), SETTLED.toSeconds()));
      }
      Thread.sleep(500);
    }
  }

  private int watched(
      Ground ground,
      PrometheusApi prometheus,
      Footprint footprint,
      ChatLoad load,
      ResultFiles files)
      throws Exception {
    Timeline timeline =
        Timeline.startingNow(System::nanoTime, clock.millis() / 1e3 + ground.skewSeconds());
    ProofRun run = new ProofRun(plan, options, ground, timeline, load, view);
    try (Observer observer = new Observer(client, prometheus, plan, timeline, run::accept)) {
      observer.start(ground.selector());
      footprint.apply(plan);
      view.line(
          "Applied %s: %d → %d → %d replicas are expected; with the HPA's window of %d s this takes about %d minutes."
              .formatted(
                  plan.file(),
                  plan.start(),
                  plan.max(),
                  plan.end(),
                  plan.window().toSeconds(),
                  plan.window().toMinutes() + 4));
      String gaveUp = run.play();
      fetchAll(observer, run);
      return new ProofReport(plan, options, ground, files, view).write(run, gaveUp);
    } catch (ProofRun.NoReadingException unread) {
      throw ClusterException.couldNotRun(
          "the HPA got no reading of the metric within 90 s: %s; `make doctor` says more"
              .formatted(new Pods(client).scalingState()));
    }
  }

  private void fetchAll(Observer observer, ProofRun run) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        observer.fetchAll();
        run.takeIn(0);
        return;
      } catch (IOException failed) {
        if (attempt == FETCHES) {
          throw ClusterException.couldNotRun(
              "Prometheus did not hand out the run's samples: " + failed.getMessage());
        }
        Thread.sleep(BETWEEN_FETCHES);
      }
    }
  }
}
