package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.manifest.ManifestException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.scrape.MetricsClient;
import dev.scaleproof.jobs.JobQueues;
import dev.scaleproof.jobs.RedisSettings;
import dev.scaleproof.report.JobsResult;
import dev.scaleproof.report.Result;
import dev.scaleproof.report.ResultFiles;
import dev.scaleproof.report.Words;
import dev.scaleproof.report.terminal.Summary;
import dev.scaleproof.report.terminal.View;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One demo of jobs from its manifests to its report: its runs one after the other. */
public final class JobsSession {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  /** What the jobs ask about. */
  private static final Path DOCUMENTS = Path.of("data/docs");

  private final JobsOptions options;
  private final Programs programs;
  private final View view;

  /**
   * What is started.
   *
   * @param worker takes jobs
   * @param simulator answers as the model
   * @param indexer writes the workers' index first; null for workers without one
   */
  public record Programs(Program worker, Program simulator, @Nullable Program indexer) {
    /**
     * The shipped ones.
     *
     * @throws IOException when one has not been built
     */
    public static Programs shipped(Program simulator) throws IOException {
      return new Programs(
          Program.ofModule(Path.of("apps/rag-worker"), "rag-worker"),
          simulator,
          Program.ofModule(Path.of("apps/retrieval"), "retrieval"));
    }
  }

  public JobsSession(JobsOptions options, Programs programs, View view) {
    this.options = options;
    this.programs = programs;
    this.view = view;
  }

  /**
   * Runs the demo; returns the exit status.
   *
   * @throws ManifestException for the first field that is wrong or not supported
   */
  public int run() throws Exception {
    JobsManifests manifests = JobsManifests.read(options.serving(), options.scaledObject());
    ResultFiles files = new ResultFiles(options.out());
    Path logs = options.out().resolve("logs");
    view.line(description());
    try (Children children = new Children(logs);
        MetricsClient client = new MetricsClient()) {
      if (programs.indexer() != null) {
        DocumentIndex.build(children, programs.indexer(), DOCUMENTS, options.index());
      }
      RedisServer redis =
          options.redisUrl() == null
              ? RedisServer.start(children, logs)
              : RedisServer.at(options.redisUrl());
      try (QueueReader reader = QueueReader.connect(redis.uri(), READY_TIMEOUT);
          JobQueues queues = JobQueues.connect(new RedisSettings(redis.url().toString()))) {
        String model = manifests.worker().environment().getOrDefault("MODEL_NAME", "model");
        URI server =
            ModelServer.start(
                children, programs.simulator(), model, options.jobs(), options.speed());
        // Nobody else's queue begins like this.
        String prefix = "demo-" + UUID.randomUUID().toString().substring(0, 8) + "-";
        try {
          return play(
              new Stage(
                  options,
                  manifests,
                  WorkerProgram.of(programs.worker()),
                  redis,
                  reader,
                  queues,
                  server,
                  client,
                  files,
                  view,
                  prefix));
        } finally {
          if (!redis.own()) {
            reader.forget(prefix);
          }
        }
      }
    }
  }

  private int play(Stage stage) throws Exception {
    int more = options.moreAtATime();
    QueueSession.Outcome keda = new QueueSession(stage, "keda", 1).run(null);
    QueueSession.Outcome wide = new QueueSession(stage, "keda-x" + more, more).run(keda.startup());
    QueueSession.Outcome cpu = new QueueSession(stage, "cpu-hpa", 1).run(keda.startup());
    view.end();
    List<QueueSession.Outcome> all = List.of(keda, cpu, wide);
    JobsResult result =
        new JobsResult(
            "rag",
            options.speed(),
            keda.startup().toMillis() / 1000.0,
            setting(stage),
            Result.Pace.of(
                all.stream().mapToDouble(QueueSession.Outcome::lag).max().orElse(0),
                all.stream().mapToDouble(QueueSession.Outcome::simulatorLag).max().orElse(0)),
            all.stream().map(QueueSession.Outcome::run).toList());
    Path page = stage.files().writeResult(result);
    Stream.of(Summary.lines(result), List.of("", "Report: " + page))
        .flatMap(List::stream)
        .forEach(view::line);
    return all.stream().mapToInt(QueueSession.Outcome::missing).sum() == 0 ? 0 : 1;
  }

  private JobsResult.Setting setting(Stage stage) {
    return new JobsResult.Setting(
        options.jobs(),
        ModelServer.seconds(options.jobSeconds()),
        "Redis "
            + stage.reader().version()
            + (stage.redis().own() ? ", started here, every write on the disk" : ", yours"),
        ModelServer.description(options.jobSeconds()));
  }

  private String description() {
    return "%s of %s of the model's time; SPEED=%s; %s, again with %d jobs at a time, and the CPU HPA"
        .formatted(
            Words.count(options.jobs(), "job"),
            Words.seconds(ModelServer.seconds(options.jobSeconds())),
            Words.number(options.speed()),
            options.scaledObject(),
            options.moreAtATime());
  }
}
