package dev.scaleproof.demo.replica;

import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.scrape.MetricsClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts processes of one kind. Thread-safe. */
public final class ProcessStarter {
  /** Starting more JVMs at once than a laptop has cores takes longer for each and is no sooner. */
  private static final int STARTING_AT_ONCE = 2;

  private static final Duration HEALTH_RETRY = Duration.ofMillis(20);

  /** How to start one. */
  @FunctionalInterface
  public interface Launch {
    /** Starts a process of this name, which no other has, and returns at once. */
    Child start(String name) throws ChildException;
  }

  private final String prefix;
  private final Launch launch;
  private final MetricsClient client;
  private final Duration timeout;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * A starter of one kind of process.
   *
   * @param prefix processes are called {@code PREFIX-1} and so on
   * @param timeout real time from start to healthy, after which a process counts as broken
   */
  public ProcessStarter(String prefix, Launch launch, MetricsClient client, Duration timeout) {
    this.prefix = prefix;
    this.launch = launch;
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * A starter of simulators, which are all alike.
   *
   * @param arguments all flags
   */
  public static ProcessStarter ofSimulators(
      Children children,
      Program program,
      List<String> arguments,
      MetricsClient client,
      Duration timeout) {
    return new ProcessStarter(
        "simulator", name -> children.start(name, program, arguments), client, timeout);
  }

  /** A process that answers. */
  public record Healthy(Child child, URI uri) {}

  /**
   * Starts processes and waits until all are healthy. Blocks.
   *
   * @throws ChildException when one does not become healthy
   */
  public List<Healthy> startAhead(int processes) throws ChildException, InterruptedException {
    List<Future<Healthy>> starting = new ArrayList<>();
    List<Healthy> healthy = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(STARTING_AT_ONCE);
    try {
      for (int i = 0; i < processes; i++) {
        starting.add(
            threads.submit(
                () -> {
                  Child child = start();
                  return new Healthy(child, awaitHealthy(child));
                }));
      }
      for (Future<Healthy> each : starting) {
        healthy.add(each.get());
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ChildException broken) {
        throw broken;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      threads.shutdownNow();
    }
    return healthy;
  }

  Child start() throws ChildException {
    return launch.start(prefix + "-" + started.incrementAndGet());
  }

  /**
   * Blocks until {@code /health} answers 200.
   *
   * @throws ChildException when it ended first or took too long, with the end of its log
   */
  URI awaitHealthy(Child child) throws ChildException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    URI uri = child.awaitReady(timeout);
    while (true) {
      try {
        client
            .get(uri, "/health", timeout)
            .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        return uri;
      } catch (ExecutionException | TimeoutException notYet) {
        if (System.nanoTime() >= deadline || !child.isAlive()) {
          throw new ChildException(
              "%s never became healthy: %s%s"
                  .formatted(child.name(), notYet.getMessage(), child.logTail()),
              notYet);
        }
        Thread.sleep(HEALTH_RETRY);
      }
    }
  }
}
