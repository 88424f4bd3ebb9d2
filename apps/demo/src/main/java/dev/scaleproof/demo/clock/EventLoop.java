package dev.scaleproof.demo.clock;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks at simulated times, all on the thread that calls {@link #run}, so that what they share
 * needs no lock. Tasks of the same time run in the order in which they were given.
 *
 * <p>{@link #execute} and {@link #stop} may be called from any thread; everything else belongs to
 * the loop's thread (or to whoever prepares the loop before it runs). Tasks must not block.
 */
public final class EventLoop {
  /** A task that ends the loop when it fails. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  private record Timed(Duration at, long order, Task task) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final SimulatedClock clock;
  private final PriorityQueue<Timed> timed = new PriorityQueue<>();
  private final Queue<Task> posted = new ArrayDeque<>();
  private final Object monitor = new Object();
  private boolean stopped;
  private long order;
  private Duration lag = Duration.ZERO;

  public EventLoop(SimulatedClock clock) {
    this.clock = clock;
  }

  public SimulatedClock clock() {
    return clock;
  }

  /** Simulated time now. */
  public Duration now() {
    return clock.now();
  }

  /** The longest time, simulated, by which a task has started late. */
  public Duration lag() {
    return lag;
  }

  /** Measures {@link #lag} from now on: what came before was preparation. */
  public void forgetLag() {
    lag = Duration.ZERO;
  }

  /** Runs the task at a simulated time, at once when that has passed. */
  public void at(Duration time, Task task) {
    timed.add(new Timed(time, order++, task));
  }

  /** Runs the task at {@code first} and then each {@code interval}, without drift. */
  public void every(Duration first, Duration interval, Task task) {
    at(
        first,
        () -> {
          task.run();
          every(first.plus(interval), interval, task);
        });
  }

  /** Hands a task over from any thread; it runs as soon as the loop gets to it. */
  public void execute(Task task) {
    synchronized (monitor) {
      posted.add(task);
      monitor.notifyAll();
    }
  }

  /** Ends {@link #run} after the task that is running, from any thread. */
  public void stop() {
    synchronized (monitor) {
      stopped = true;
      monitor.notifyAll();
    }
  }

  /**
   * Runs tasks until {@link #stop}.
   *
   * @throws Exception what a task threw
   */
  public void run() throws Exception {
    while (true) {
      Task next = next();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  /** The next task that is due, after waiting for it; null when the loop is stopped. */
  private @Nullable Task next() throws InterruptedException {
    synchronized (monitor) {
      while (!stopped) {
        Task handedOver = posted.poll();
        if (handedOver != null) {
          return handedOver;
        }
        Timed first = timed.peek();
        if (first == null) {
          monitor.wait();
          continue;
        }
        Duration late = clock.now().minus(first.at());
        if (!late.isNegative()) {
          timed.remove();
          if (late.compareTo(lag) > 0) {
            lag = late;
          }
          return first.task();
        }
        long wallNanos = clock.toWall(late.negated()).toNanos();
        // At least a millisecond: wait(0) would wait for ever.
        monitor.wait(Math.max(1, (wallNanos + 999_999) / 1_000_000));
      }
      return null;
    }
  }
}
