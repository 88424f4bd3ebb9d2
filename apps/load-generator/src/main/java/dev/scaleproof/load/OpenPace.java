package dev.scaleproof.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests at given moments, whatever becomes of the ones before. */
final class OpenPace implements Pace {
  private final long warmUp;
  private final long end;
  private final long requests;
  private final @Nullable Schedule schedule;
  private final List<Arrivals.Arrival> trace;
  private int number;
  private long measured;
  private @Nullable Due next;

  OpenPace(LoadPlan plan) {
    warmUp = plan.warmUp().toNanos();
    end = plan.duration().isPositive() ? warmUp + plan.duration().toNanos() : NEVER;
    requests = plan.requests();
    switch (plan.arrivals()) {
      case Arrivals.OpenLoop(double rate, Arrivals.Spacing spacing, var ramp) -> {
        schedule = new Schedule(rate, spacing, ramp, plan.seed());
        trace = List.of();
      }
      case Arrivals.Replay(List<Arrivals.Arrival> arrivals) -> {
        schedule = null;
        trace = arrivals;
      }
      case Arrivals.ClosedLoop loop -> throw new IllegalArgumentException("no open loop: " + loop);
    }
    advance();
  }

  @Override
  public long next() {
    return next == null ? NEVER : next.intended();
  }

  @Override
  public @Nullable Due poll(long now) {
    Due due = next;
    if (due == null || due.intended() > now) {
      return null;
    }
    if (!due.warmUp()) {
      measured++;
    }
    advance();
    return due;
  }

  @Override
  public void ended(Due due, long now) {
    // Arrivals do not wait for answers.
  }

  @Override
  public boolean owes() {
    return true;
  }

  @Override
  public double done(long now) {
    if (next == null) {
      return 1;
    }
    double byTime = end == NEVER ? 0 : (double) now / end;
    double byCount = requests == 0 ? 0 : (double) measured / requests;
    double byTrace = trace.isEmpty() ? 0 : (double) now / Math.max(1, trace.getLast().nanos());
    return Math.min(1, Math.max(byTime, Math.max(byCount, byTrace)));
  }

  private void advance() {
    next = null;
    if (requests > 0 && measured >= requests) {
      return;
    }
    Arrivals.Arrival arrival;
    if (schedule != null) {
      arrival = new Arrivals.Arrival(schedule.next(), 0, 0);
    } else if (number < trace.size()) {
      arrival = trace.get(number);
    } else {
      return;
    }
    if (arrival.nanos() < end) {
      next =
          new Due(
              number++,
              arrival.nanos(),
              arrival.nanos() < warmUp,
              arrival.promptTokens(),
              arrival.maxTokens());
    }
  }
}
