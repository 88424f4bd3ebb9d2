package dev.scaleproof.demo.replica;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.ChildException;
import dev.scaleproof.report.Seconds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps as many pods as it is asked for. A new pod gets a process that was started ahead and joins
 * when the start-up time has passed in simulated time. A pod that is not needed leaves the pool,
 * finishes what it has, and only then is its process ended. A pod whose process dies is replaced.
 *
 * <p>Belongs to the event loop's thread.
 */
public final class ReplicaSet {
  /** How often, in simulated time, a leaving pod is asked whether it has finished. */
  private static final Duration DRAIN_CHECK = Duration.ofSeconds(1);

  /** Hears what happens to pods. */
  public interface Listener {
    /** It takes requests from now on. */
    void joined(Replica replica);

    /** It takes none from now on, but may still be answering some. */
    void left(Replica replica);

    /** Something worth telling, in words. */
    void event(String text);

    /** True while processes for later pods are worth starting. */
    boolean mayGrow();

    /** Reads a leaving pod's metrics and calls {@code idle} when it has nothing more to do. */
    void whenIdle(Replica replica, EventLoop.Task idle, EventLoop.Task busy);
  }

  private final String podPrefix;
  private final EventLoop loop;
  private final SparePool pool;
  private final Duration startup;
  private final Membership membership;
  private final Listener listener;
  private final List<Replica> replicas = new ArrayList<>();
  private int wanted;
  private int created;
  private Duration lateness = Duration.ZERO;
  private boolean pendingTold;

  /**
   * A set without pods.
   *
   * @param podPrefix pods are called {@code PREFIX-1} and so on
   * @param startup how long, in simulated time, a new pod takes to join
   */
  public ReplicaSet(
      String podPrefix,
      EventLoop loop,
      SparePool pool,
      Duration startup,
      Membership membership,
      Listener listener) {
    this.podPrefix = podPrefix;
    this.loop = loop;
    this.pool = pool;
    this.startup = startup;
    this.membership = membership;
    this.listener = listener;
  }

  /** {@code spec.replicas}: what was last asked for. */
  public int wanted() {
    return wanted;
  }

  /** Every pod that has a process or waits for one, leaving ones included. */
  public List<Replica> all() {
    return List.copyOf(replicas);
  }

  /** {@code status.replicas}: the pods that are not leaving. */
  public List<Replica> present() {
    return replicas.stream().filter(r -> r.state() != Replica.State.LEAVING).toList();
  }

  /** The pods that take requests. */
  public List<Replica> serving() {
    return replicas.stream().filter(Replica::serving).toList();
  }

  /** The longest time, simulated, that a pod joined after its start-up time was over. */
  public Duration lateness() {
    return lateness;
  }

  /** Pods that are there from the start, without a start-up time. */
  public void begin(int count) throws ChildException, IOException {
    wanted = count;
    for (int i = 0; i < count; i++) {
      Replica replica = create();
      Spare spare =
          pool.take()
              .filter(Spare::ready)
              .orElseThrow(() -> new ChildException("no process is ready for " + replica.name()));
      assign(replica, spare);
      join(replica);
    }
    membership.serving(serving());
  }

  /** Adds or removes pods until there are so many. */
  public void scaleTo(int count) throws ChildException, IOException {
    wanted = count;
    List<Replica> present = present();
    for (int i = present.size(); i < count; i++) {
      startPod();
    }
    // As the ReplicaSet controller ranks them: not ready before ready, then the youngest.
    present.stream()
        .sorted(
            Comparator.comparing(Replica::serving)
                .thenComparing(Comparator.comparing(Replica::createdAt).reversed())
                .thenComparing(Comparator.comparingInt(replicas::indexOf).reversed()))
        .limit(Math.max(0, present.size() - count))
        .forEach(this::remove);
    membership.serving(serving());
  }

  private Replica create() {
    created++;
    Replica replica = new Replica(podPrefix + "-" + created, loop.now());
    replicas.add(replica);
    return replica;
  }

  private void startPod() throws ChildException {
    start(create());
  }

  private void start(Replica replica) throws ChildException {
    Duration due = replica.createdAt().plus(startup);
    Optional<Spare> spare = pool.take();
    if (spare.isEmpty()) {
      if (!pendingTold) {
        pendingTold = true;
        listener.event(
            "%s stays pending: this machine's memory takes %d of its processes at once"
                .formatted(replica.name(), pool.capacity()));
      }
      return;
    }
    assign(replica, spare.get());
    loop.at(due, () -> spare.get().whenReady(() -> joinLate(replica, due)));
  }

  private void assign(Replica replica, Spare spare) {
    replica.give(spare);
    Child process = spare.child();
    var _ = process.exit().thenAccept(status -> loop.execute(() -> ended(replica, status)));
  }

  private void joinLate(Replica replica, Duration due) throws IOException {
    if (!replicas.contains(replica)) {
      return;
    }
    Duration late = loop.now().minus(due);
    // Below that it is the event loop's own jitter.
    if (late.compareTo(DRAIN_CHECK) > 0 && late.compareTo(lateness) > 0) {
      lateness = late;
      listener.event(
          "%s joined %.1f s late: its process was not ready"
              .formatted(replica.name(), Seconds.of(late)));
    }
    join(replica);
    membership.serving(serving());
  }

  private void join(Replica replica) {
    replica.serve(loop.now());
    listener.joined(replica);
  }

  private void remove(Replica replica) {
    if (!replica.serving()) {
      replicas.remove(replica);
      Spare unused = replica.spare();
      if (unused != null) {
        pool.giveBack(unused);
      }
      return;
    }
    replica.leave();
    listener.left(replica);
    loop.at(loop.now().plus(DRAIN_CHECK), () -> endWhenIdle(replica));
  }

  private void endWhenIdle(Replica replica) {
    Child process = replica.process();
    if (process == null || !process.isAlive()) {
      return;
    }
    listener.whenIdle(
        replica,
        process::terminate,
        () -> loop.at(loop.now().plus(DRAIN_CHECK), () -> endWhenIdle(replica)));
  }

  /** The process of a pod has ended, as it was asked to or not. */
  private void ended(Replica replica, int status) throws ChildException, IOException {
    if (!replicas.remove(replica)) {
      return;
    }
    if (replica.state() == Replica.State.LEAVING) {
      if (listener.mayGrow()) {
        pool.refill();
      }
    } else {
      if (replica.serving()) {
        listener.left(replica);
      }
      listener.event(
          "%s ended unexpectedly (exit status %d) and is replaced"
              .formatted(replica.name(), status));
      membership.serving(serving());
      pool.refill();
      startPod();
    }
    for (Replica pending : all()) {
      if (pending.process() == null) {
        start(pending);
      }
    }
  }
}
