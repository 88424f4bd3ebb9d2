package dev.scaleproof.demo.replica;

import dev.scaleproof.demo.process.Child;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One pod. Belongs to the event loop's thread. */
public final class Replica {
  /** Where a pod is in its life. */
  public enum State {
    /** Asked for; its start-up time is not over, or its process not ready. */
    STARTING,
    /** In the gateway's pool and scraped. */
    SERVING,
    /** Out of the pool, finishing what it has. */
    LEAVING
  }

  private final String name;
  private final Duration createdAt;
  private State state = State.STARTING;
  private @Nullable Spare spare;
  private @Nullable Duration servingSince;
  private Duration cpuBefore = Duration.ZERO;
  private int running;
  private int waiting;

  Replica(String name, Duration createdAt) {
    this.name = name;
    this.createdAt = createdAt;
  }

  public String name() {
    return name;
  }

  /** When it was asked for, in simulated time. */
  public Duration createdAt() {
    return createdAt;
  }

  public State state() {
    return state;
  }

  public boolean serving() {
    return state == State.SERVING;
  }

  /** When it began to serve; null before. */
  public @Nullable Duration servingSince() {
    return servingSince;
  }

  /** Its process; null while there is none. */
  public @Nullable Child process() {
    return spare == null ? null : spare.child();
  }

  /**
   * Where it serves.
   *
   * @throws IllegalStateException before it does
   */
  public URI uri() {
    if (spare == null || spare.uri() == null) {
      throw new IllegalStateException(name + " serves nowhere yet");
    }
    return spare.uri();
  }

  /** CPU time of its process since it began to serve. */
  public Duration cpu() {
    Child process = process();
    if (servingSince == null || process == null) {
      return Duration.ZERO;
    }
    Duration cpu = process.cpu().minus(cpuBefore);
    // A process that has ended has none: it used at least what was seen last.
    return cpu.isNegative() ? Duration.ZERO : cpu;
  }

  /** {@code vllm:num_requests_running} as last read. */
  public int running() {
    return running;
  }

  /** {@code vllm:num_requests_waiting} as last read. */
  public int waiting() {
    return waiting;
  }

  /** Notes what its metrics said. */
  public void observed(int nowRunning, int nowWaiting) {
    running = nowRunning;
    waiting = nowWaiting;
  }

  @Nullable Spare spare() {
    return spare;
  }

  void give(Spare process) {
    spare = process;
  }

  void serve(Duration now) {
    state = State.SERVING;
    servingSince = now;
    Child process = process();
    cpuBefore = process == null ? Duration.ZERO : process.cpu();
  }

  void leave() {
    state = State.LEAVING;
  }
}
