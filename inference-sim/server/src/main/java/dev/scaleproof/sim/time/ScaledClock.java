package dev.scaleproof.sim.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Simulated time that runs {@code speed} times as fast as a monotonic clock. Absolute: a time that
 * is waited for is computed from the start, so that late wake-ups do not add up. Thread-safe.
 */
public final class ScaledClock implements SimulatedClock {
  private final LongSupplier nanoTime;
  private final long origin;
  private final double speed;

  /** On the machine's clock. */
  public ScaledClock(double speed) {
    this(speed, System::nanoTime);
  }

  ScaledClock(double speed, LongSupplier nanoTime) {
    if (!(speed > 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be above 0 and finite, not " + speed);
    }
    this.speed = speed;
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
  }

  @Override
  public long now() {
    return (long) ((nanoTime.getAsLong() - origin) * speed);
  }

  @Override
  public double speed() {
    return speed;
  }

  @Override
  public void sleepUntil(long simulatedNanos) {
    long real = (long) Math.ceil((simulatedNanos - now()) / speed);
    if (real > 0) {
      LockSupport.parkNanos(this, Math.min(real, TimeUnit.HOURS.toNanos(1)));
    }
  }

  @Override
  public void sleep() {
    LockSupport.park(this);
  }

  @Override
  public void pause() {
    sleep();
  }

  @Override
  public void wake(Thread thread) {
    LockSupport.unpark(thread);
  }
}
