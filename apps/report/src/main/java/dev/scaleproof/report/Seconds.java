package dev.scaleproof.report;

import java.time.Duration;

/** Times as the files have them: seconds with six decimals, so that what is read is what was. */
public final class Seconds {
  private static final double MICROS = 1e6;

  private Seconds() {}

  /** A duration in seconds, rounded to microseconds. */
  public static double of(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / MICROS;
  }

  /** The difference of two such times, without the dust of binary fractions. */
  static double between(double earlier, double later) {
    return Math.round((later - earlier) * MICROS) / MICROS;
  }
}
