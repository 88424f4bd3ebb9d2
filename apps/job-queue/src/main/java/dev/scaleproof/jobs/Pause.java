package dev.scaleproof.jobs;

import java.util.concurrent.TimeUnit;

/** Waits between tries, longer each time. For one thread. */
final class Pause {
  private static final long FIRST_MILLIS = 20;
  private static final long LONGEST_MILLIS = 1000;
  private long next = FIRST_MILLIS;

  void reset() {
    next = FIRST_MILLIS;
  }

  void sleep() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(next);
    next = Math.min(LONGEST_MILLIS, next * 2);
  }
}
