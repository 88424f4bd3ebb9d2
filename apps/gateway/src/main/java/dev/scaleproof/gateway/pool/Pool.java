package dev.scaleproof.gateway.pool;

import dev.scaleproof.gateway.admission.HoldQueue;
import dev.scaleproof.gateway.admission.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas that serve the same models, and the requests that wait for one of them. Thread-safe.
 *
 * <p>A replica is usable while it is listed, resolved and not ejected. One is ejected when it
 * refuses a connection and comes back when a probe can connect again; no request is spent on
 * finding that out.
 */
public final class Pool {

  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

  private final String name;
  private final int outstandingPerReplica;
  private final HoldQueue held;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong cancellations = new AtomicLong();
  private final Prober prober;

  private final List<Replica> members = new ArrayList<>();
  private final Set<Replica> ejected = new HashSet<>();
  private volatile Replica[] usable = {};
  private volatile int memberCount;

  Pool(String name, int maxHeld, int outstandingPerReplica, Prober prober) {
    this.name = name;
    this.outstandingPerReplica = outstandingPerReplica;
    this.held = new HoldQueue(maxHeld);
    this.prober = prober;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /**
   * Takes a place at a usable replica; null when there is none, or each is full. Give it back with
   * {@link #release}.
   *
   * @param excluded a replica to avoid, or null
   */
  public @Nullable Replica acquire(@Nullable Replica excluded, RandomGenerator random) {
    Replica[] candidates = usable;
    for (int round = 0; round <= candidates.length; round++) {
      Replica choice = Choice.of(candidates, outstandingPerReplica, excluded, random);
      if (choice == null) {
        return null;
      }
      if (choice.tryAcquire(outstandingPerReplica)) {
        return choice;
      }
    }
    return null;
  }

  /** Gives back a place that {@link #acquire} took; the longest waiting request may get it. */
  public void release(Replica replica) {
    replica.release();
    if (outstandingPerReplica > 0 && held.size() > 0) {
      wakeOne();
    }
  }

  /** Whether a new request must stand behind others that wait. */
  public boolean hasWaiters() {
    return held.size() > 0;
  }

  /**
   * Lets a request wait; false when too many do. It is woken as soon as trying again is worth it.
   */
  public boolean hold(Waiter waiter) {
    if (!held.offer(waiter)) {
      return false;
    }
    wakeIfPossible();
    return true;
  }

  /** As {@link #hold} for one that was woken in vain: it keeps its place in front. */
  public void holdAgain(Waiter waiter) {
    held.putBack(waiter);
    wakeIfPossible();
  }

  /**
   * Wakes a waiting request if there is room. Called after each arrival in the queue, since a
   * replica may have appeared between the failed try and the arrival, and by one that was woken but
   * has no use for its turn any more.
   */
  public void wakeIfPossible() {
    for (Replica replica : usable) {
      if (outstandingPerReplica == 0 || replica.outstanding() < outstandingPerReplica) {
        wakeOne();
        return;
      }
    }
  }

  /** Takes a waiting request back; false when it has been woken already. */
  public boolean unhold(Waiter waiter) {
    return held.remove(waiter);
  }

  private void wakeOne() {
    Waiter waiter = held.poll();
    if (waiter != null) {
      waiter.wake();
    }
  }

  /**
   * Takes a replica out that refuses connections or requests, until a probe can connect to it.
   *
   * @param rest how long it is left alone before the first probe
   */
  public void eject(Replica replica, String cause, Duration rest) {
    synchronized (this) {
      if (!members.contains(replica) || !ejected.add(replica)) {
        return;
      }
      refresh();
    }
    LOG.warn(
        "pool {}: replica {} is out until it accepts connections again: {}", name, replica, cause);
    prober.watch(replica, rest, () -> restore(replica));
  }

  private void restore(Replica replica) {
    synchronized (this) {
      if (!ejected.remove(replica) || !members.contains(replica)) {
        return;
      }
      refresh();
    }
    LOG.warn("pool {}: replica {} accepts connections", name, replica);
    wakeAll();
  }

  /** Makes the replicas be these; one whose name and URL stay the same stays the same object. */
  void update(List<ReplicaSpec> specs) {
    List<Replica> unresolved = new ArrayList<>();
    synchronized (this) {
      Map<ReplicaSpec, Replica> known = new HashMap<>();
      members.forEach(replica -> known.put(replica.spec(), replica));
      members.clear();
      for (ReplicaSpec spec : specs) {
        Replica same = known.remove(spec);
        Replica replica = same != null ? same : new Replica(spec);
        members.add(replica);
        if (same == null && replica.address() == null) {
          ejected.add(replica);
          unresolved.add(replica);
        }
      }
      for (Replica gone : known.values()) {
        gone.unlist();
        ejected.remove(gone);
      }
      refresh();
    }
    unresolved.forEach(replica -> prober.watch(replica, Duration.ZERO, () -> restore(replica)));
    wakeAll();
  }

  private void refresh() {
    usable = members.stream().filter(replica -> !ejected.contains(replica)).toArray(Replica[]::new);
    memberCount = members.size();
  }

  private void wakeAll() {
    if (outstandingPerReplica == 0 && usable.length > 0) {
      held.drain().forEach(Waiter::wake);
      return;
    }
    // No more than fit, so that the rest keep their order.
    int free = 0;
    for (Replica replica : usable) {
      free += Math.max(0, outstandingPerReplica - replica.outstanding());
    }
    for (int i = 0; i < free; i++) {
      wakeOne();
    }
  }

  /** A request came in. */
  public void enter() {
    inFlight.getAndIncrement();
  }

  /** A request that came in has ended, in whatever way. */
  public void leave() {
    inFlight.getAndDecrement();
  }

  /** A request is tried again at another connection. */
  public void retried() {
    retries.getAndIncrement();
  }

  /** A client left before its answer ended. */
  public void cancelled() {
    cancellations.getAndIncrement();
  }

  /** Requests that came in and have not ended, waiting ones included. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Requests that wait for a replica. */
  public int held() {
    return held.size();
  }

  /** Requests that were tried again, since the start. */
  public long retries() {
    return retries.get();
  }

  /** Requests whose client left, since the start. */
  public long cancellations() {
    return cancellations.get();
  }

  /** Replicas that can be used now. */
  public int usableReplicas() {
    return usable.length;
  }

  /** Replicas that are listed. */
  public int listedReplicas() {
    return memberCount;
  }
}
