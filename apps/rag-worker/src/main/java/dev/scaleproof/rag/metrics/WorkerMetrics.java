package dev.scaleproof.rag.metrics;

import dev.scaleproof.jobs.ConsumerObserver;
import dev.scaleproof.jobs.Job;
import dev.scaleproof.jobs.QueueException;
import dev.scaleproof.rag.answer.Stopwatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and times what a worker does, label {@code queue}; logs what a person should know. */
public final class WorkerMetrics implements ConsumerObserver, Stopwatch {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMetrics.class);

  /** From an answer of a word to one of a page on a busy server. */
  private static final Duration[] SECONDS =
      durations(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 60, 120, 300);

  private static final Duration[] MILLISECONDS =
      durations(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1);

  private final MeterRegistry registry;
  private final String queue;
  private final LongSupplier nanoTime;
  private final Timer job;
  private final Timer model;
  private final Timer retrieval;
  private final Counter attempts;
  private final Counter done;
  private final Counter retries;
  private final Counter dead;
  private final Counter duplicates;
  private final Counter redelivered;
  private final Counter leasesLost;
  private final Counter handedBack;
  private final Counter troubles;

  /** The last trouble that was logged: the same one comes at every try. */
  private final AtomicReference<String> logged = new AtomicReference<>("");

  /** Registers everything at zero, so that Prometheus sees it grow. */
  public WorkerMetrics(MeterRegistry registry, String queue, LongSupplier nanoTime) {
    this.registry = registry;
    this.queue = queue;
    this.nanoTime = nanoTime;
    job = timer("agent_job_duration", "An attempt that ended with a result", SECONDS);
    model = timer("agent_llm_latency", "From the request to the model to its answer", SECONDS);
    retrieval = timer("agent_retrieval", "Embedding and search of a question", MILLISECONDS);
    attempts = counter("agent_job_attempts_total", "Attempts begun");
    done = counter("agent_jobs_done_total", "Results stored");
    retries = counter("agent_job_retries_total", "Attempts that failed and will be repeated");
    dead = counter("agent_jobs_dead_total", "Jobs that became dead letters");
    duplicates =
        counter("agent_job_duplicates_total", "Deliveries and results that came again, dropped");
    redelivered = counter("agent_job_redelivered_total", "Jobs taken over after their lease");
    leasesLost = counter("agent_job_leases_lost_total", "Jobs that another worker took from us");
    handedBack = counter("agent_jobs_handed_back_total", "Jobs given back at the worker's end");
    troubles = counter("agent_redis_troubles_total", "Calls that Redis did not answer");
  }

  private Timer timer(String name, String help, Duration[] buckets) {
    return Timer.builder(name)
        .description(help)
        .tag("queue", queue)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder(name).description(help).tag("queue", queue).register(registry);
  }

  private static Duration[] durations(double... seconds) {
    Duration[] durations = new Duration[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      durations[i] = Duration.ofNanos(Math.round(seconds[i] * 1e9));
    }
    return durations;
  }

  @Override
  public long now() {
    return nanoTime.getAsLong();
  }

  @Override
  public void retrieved(long begin) {
    retrieval.record(now() - begin, TimeUnit.NANOSECONDS);
  }

  @Override
  public void answered(long begin) {
    model.record(now() - begin, TimeUnit.NANOSECONDS);
  }

  @Override
  public void started(Job started) {
    logged.set("");
    attempts.increment();
  }

  @Override
  public void done(Job finished, Duration took) {
    done.increment();
    job.record(took);
  }

  @Override
  public void retried(Job failed, String reason, Duration took) {
    retries.increment();
    LOG.warn("job {}, attempt {}: {}", failed.id(), failed.attempt(), reason);
  }

  @Override
  public void dead(String id, String reason) {
    dead.increment();
    LOG.warn("job {} is a dead letter: {}", id, reason);
  }

  @Override
  public void redelivered(String id) {
    redelivered.increment();
  }

  @Override
  public void duplicate(String id) {
    duplicates.increment();
  }

  @Override
  public void leaseLost(Job lost) {
    leasesLost.increment();
  }

  @Override
  public void handedBack(Job back) {
    handedBack.increment();
  }

  @Override
  public void trouble(QueueException trouble) {
    troubles.increment();
    String message = String.valueOf(trouble.getMessage());
    if (!message.equals(logged.getAndSet(message))) {
      LOG.warn("{}", message);
    }
  }
}
