package dev.scaleproof.demo.scrape;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * When a target is scraped: each at its own offset in the interval, which depends on its name
 * alone, as Prometheus' {@code Target.offset} does it (with another hash).
 */
final class Spread {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FINAL_MIX = 0xff51afd7ed558ccdL;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Spread() {}

  /** The first scrape of a target at or after {@code now}. */
  static Duration next(String target, Duration interval, Duration now) {
    long period = interval.toNanos();
    long offset = Long.remainderUnsigned(hash(target), period);
    long sinceOffset = Math.floorMod(now.toNanos() - offset, period);
    return sinceOffset == 0 ? now : now.plusNanos(period - sinceOffset);
  }

  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    // FNV alone puts names that differ in their last character side by side.
    hash ^= hash >>> 33;
    hash *= FINAL_MIX;
    return hash ^ (hash >>> 33);
  }
}
