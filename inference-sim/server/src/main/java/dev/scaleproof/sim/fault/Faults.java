package dev.scaleproof.sim.fault;

import dev.scaleproof.sim.run.Disturbance;
import dev.scaleproof.sim.time.SimulatedClock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The faults there are, and what they do to steps, streams and requests. Thread-safe. */
public final class Faults implements Disturbance {
  /** Every one is looked at for every request, and those that are over are kept to be shown. */
  private static final int MOST = 10_000;

  private final SimulatedClock clock;
  private final List<Fault> all = new CopyOnWriteArrayList<>();

  public Faults(SimulatedClock clock) {
    this.clock = clock;
  }

  /** False, and none is added, if there would be too many. */
  synchronized boolean add(List<Fault> more) {
    return all.size() + more.size() <= MOST && all.addAll(more);
  }

  void clear() {
    all.clear();
  }

  List<Fault> all() {
    return all;
  }

  @Override
  public long stretched(long stepNanos) {
    if (all.isEmpty()) {
      return stepNanos;
    }
    long now = clock.now();
    double nanos = stepNanos;
    for (Fault fault : all) {
      if (fault.effect() instanceof Effect.Latency(double factor, long more)
          && fault.strikes(now)) {
        nanos = nanos * factor + more;
      }
    }
    return Math.round(nanos);
  }

  @Override
  public StreamFault streamFault() {
    if (all.isEmpty()) {
      return StreamFault.NONE;
    }
    long now = clock.now();
    int cutAfter = StreamFault.NO_TOKENS;
    int stallAfter = StreamFault.NO_TOKENS;
    long stallNanos = 0;
    long stallUntil = Fault.NEVER;
    for (Fault fault : all) {
      switch (fault.effect()) {
        case Effect.Cut(int after) when fault.strikes(now) -> cutAfter = Math.min(cutAfter, after);
        case Effect.Stall(int after, long nanos) when fault.strikes(now) -> {
          if (after < stallAfter) {
            stallAfter = after;
            stallNanos = nanos;
            stallUntil = fault.until();
          }
        }
        default -> {
          // Not a stream's.
        }
      }
    }
    return cutAfter == StreamFault.NO_TOKENS && stallAfter == StreamFault.NO_TOKENS
        ? StreamFault.NONE
        : new StreamFault(cutAfter, stallAfter, stallNanos, stallUntil);
  }
}
