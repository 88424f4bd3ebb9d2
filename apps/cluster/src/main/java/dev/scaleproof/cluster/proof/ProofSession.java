package dev.scaleproof.cluster.proof;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.snapshot.ServerAddress;
import dev.scaleproof.report.Proof;
import dev.scaleproof.report.RequestLine;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.RunBuilder;
import dev.scaleproof.report.RunFigures;
import dev.scaleproof.report.RunResult;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.terminal.Summary;
import dev.scaleproof.report.terminal.View;
import dev.scaleproof.sim.engine.HardwareProfile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One proof from its checks to its report, and back to the cluster as it was. */
final class ProofSession {
  private static final String SCALER = "keda";
  private static final double NANOS = 1e9;

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

  ProofSession(ClusterConnection connection, ProofPlan plan, ProofOptions options, View view) {
    this.connection = connection;
    this.client = connection.client();
    this.plan = plan;
    this.options = options;
    this.view = view;
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
      Preflight preflight = new Preflight(client, plan, proxy, prometheus);
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
    Thread onSignal =
        new Thread(
            () -> {
              System.out.println("\nStopped: taking away what the proof made …");
              footprint.remove();
            },
            "clean-up");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      footprint.prepare(ground.replicas(), plan.start());
      awaitSettled();
      return watched(ground, prometheus, footprint, load, files);
    } finally {
      footprint.remove();
      try {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      } catch (IllegalStateException ending) {
        // The hook is running; it and this wait for each other's work, which is done once.
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
        Timeline.startingNow(
            System::nanoTime, System.currentTimeMillis() / 1e3 + ground.skewSeconds());
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
      return report(ground, run, gaveUp, files);
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

  private int report(Ground ground, ProofRun run, @Nullable String gaveUp, ResultFiles files)
      throws IOException {
    Journal journal = run.journal();
    List<Sample> samples = journal.samples();
    List<RequestLine> requests = journal.requests();
    HardwareProfile profile = HardwareProfile.named(ground.profile());
    Result.Setting setting =
        new Result.Setting(
            options.users(),
            options.requestsPerUser(),
            options.promptTokens(),
            options.maxTokens(),
            profile.name(),
            ground.slots(),
            new Result.StepCost(
                profile.baseNanos() / NANOS,
                profile.perPrefillTokenNanos() / NANOS,
                profile.perSequenceNanos() / NANOS));
    RunResult result =
        new RunBuilder(
                SCALER, plan.file().toString(), setting.stepCost(), ground.slots(), plan.max())
            .result(requests, samples, 0, 0);
    Recording recording = Recording.of(samples, journal.hpaCreated());
    Proof.Twin twin = TwinComparison.of(plan.scaledObject(), recording);
    Proof.ScaleIn scaleIn = scaleIn(recording, journal.steadyRequests());
    List<String> failures =
        new ProofVerdict(plan.start(), plan.max(), plan.end(), options.requests())
            .failures(result, scaleIn, twin, gaveUp);
    Proof proof =
        new Proof(
            ground.kubernetes(),
            ground.scrapeSeconds(),
            SyncTimes.PERIOD,
            options.ttftBound(),
            failures,
            new Reactions(
                    plan.scaledObject(),
                    run.burstStart(),
                    plan.start(),
                    ground.scrapeSeconds(),
                    options.ttftBound())
                .of(samples, requests),
            twin,
            scaleIn);
    Result all = Result.proof("chat", journal.startupSeconds(), setting, result, proof);
    files.writeRun(SCALER, requests, samples);
    files.writeRequests("scale-in", journal.steadyRequests());
    Map<String, List<RequestLine>> lines = Map.of(SCALER, requests);
    Path page = files.writeResult(all, lines);
    Summary.lines(all, lines).forEach(view::line);
    ProofTable.outcome(proof).forEach(view::line);
    view.line("");
    view.line(
        proof.holds()
            ? "The proof holds."
            : "The proof does not hold: " + String.join(" ", failures));
    view.line("Report: " + page);
    return proof.holds() ? 0 : 1;
  }

  private Proof.@Nullable ScaleIn scaleIn(Recording recording, List<RequestLine> steady) {
    if (options.steadyUsers() == 0) {
      return null;
    }
    int across =
        (int)
            steady.stream()
                .filter(
                    line ->
                        recording.changes().stream()
                            .anyMatch(
                                change ->
                                    change.to() < change.from()
                                        && line.sent() <= change.t()
                                        && change.t() <= line.end()))
                .count();
    return new Proof.ScaleIn(options.steadyUsers(), RunFigures.requests(steady), across);
  }
}
