package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Memory;
import dev.scaleproof.demo.replica.ProcessStarter;
import dev.scaleproof.demo.replica.SparePool;
import dev.scaleproof.demo.run.Autoscaler;
import dev.scaleproof.jobs.JobDocument;
import dev.scaleproof.report.JobsBuilder;
import dev.scaleproof.report.JobsRun;
import dev.scaleproof.report.Sample;
import dev.scaleproof.report.Seconds;
import dev.scaleproof.report.Words;
import dev.scaleproof.twin.PrometheusMetrics;
import dev.scaleproof.twin.observed.MetricSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One run with processes of its own: started ahead, warmed up, played, and written down. */
final class QueueSession {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

  /** More than this are not started ahead, whatever the maximum: later ones join late. */
  private static final int MOST_STARTED_AHEAD = 20;

  /** Started ahead for an autoscaler that is not expected to ask for more. */
  private static final int SPARE = 1;

  /** Real time between two redraws. */
  private static final Duration REDRAW = Duration.ofMillis(250);

  private static final String QUESTION = "Do you accept UPI payments?";
  private static final String CPU = "cpu-hpa";

  /**
   * What the run was.
   *
   * @param startup start of a worker's process to its first 200 on /health, of one alone
   * @param lag how late, simulated, the demo's own scheduler was at most
   * @param simulatorLag how far the model's engine fell behind its schedule at most
   * @param missing jobs of which nothing is known
   */
  record Outcome(JobsRun run, Duration startup, double lag, double simulatorLag, int missing) {}

  private final Stage stage;
  private final String scaler;
  private final int concurrency;
  private final String queue;

  QueueSession(Stage stage, String scaler, int concurrency) {
    this.stage = stage;
    this.scaler = scaler;
    this.concurrency = concurrency;
    this.queue = stage.prefix() + scaler;
  }

  /**
   * Plays it.
   *
   * @param knownStartup the start-up time that was measured before; null to measure it
   */
  Outcome run(@Nullable Duration knownStartup) throws Exception {
    stage.reader().prepare(queue);
    Path logs = stage.options().out().resolve("logs");
    try (Children children = new Children(logs)) {
      Workers workers = new Workers(children, stage.worker(), environment(), stage.redis(), queue);
      ProcessStarter starter = new ProcessStarter("worker", workers, stage.client(), READY_TIMEOUT);
      Autoscaler autoscaler = autoscaler();
      int first = stage.manifests().worker().replicas();
      int capacity = Memory.childrenThatFit(stage.worker());
      int more =
          scaler.equals(CPU)
              ? SPARE
              : Math.max(0, Math.min(autoscaler.maxReplicas(), MOST_STARTED_AHEAD) - first);
      // One alone, to see how long a start takes when nothing else does.
      long before = System.nanoTime();
      List<ProcessStarter.Healthy> ahead = new ArrayList<>(starter.startAhead(1));
      Duration startup =
          knownStartup == null ? Duration.ofNanos(System.nanoTime() - before) : knownStartup;
      if (knownStartup == null) {
        tellStartup(startup);
      }
      ahead.addAll(starter.startAhead(Math.max(0, Math.min(first + more, capacity) - 1)));
      WorkerWarmUp.run(workers, ahead, stage.queues(), QUESTION);
      return play(autoscaler, workers, starter, ahead, capacity, startup);
    }
  }

  private void tellStartup(Duration startup) {
    stage
        .view()
        .line(
            String.format(
                Locale.ROOT,
                "A worker's process takes %.1f s to start on this machine; each new one joins after"
                    + " %.1f simulated s.",
                Seconds.of(startup),
                Seconds.of(startup)));
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(stage.manifests().worker().environment());
    // What leads into the cluster is another place here.
    variables.remove("REDIS_URL");
    variables.put("WORKER_HOST", "127.0.0.1");
    variables.put("INDEX_DIR", stage.options().index().toString());
    variables.put("MODEL_URL", stage.model().toString());
    variables.put("CONCURRENCY", Integer.toString(concurrency));
    return variables;
  }

