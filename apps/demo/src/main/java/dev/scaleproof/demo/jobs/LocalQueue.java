package dev.scaleproof.demo.jobs;

import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.redis.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The job queue on this machine for a person to use: Redis, a model server, the gateway and
 * workers, until the model, the gateway or a worker ends or the program is told to stop. Not
 * thread-safe.
 */
public final class LocalQueue {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  private final Options options;
  private final Programs programs;
  private final PrintStream out;

  /**
   * What a person may choose.
   *
   * @param port the gateway's
   * @param documents what answers are looked up in
   * @param workers how many, each with one job at a time
   * @param out for the index, the data of Redis and the logs
   * @param redisUrl the person's Redis; null: one is started
   * @param modelUrl the person's model server, OpenAI-compatible; null: the simulator is started
   * @param modelName what it calls its model
   */
  public record Options(
      int port,
      Path documents,
      int workers,
      Path out,
      @Nullable String redisUrl,
      @Nullable URI modelUrl,
      String modelName) {}

  /**
   * What is started.
   *
   * @param indexer null for workers without an index
   */
  public record Programs(
      Program simulator, Program gateway, Program worker, @Nullable Program indexer) {
    /**
     * The shipped ones.
     *
     * @throws IOException when one has not been built
     */
    public static Programs shipped(Program simulator) throws IOException {
      return new Programs(
          simulator,
          Program.ofModule(Path.of("apps/gateway"), "gateway"),
          Program.ofModule(Path.of("apps/rag-worker"), "rag-worker"),
          Program.ofModule(Path.of("apps/retrieval"), "retrieval"));
    }
  }

  /** A queue that is not running yet, and where it says how to use it. */
  public LocalQueue(Options options, Programs programs, PrintStream out) {
    this.options = options;
    this.programs = programs;
    this.out = out;
  }

  /**
   * Runs until this JVM is told to stop.
   *
   * @throws ChildException when a part does not start, or ends
   * @throws IOException when another one runs on the same folder
   */
  public void run() throws ChildException, IOException, InterruptedException {
    long began = System.nanoTime();
    try (var _ = DataFolder.claim(options.out());
        Children children = new Children(logs())) {
      Path index = options.out().toAbsolutePath().resolve("index");
      if (programs.indexer() != null) {
        out.println("Building the index of " + options.documents() + " …");
        DocumentIndex.build(children, programs.indexer(), options.documents(), index);
      }
      RedisServer redis =
          options.redisUrl() == null
              ? RedisServer.start(children, options.out())
              : RedisServer.at(options.redisUrl());
      List<Child> parts = new ArrayList<>();
      URI model = model(children, parts);
      parts.add(gateway(children, redis, model));
      for (int i = 1; i <= options.workers(); i++) {
        parts.add(worker(children, "worker-" + i, redis, model, index));
      }
      for (Child part : parts) {
        part.awaitReady(READY_TIMEOUT);
      }
      tell(redis, model, Duration.ofNanos(System.nanoTime() - began));
      Child ended = firstToEnd(parts);
      throw new ChildException(ended.name() + " has ended, so all of it did" + ended.logTail());
    }
  }

  private Path logs() {
    return options.out().resolve("logs");
  }

  private URI model(Children children, List<Child> parts)
      throws ChildException, InterruptedException {
    if (options.modelUrl() != null) {
      return options.modelUrl();
    }
    Child simulator =
        children.start(
            "model",
            programs.simulator(),
            List.of(
                "--host=127.0.0.1",
                "--port=0",
                "--profile=L4",
                "--served-model-name=" + options.modelName()));
    parts.add(simulator);
    return simulator.awaitReady(READY_TIMEOUT);
  }

  private Child gateway(Children children, RedisServer redis, URI model) throws ChildException {
    return children.start(
        "gateway",
        programs.gateway().with(Map.of("REDIS_URL", redis.url().toString())),
        List.of("--port=" + options.port(), "--upstreams=" + model));
  }

  private Child worker(Children children, String name, RedisServer redis, URI model, Path index)
      throws ChildException {
    Map<String, String> variables =
        Map.of(
            "REDIS_URL",
            redis.url().toString(),
            "QUEUE",
            "default",
            "HOSTNAME",
            name,
            "PORT",
            "0",
            "MODEL_URL",
            model.toString(),
            "MODEL_NAME",
            options.modelName(),
            "INDEX_DIR",
            index.toString(),
            "CONCURRENCY",
            "1",
            "LEASE_SECONDS",
            "30");
    return children.start(name, WorkerProgram.of(programs.worker()).with(variables), List.of());
  }

  private static Child firstToEnd(List<Child> parts) {
    CompletableFuture<?>[] ends =
        parts.stream()
            .map(part -> part.exit().thenApply(status -> part))
            .toArray(CompletableFuture<?>[]::new);
    return (Child) CompletableFuture.anyOf(ends).join();
  }

  private void tell(RedisServer redis, URI model, Duration took) {
    String gateway = "http://127.0.0.1:" + options.port();
    String url = options.port() == 8080 ? "" : " URL=" + gateway;
    out.printf(
        Locale.ROOT,
        """
        Up after %.0f s; Ctrl-C ends it all. Redis %s; the model %s; logs in %s
          ask   curl -s '%s/chat?wait=60s' -d '{"question": "Do you accept UPI payments?"}'
          jobs  make push-jobs N=100%s
                make metrics%s
        """,
        took.toNanos() / 1e9,
        redis.own() ? redis.url() : "is yours",
        options.modelUrl() == null ? "is the simulator, " + model : "is " + model,
        logs(),
        gateway,
        url,
        url);
    out.flush();
  }
}
