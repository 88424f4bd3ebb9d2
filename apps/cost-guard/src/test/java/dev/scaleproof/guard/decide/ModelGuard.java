package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.clock.ServerClock;
import dev.scaleproof.guard.decide.ModelCluster.Conflict;
import dev.scaleproof.guard.decide.ModelCluster.Pod;
import dev.scaleproof.guard.decide.ModelCluster.Refused;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.lease.GpuLeaseSpec;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process with the real core and the real clock, before the model's API. Not thread-safe. */
final class ModelGuard {
  private static final int ATTEMPTS = 5;

  private record Versions(@Nullable Long lease, long workload, long scaler, long readAt) {}

  private final ModelCluster cluster;
  private final Decider decider;
  private final Oracle oracle;
  private final Random random;
  private final boolean remembers;

  private long monotonicSkew;
  private long frozenUntil;
  private long life;
  private boolean busy;
  private ServerClock clock = new ServerClock();
  private @Nullable Known known;
  private List<GpuPod> departed = new ArrayList<>();

  /** Since when it has been looking without a pause; null while it does not. */
  @Nullable Long lookingSince;

  ModelGuard(ModelCluster cluster, Decider decider, Oracle oracle, boolean remembers) {
    this.cluster = cluster;
    this.decider = decider;
    this.oracle = oracle;
    this.random = cluster.random;
    this.remembers = remembers;
    cluster.podWatchers.add(this::podEnded);
  }

  private void podEnded(Pod pod) {
    if (lookingSince != null && remembers && cluster.apiUp) {
      departed.add(pod.seen());
    }
  }

  /** The last state comes with the event. */
  void leaseDeleted(ModelCluster.Lease lease) {
    if (alive() && lease.status.observedGeneration() > 0) {
      known = new Known(lease.uid, lease.spec, lease.status);
    }
  }

  boolean alive() {
    return lookingSince != null;
  }

  boolean knowsThisLease() {
    return alive()
        && known != null
        && cluster.lease != null
        && known.uid().equals(cluster.lease.uid)
        && known.status().equals(cluster.lease.status);
  }

  void start() {
    clock = new ServerClock();
    oracle.note("start");
    known = null;
    departed = new ArrayList<>();
    busy = false;
    lookingSince = cluster.time.millis();
    tick(++life);
  }

  void crash() {
    oracle.note("crash");
    lookingSince = null;
    life++;
  }

  /** The process stands still, and its monotonic clock with it or not. */
  void suspend(long millis, long monotonicJump) {
    monotonicSkew += monotonicJump;
    frozenUntil = Math.max(frozenUntil, cluster.time.millis() + millis);
    lookingSince = frozenUntil;
  }

  private void tick(long of) {
    if (of != life) {
      return;
    }
    if (!busy) {
      look(of, ATTEMPTS);
    }
    cluster.time.in(5_000, () -> tick(of));
  }

  /** Once, as the CronJob does it: nothing remembered. */
  void sweep() {
    if (busy) {
      return;
    }
    known = null;
    departed = new ArrayList<>();
    clock = new ServerClock();
    look(++life, ATTEMPTS);
  }

  private void look(long of, int attempts) {
    if (of != life) {
      return;
    }
    if (attempts == 0) {
      busy = false;
      return;
    }
    busy = true;
    if (!cluster.apiUp) {
      later(of, 1_000, () -> look(of, attempts));
      return;
    }
    clock.answered(
        cluster.time.now().truncatedTo(ChronoUnit.SECONDS),
        monotonic() - (1 + random.nextInt(50)) * 1_000_000L,
        monotonic());
    Observed observed = observe();
    Versions versions =
        new Versions(
            cluster.lease == null ? null : cluster.lease.version,
            cluster.workloadVersion,
            cluster.scalerVersion,
            monotonic());
    Decision decision = decider.decide(observed, clock.now(monotonic()).orElseThrow());
    if (decision.status() == null && observed.lease() != null) {
      remember(observed.lease().uid(), observed);
    }
    if (!decision.actions().isEmpty() && attempts == ATTEMPTS && remembers) {
      // What was done is looked at soon, and not at the next tick only.
      later(of, 1_000, () -> again(of));
    }
    perform(of, attempts, Step.of(decision), versions);
  }