  private Autoscaler autoscaler() {
    JobsManifests manifests = stage.manifests();
    if (scaler.equals(CPU)) {
      return Autoscaler.cpu(manifests.cpuAutoscalerFile().toString(), manifests.cpuAutoscaler());
    }
    Autoscaler shipped =
        Autoscaler.keda(manifests.scaledObjectFile().toString(), manifests.scaledObject());
    MetricSource scraped = PrometheusMetrics.of(manifests.scaledObject(), shipped.store());
    return shipped.as(
        scaler,
        new QueueSource(
            manifests.scaledObject(),
            stage.reader(),
            "jobs:" + manifests.worker().queue(),
            "jobs:" + queue,
            scraped));
  }

  private Outcome play(
      Autoscaler autoscaler,
      Workers workers,
      ProcessStarter starter,
      List<ProcessStarter.Healthy> ahead,
      int capacity,
      Duration startup)
      throws Exception {
    SimulatedClock clock = SimulatedClock.startingNow(System::nanoTime, stage.options().speed());
    EventLoop loop = new EventLoop(clock);
    QueueRun run =
        new QueueRun(
            new QueueRun.Setup(
                loop,
                autoscaler,
                workers,
                new SparePool(loop, starter, capacity, ahead),
                stage.queues(),
                queue,
                stage.manifests().worker().queue(),
                burst(),
                startup,
                stage.manifests().scrapeInterval(),
                stage.manifests().worker().cpuRequestMillicores(),
                stage.client(),
                stage.model(),
                time(clock)),
            this::tell);
    run.begin(stage.manifests().worker().replicas());
    Duration redraw = Duration.ofNanos((long) (REDRAW.toNanos() * stage.options().speed()));
    loop.every(redraw, redraw, () -> show(loop, run));
    Duration horizon = horizon(autoscaler);
    loop.at(
        horizon,
        () -> {
          throw new ChildException(
              "%s: not over after %d simulated s: giving up"
                  .formatted(scaler, horizon.toSeconds()));
        });
    loop.run();
    show(loop, run);
    return outcome(autoscaler, loop, run, startup);
  }

  private JobBurst burst() {
    JobsOptions options = stage.options();
    return new JobBurst(
        options.jobs(),
        new JobDocument(
            QUESTION,
            null,
            JobDocument.DEFAULT_TOP_K,
            OptionalInt.of(ModelServer.tokens(options.jobSeconds()))));
  }

  /** From Redis' clock, which the jobs' times are of, to seconds since the run's start. */
  private ToDoubleFunction<Instant> time(SimulatedClock clock) {
    long zero = stage.reader().epochMillisAt(clock.startNanos(), clock.wallNanos());
    return instant ->
        Seconds.of(
            Duration.ofNanos(
                (long) ((instant.toEpochMilli() - zero) * 1e6 * stage.options().speed())));
  }

  /** Four times what one worker alone would need, and the longest settling. */
  private Duration horizon(Autoscaler autoscaler) {
    double alone = stage.options().jobs() * stage.options().jobSeconds();
    return Duration.ofSeconds((long) (4 * alone)).plus(autoscaler.settleTime().multipliedBy(4));
  }

  private void show(EventLoop loop, QueueRun run) {
    stage.view().frame(loop.now(), run.status().lines(loop.now()));
  }

  /** Decisions that change something, and events, are lines that stay. */
  private void tell(Sample sample) {
    String text =
        switch (sample) {
          case Sample.Decision decision when decision.rescales() -> Words.decision(decision);
          case Sample.Event event -> event.text();
          default -> "";
        };
    if (!text.isEmpty()) {
      stage
          .view()
          .line(
              String.format(
                  Locale.ROOT, "%5.0f s  %-7s  %s", sample.t(), Words.scaler(scaler), text));
    }
  }

  private Outcome outcome(Autoscaler autoscaler, EventLoop loop, QueueRun run, Duration startup)
      throws IOException {
    stage.files().writeJobs(scaler, run.lines(), run.samples());
    JobsRun result =
        new JobsBuilder(
                scaler,
                autoscaler.manifest(),
                ModelServer.seconds(stage.options().jobSeconds()),
                Math.max(1, autoscaler.maxReplicas()),
                concurrency)
            .result(
                run.lines(),
                run.samples(),
                stage.manifests().worker().cpuRequestMillicores(),
                Seconds.of(run.lateness()));
    return new Outcome(
        result,
        startup,
        Seconds.of(loop.lag()),
        run.simulatorLag(),
        stage.options().jobs() - run.lines().size());
  }
}
