package dev.scaleproof.sim.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;

/**
 * One fault of a schedule. It strikes at a part of the occasions between its begin and its end;
 * which ones depends on its seed and their order alone. Thread-safe.
 */
final class Fault {
  /** An end that does not come. */
  static final long NEVER = Long.MAX_VALUE;

  private static final double NANOS = 1e9;

  private final Effect effect;
  private final ObjectNode given;
  private final long from;
  private final long until;
  private final double rate;
  private final SplittableRandom random;
  private long occasions;
  private long hits;

  /**
   * @param given as it was asked for
   * @param from simulated nanoseconds
   * @param until simulated nanoseconds, or {@link #NEVER}
   * @param rate the part of the occasions at which it strikes
   */
  Fault(Effect effect, ObjectNode given, long from, long until, double rate, long seed) {
    this.effect = effect;
    this.given = given;
    this.from = from;
    this.until = until;
    this.rate = rate;
    this.random = new SplittableRandom(seed);
  }

  Effect effect() {
    return effect;
  }

  long from() {
    return from;
  }

  long until() {
    return until;
  }

  boolean isActive(long now) {
    return now >= from && now < until;
  }

  /** Whether it strikes now, which is one of its occasions if it is active. */
  synchronized boolean strikes(long now) {
    if (!isActive(now)) {
      return false;
    }
    occasions++;
    boolean hit = random.nextDouble() < rate;
    hits += hit ? 1 : 0;
    return hit;
  }

  /** As it was asked for, with what has come of it. */
  synchronized ObjectNode json(long now) {
    ObjectNode json = given.deepCopy();
    json.put("state", now < from ? "pending" : now < until ? "active" : "over");
    json.put("startsInSeconds", Math.max(0, from - now) / NANOS);
    if (until != NEVER) {
      json.put("endsInSeconds", Math.max(0, until - now) / NANOS);
    }
    json.put("occasions", occasions);
    json.put("hits", hits);
    return json;
  }
}