  private void again(long of) {
    if (of == life && !busy) {
      look(of, ATTEMPTS - 1);
    }
  }

  private void remember(String uid, Observed observed) {
    if (remembers && observed.lease() != null) {
      known = new Known(uid, observed.lease().spec(), observed.lease().status());
    }
  }

  private Observed observe() {
    ModelCluster.Lease lease = cluster.lease;
    List<GpuPod> pods =
        Stream.concat(
                cluster.pods.stream().filter(pod -> pod.until == null).map(Pod::seen),
                departed.stream())
            .toList();
    return new Observed(
        new Target("serving", "raw-vllm"),
        lease == null
            ? null
            : new Observed.Lease(
                lease.uid,
                lease.generation,
                false,
                lease.createdAt,
                lease.spec,
                lease.status,
                lease.heartbeat),
        known,
        new Observed.Workload(cluster.replicas, Map.of()),
        List.of(new Observed.Scaler("raw-vllm", Map.copyOf(cluster.annotations))),
        pods,
        List.of(ModelCluster.NODE));
  }

  private void perform(long of, int attempts, List<Step> steps, Versions versions) {
    if (steps.isEmpty()) {
      busy = false;
      return;
    }
    later(
        of,
        5 + random.nextInt(100),
        () -> {
          try {
            Versions next = take(steps.getFirst(), versions);
            boolean created = steps.getFirst() instanceof Step.Do(Action.CreateLease ignored);
            if (created) {
              look(of, attempts - 1);
            } else {
              perform(of, attempts, steps.subList(1, steps.size()), next);
            }
          } catch (Conflict changed) {
            look(of, attempts - 1);
          } catch (Refused failed) {
            List<Step> rest = steps.subList(1, steps.size());
            perform(
                of,
                attempts,
                steps.getFirst() instanceof Step.WriteStatus ? Step.withoutTelling(rest) : rest,
                versions);
          }
        });
  }

  private Versions take(Step step, Versions versions) throws Conflict, Refused {
    if (Step.stale(monotonic() - versions.readAt())) {
      throw new Conflict();
    }
    switch (step) {
      case Step.WriteStatus(var status) -> {
        cluster.writeStatus(versions.lease(), status);
        ModelCluster.Lease lease = Objects.requireNonNull(cluster.lease);
        oracle.note("written by %s: %s".formatted(Integer.toHexString(hashCode()), status));
        oracle.written(lease);
        if (remembers) {
          known = new Known(lease.uid, lease.spec, status);
        }
        return new Versions(
            lease.version, versions.workload(), versions.scaler(), versions.readAt());
      }
      case Step.Tell(var notices, Charge charge) -> oracle.told(notices, charge);
      case Step.Do(Action action) -> {
        boolean wrong = oracle.wrongs(action);
        act(action, versions);
        oracle.note("done " + action);
        if (wrong) {
          oracle.wronged(action);
        }
      }
    }
    return versions;
  }

  private void act(Action action, Versions versions) throws Conflict, Refused {
    switch (action) {
      case Action.CreateLease ignored -> {
        cluster.reachable();
        if (cluster.lease != null) {
          throw new Conflict();
        }
        cluster.create(GpuLeaseSpec.IDLE);
      }
      case Action.Pause ignored -> cluster.pause(versions.scaler());
      case Action.ScaleDown(int replicas) -> cluster.scaleDown(versions.workload(), replicas);
      case Action.ResetDuration ignored -> cluster.resetDuration(versions.lease());
      case Action.EndPod(String name, String uid, boolean force) -> {
        cluster.reachable();
        cluster.pods.stream()
            .filter(pod -> pod.name.equals(name))
            .forEach(pod -> cluster.endPod(pod, force));
      }
    }
  }

  private void later(long of, long millis, Runnable what) {
    cluster.time.in(
        millis,
        () -> {
          long frozen = frozenUntil - cluster.time.millis();
          if (of != life) {
            return;
          }
          if (frozen > 0) {
            later(of, frozen, what);
          } else {
            what.run();
          }
        });
  }

  private long monotonic() {
    return cluster.time.millis() * 1_000_000L + monotonicSkew;
  }
}
