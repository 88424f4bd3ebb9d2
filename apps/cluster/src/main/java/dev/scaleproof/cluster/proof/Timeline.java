package dev.scaleproof.cluster.proof;

import dev.scaleproof.report.Seconds;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Seconds since the run's start, on this machine's steady clock. Thread-safe.
 *
 * @param originNanos the clock's value at the start
 * @param originEpochSeconds what the cluster's wall clock, as Prometheus shows it, said then
 */
record Timeline(LongSupplier nanoTime, long originNanos, double originEpochSeconds) {

  /** Starts now. */
  static Timeline startingNow(LongSupplier nanoTime, double epochSecondsNow) {
    return new Timeline(nanoTime, nanoTime.getAsLong(), epochSecondsNow);
  }

  double now() {
    return at(nanoTime.getAsLong());
  }

  /** When the steady clock had this value. */
  double at(long nanos) {
    return Seconds.of(Duration.ofNanos(nanos - originNanos));
  }

  /** When the cluster's wall clock said so. */
  double ofEpoch(double epochSeconds) {
    return Math.round((epochSeconds - originEpochSeconds) * 1e6) / 1e6;
  }

  /** What the cluster's wall clock says at this time. */
  double toEpoch(double seconds) {
    return originEpochSeconds + seconds;
  }
}
