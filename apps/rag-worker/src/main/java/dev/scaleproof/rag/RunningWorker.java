package dev.scaleproof.rag;

import dev.scaleproof.jobs.DrainReport;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.rag.answer.QuestionHandler;
import dev.scaleproof.rag.config.Settings;
import dev.scaleproof.rag.metrics.WorkerMetrics;
import dev.scaleproof.rag.model.ChatModel;
import dev.scaleproof.retrieval.Retriever;
import dev.scaleproof.retrieval.embed.MiniLm;
import dev.scaleproof.retrieval.index.IndexRefusedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A worker at work: model, index, endpoints and the consumer that takes jobs. */
final class RunningWorker implements AutoCloseable {
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final MiniLm embedder;
  private final Retriever retriever;
  private final ChatModel model;
  private final JobConsumer consumer;

  private RunningWorker(
      ApplicationContext context,
      EmbeddedServer server,
      MiniLm embedder,
      Retriever retriever,
      ChatModel model,
      JobConsumer consumer) {
    this.context = context;
    this.server = server;
    this.embedder = embedder;
    this.retriever = retriever;
    this.model = model;
    this.consumer = consumer;
  }

  /**
   * Begins, whether Redis and the model answer already or not.
   *
   * @throws IndexRefusedException if there is no index that fits
   * @throws IllegalStateException if the embedding model does not load
   * @throws ServerStartupException if the port cannot be taken
   */
  static RunningWorker start(Settings settings) throws IndexRefusedException {
    // The two slow parts of a start know nothing of each other.
    CompletableFuture<MiniLm> loading = CompletableFuture.supplyAsync(() -> load(settings));
    ApplicationContext context = context(settings);
    MiniLm embedder;
    try {
      embedder = loading.join();
    } catch (CompletionException e) {
      context.close();
      throw e.getCause() instanceof IllegalStateException known ? known : e;
    }
    Retriever retriever;
    try {
      retriever = Retriever.open(settings.index(), embedder);
    } catch (IndexRefusedException e) {
      context.close();
      embedder.close();
      throw e;
    }
    MeterRegistry registry = context.getBean(MeterRegistry.class);
    WorkerMetrics metrics =
        new WorkerMetrics(registry, settings.consumer().queue(), System::nanoTime);
    ChatModel model = new ChatModel(settings.model(), Clock.systemUTC());
    EmbeddedServer server = context.getBean(EmbeddedServer.class);
    try {
      server.start();
    } catch (ServerStartupException e) {
      model.close();
      context.close();
      embedder.close();
      throw e;
    }
    JobConsumer consumer =
        JobConsumer.start(
            settings.redis(),
            settings.consumer(),
            new QuestionHandler(retriever, model, metrics),
            metrics);
    Gauge.builder("agent_worker_jobs", consumer, JobConsumer::running)
        .description("Jobs that this worker has in hand")
        .tag("queue", settings.consumer().queue())
        .register(registry);
    context.registerSingleton(JobConsumer.class, consumer);
    return new RunningWorker(context, server, embedder, retriever, model, consumer);
  }

  private static MiniLm load(Settings settings) {
    return settings.embedding().map(MiniLm::load).orElseGet(MiniLm::load);
  }

  private static ApplicationContext context(Settings settings) {
    return ApplicationContext.builder()
        .properties(
            Map.of(
                "micronaut.server.host",
                settings.host(),
                "micronaut.server.port",
                settings.port() == 0 ? -1 : settings.port()))
        .banner(false)
        .deduceEnvironment(false)
        .start();
  }

  /** Where it listens. */
  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Lets jobs finish within the grace period, hands the others back, and ends. */
  DrainReport end(Duration grace) throws InterruptedException {
    DrainReport report = consumer.drain(grace);
    model.close();
    context.close();
    try {
      retriever.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the index does not close", e);
    }
    embedder.close();
    return report;
  }

  /** As {@link #end}, with the grace period of zero. */
  @Override
  public void close() {
    try {
      var unused = end(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
