package dev.scaleproof.rag;

import dev.scaleproof.jobs.DrainReport;
import dev.scaleproof.jobs.JobConsumer;
import dev.scaleproof.rag.answer.QuestionHandler;
import dev.scaleproof.rag.config.Settings;
import dev.scaleproof.rag.metrics.WorkerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;

/** A worker at work: its workplace and the consumer that takes jobs. */
final class RunningWorker implements AutoCloseable {
  private final String host;
  private final Workplace workplace;
  private final JobConsumer consumer;

  private RunningWorker(String host, Workplace workplace, JobConsumer consumer) {
    this.host = host;
    this.workplace = workplace;
    this.consumer = consumer;
  }

  /**
   * Begins to take jobs, whether Redis and the chat model answer already or not.
   *
   * @param workplace closed with the worker
   */
  static RunningWorker start(Settings settings, Workplace workplace) {
    String queue = settings.consumer().queue();
    MeterRegistry registry = workplace.context().getBean(MeterRegistry.class);
    WorkerMetrics metrics = new WorkerMetrics(registry, queue, System::nanoTime);
    JobConsumer consumer =
        JobConsumer.start(
            settings.redis(),
            settings.consumer(),
            new QuestionHandler(workplace.retriever(), workplace.model(), metrics),
            metrics);
    Gauge.builder("agent_worker_jobs", consumer, JobConsumer::running)
        .description("Jobs that this worker has in hand")
        .tag("queue", queue)
        .register(registry);
    workplace.context().registerSingleton(JobConsumer.class, consumer);
    return new RunningWorker(settings.host(), workplace, consumer);
  }

  /** Where it listens. */
  URI uri() {
    String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return URI.create(
        "http://"
            + (reachable.contains(":") ? "[" + reachable + "]" : reachable)
            + ":"
            + workplace.server().getPort());
  }

  /** Lets jobs finish within the grace period, hands the others back, and ends. */
  DrainReport end(Duration grace) throws InterruptedException {
    try (workplace) {
      return consumer.drain(grace);
    }
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
