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

/** Starts simulator processes. Thread-safe. */
public final class SimulatorStarter {
  /** Starting more JVMs at once than a laptop has cores takes longer for each and is no sooner. */
  private static final int STARTING_AT_ONCE = 2;

  private static final Duration HEALTH_RETRY = Duration.ofMillis(20);

  private final Children children;
  private final Program program;
  private final List<String> arguments;
  private final MetricsClient client;
  private final Duration timeout;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * A starter of one kind of simulator.
   *
   * @param arguments all flags
   * @param timeout real time from start to healthy, after which a process counts as broken
   */
  public SimulatorStarter(
      Children children,
      Program program,
      List<String> arguments,
      MetricsClient client,
      Duration timeout) {
    this.children = children;
    this.program = program;
    this.arguments = List.copyOf(arguments);
    this.client = client;
    this.timeout = timeout;
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
    return children.start("simulator-" + started.incrementAndGet(), program, arguments);
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
