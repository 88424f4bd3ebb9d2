package dev.scaleproof.sim.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Simulated time that stands still until it is advanced, and then jumps from one moment at which
 * something happens to the next. While the attached threads work no time passes, and a moment at
 * which time was left standing is over only when it is advanced again: what a server does depends
 * on the times at which it was asked, not on who was quicker. Thread-safe; several servers may
 * share one.
 */
public final class VirtualClock implements SimulatedClock {
  private static final long NEVER = Long.MAX_VALUE;

  /** Real time in which attached threads have to come to rest. */
  private static final long PATIENCE_SECONDS = 60;

  private static final class Sleeper {
    private boolean asleep;
    private boolean woken;
    private boolean endOfMoment;
    private long until;
  }

  private final Map<Thread, Sleeper> sleepers = new HashMap<>();
  private final List<Runnable> followers = new ArrayList<>();
  private final Object advancing = new Object();
  private long now;
  private long over = -1;

  @Override
  public synchronized long now() {
    return now;
  }

  @Override
  public double speed() {
    return 1;
  }

  @Override
  public void sleepUntil(long simulatedNanos) {
    wait(simulatedNanos, true);
  }

  @Override
  public void sleep() {
    wait(NEVER, true);
  }

  @Override
  public void pause() {
    wait(NEVER, false);
  }

  @Override
  public synchronized boolean isOver(long simulatedNanos) {
    return over >= simulatedNanos || now > simulatedNanos;
  }

  @Override
  public synchronized void awaitEndOf(long simulatedNanos) {
    if (!isOver(simulatedNanos)) {
      sleeper(Thread.currentThread()).endOfMoment = true;
      wait(simulatedNanos + 1, true);
    }
  }

  private synchronized void wait(long until, boolean asleep) {
    Sleeper sleeper = sleeper(Thread.currentThread());
    sleeper.until = until;
    sleeper.asleep = asleep;
    notifyAll();
    try {
      while (!sleeper.woken && !isDue(sleeper)) {
        wait();
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
    sleeper.asleep = false;
    sleeper.woken = false;
    sleeper.endOfMoment = false;
  }

  private boolean isDue(Sleeper sleeper) {
    return now >= sleeper.until || (sleeper.endOfMoment && over >= sleeper.until - 1);
  }

  @Override
  public synchronized void wake(Thread thread) {
    Sleeper sleeper = sleepers.get(thread);
    if (sleeper != null) {
      sleeper.woken = true;
      notifyAll();
    }
  }

  @Override
  public synchronized void attach(Thread thread) {
    sleeper(thread);
  }

  @Override
  public synchronized void detach(Thread thread) {
    sleepers.remove(thread);
    notifyAll();
  }

  private Sleeper sleeper(Thread thread) {
    return sleepers.computeIfAbsent(thread, key -> new Sleeper());
  }

  /**
   * Adds something that time waits for at every moment, such as bytes on their way to a client; it
   * returns when that is done.
   */
  public synchronized void follow(Runnable follower) {
    followers.add(follower);
  }

  /** Removes a follower. */
  public synchronized void unfollow(Runnable follower) {
    followers.remove(follower);
  }

  /**
   * Lets so much time pass. Returns when everything that happens until then, that moment included,
   * has happened.
   *
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if an attached thread does not come to rest within a minute
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back by " + duration);
    }
    synchronized (advancing) {
      settle();
      long target = Math.addExact(now(), duration.toNanos());
      while (moveOn(target)) {
        settle();
      }
      settle();
    }
  }

  /** Ends this moment or jumps to the next one; false if {@code target} has come. */
  private synchronized boolean moveOn(long target) {
    if (now >= target) {
      return false;
    }
    if (over < now) {
      over = now;
    } else {
      now = Math.min(target, nextEvent());
    }
    notifyAll();
    return true;
  }

  /**
   * Returns when all attached threads wait for a time that has not come, and followers are done.
   */
  public void settle() {
    awaitRest();
    List<Runnable> following;
    synchronized (this) {
      following = List.copyOf(followers);
    }
    following.forEach(Runnable::run);
    awaitRest();
  }

  /**
   * When the next attached thread wakes up by itself: {@link Long#MAX_VALUE} for never, a
   * nanosecond from now if it waits for the end of this moment.
   */
  public synchronized long nextEvent() {
    return sleepers.values().stream().mapToLong(sleeper -> sleeper.until).min().orElse(NEVER);
  }

  private synchronized void awaitRest() {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!sleepers.values().stream().allMatch(this::rests)) {
      long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
      if (left <= 0) {
        throw new IllegalStateException(
            "a simulator did not come to rest in %d seconds".formatted(PATIENCE_SECONDS));
      }
      try {
        wait(left);
      } catch (InterruptedException told) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while time was advanced", told);
      }
    }
  }

  private boolean rests(Sleeper sleeper) {
    return sleeper.asleep && !sleeper.woken && !isDue(sleeper);
  }
}
