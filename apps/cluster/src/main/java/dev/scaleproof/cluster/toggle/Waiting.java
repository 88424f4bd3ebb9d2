package dev.scaleproof.cluster.toggle;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks again and again until something is so, and tells when what it sees changes. Not
 * thread-safe.
 */
final class Waiting {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** Passes time. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * What was seen.
   *
   * @param done whether that is what was waited for
   * @param words it, for a person
   */
  record Sight(boolean done, String words) {}

  /** A look at the cluster. */
  @FunctionalInterface
  interface Look {
    Sight look();
  }

  private final LongSupplier nanos;
  private final Sleeper sleeper;
  private final Consumer<String> progress;

  Waiting(LongSupplier nanos, Sleeper sleeper, Consumer<String> progress) {
    this.nanos = nanos;
    this.sleeper = sleeper;
    this.progress = progress;
  }

  /** By this machine's clock. */
  static Waiting onTheClock(Consumer<String> progress) {
    return new Waiting(System::nanoTime, Thread::sleep, progress);
  }

  /**
   * Waits. An API server that is away for a moment does not end it; one that refuses does.
   *
   * @return whether it came to be so in time
   */
  boolean until(Duration limit, Look look) {
    long start = nanos.getAsLong();
    String told = "";
    while (true) {
      Sight sight = sightOf(look);
      if (sight.done()) {
        return true;
      }
      Duration passed = Duration.ofNanos(nanos.getAsLong() - start);
      if (!sight.words().equals(told)) {
        told = sight.words();
        progress.accept("%4d s  %s".formatted(passed.toSeconds(), told));
      }
      if (passed.compareTo(limit) >= 0) {
        return false;
      }
      try {
        sleeper.sleep(PAUSE);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static Sight sightOf(Look look) {
    try {
      return look.look();
    } catch (KubernetesClientException failure) {
      if (failure.getCode() == UNAUTHORIZED || failure.getCode() == FORBIDDEN) {
        throw failure;
      }
      return new Sight(false, "the API server does not answer; trying again");
    }
  }

  /** Whether something is there yet. */
  static Sight sight(Optional<?> thing, String words) {
    return new Sight(thing.isPresent(), words);
  }
}
