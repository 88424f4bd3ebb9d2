package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with one guarded target: an API server with versions and admission, the Deployment's
 * controllers, KEDA, and pods that take time to come and to go. Not thread-safe.
 */
final class ModelCluster {
  static final long GRACE_PERIOD = 150_000;
  static final GpuNode NODE = new GpuNode("gpu-node", "NVIDIA-L4", Map.of());

  static final class Conflict extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** Any other refusal, an unreachable API server included. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  static final class Lease {
    final String uid;
    final Instant createdAt;
    long version;
    long generation = 1;
    GpuLeaseSpec spec;
    GpuLeaseStatus status = GpuLeaseStatus.NONE;
    @Nullable Instant heartbeat;

    Lease(String uid, Instant createdAt, GpuLeaseSpec spec) {
      this.uid = uid;
      this.createdAt = createdAt;
      this.spec = spec;
    }
  }

  static final class Pod {
    final String name;
    final Instant createdAt;
    boolean stuck;
    @Nullable Instant since;
    @Nullable Instant goneBy;
    @Nullable Instant until;

    /** The oracle's: since when it may not be there. */
    @Nullable Long unlawfulSince;

    boolean wasLawful;

    Pod(String name, Instant createdAt) {
      this.name = name;
      this.createdAt = createdAt;
    }

    boolean holds() {
      return since != null && until == null;
    }

    GpuPod seen() {
      return new GpuPod(name, name, 1, createdAt, NODE.name(), since, goneBy, until);
    }
  }

  final VirtualTime time;
  final Random random;
  final boolean policies;
  boolean apiUp = true;
  boolean controllersUp = true;
  boolean kedaUp = true;
  @Nullable Lease lease;
  int replicas;
  long workloadVersion;
  final Map<String, String> annotations =
      new TreeMap<>(Map.of("autoscaling.keda.sh/paused", "true"));
  long scalerVersion;
  long scaledAt;
  long annotatedAt;
  final List<Pod> pods = new ArrayList<>();
  final List<Consumer<Pod>> podWatchers = new ArrayList<>();
  Runnable onCreate = () -> {};
  private long versions;
  private int names;

  ModelCluster(VirtualTime time, Random random, boolean policies) {
    this.time = time;
    this.random = random;
    this.policies = policies;
    create(GpuLeaseSpec.IDLE);
    time.every(500, this::control);
    time.every(5_000, this::keda);
  }

  private void control() {
    if (!controllersUp || !apiUp) {
      return;
    }
    List<Pod> staying = pods.stream().filter(pod -> pod.seen().stays()).toList();
    if (staying.size() < replicas
        && pods.stream().allMatch(pod -> pod.until != null || staying.contains(pod))) {
      createPod();
    } else if (staying.size() > replicas) {
      endPod(staying.getLast(), false);
    }
  }

  void createPod() {
    if (policies && !active()) {
      return;
    }
    Pod pod = new Pod("pod-" + ++names, time.now());
    pod.stuck = random.nextInt(12) == 0;
    pods.add(pod);
    time.in(
        random.nextInt(6_000),
        () -> {
          if (pod.until == null) {
            pod.since = time.now();
          }
        });
  }

  void endPod(Pod pod, boolean force) {
    if (pod.until != null) {
      return;
    }
    if (force) {
      gone(pod);
    } else if (pod.goneBy == null) {
      pod.goneBy = time.now().plusMillis(GRACE_PERIOD);
      if (!pod.stuck) {
        time.in(1 + random.nextInt((int) GRACE_PERIOD), () -> gone(pod));
      }
    }
  }

  private void gone(Pod pod) {
    if (pod.until == null) {
      pod.until = time.now();
      podWatchers.forEach(watcher -> watcher.accept(pod));
    }
  }

  private void keda() {
    if (!kedaUp || !apiUp) {
      return;
    }
    String fixed = annotations.get("autoscaling.keda.sh/paused-replicas");
    if (fixed != null) {
      scale(Integer.parseInt(fixed));
    } else if (!annotations.containsKey("autoscaling.keda.sh/paused")) {
      scale(Math.max(1, replicas));
    }
  }

  boolean active() {
    return lease != null && lease.status.phase() == Phase.ACTIVE;
  }

  /** As anybody does it: by a person, KEDA or an HPA. */
  void scale(int wanted) {
    boolean allowed =
        wanted <= replicas
            || !policies
            || (active() && lease != null && wanted <= lease.spec.replicas());
    if (apiUp && allowed && wanted != replicas) {
      replicas = wanted;
      scaledAt = time.millis();
      workloadVersion = ++versions;
    }
  }

  void annotate(Map<String, String> wanted) {
    boolean pauses = "true".equals(wanted.get("autoscaling.keda.sh/paused")) && wanted.size() == 1;
    if (apiUp && (pauses || !policies || (active() && wanted.size() < 2))) {
      annotatedAt = time.millis();
      annotations.clear();
      annotations.putAll(wanted);
      scalerVersion = ++versions;
    }
  }

  void create(GpuLeaseSpec spec) {
    onCreate.run();
    onCreate = () -> {};
    lease = new Lease("lease-" + ++names, time.now(), spec);
    lease.version = ++versions;
  }

  void specify(GpuLeaseSpec spec) {
    if (apiUp && lease != null && !lease.spec.equals(spec)) {
      lease.spec = spec;
      lease.generation++;
      lease.version = ++versions;
    }
  }

  void beat(Instant heartbeat) {
    if (apiUp && lease != null) {
      lease.heartbeat = heartbeat;
      lease.version = ++versions;
    }
  }

  void edit(GpuLeaseStatus status) {
    if (apiUp && lease != null && !policies) {
      lease.status = status;
      lease.version = ++versions;
    }
  }

  void writeStatus(@Nullable Long version, GpuLeaseStatus status) throws Conflict, Refused {
    reachable();
    if (lease == null || version == null || lease.version != version) {
      throw new Conflict();
    }
    lease.status = status;
    lease.version = ++versions;
  }

  void resetDuration(@Nullable Long version) throws Conflict, Refused {
    reachable();
    if (lease == null || version == null || lease.version != version) {
      throw new Conflict();
    }
    specify(GpuLeaseSpec.IDLE);
  }

  void pause(long version) throws Conflict, Refused {
    reachable();
    if (scalerVersion != version) {
      throw new Conflict();
    }
    annotate(Map.of("autoscaling.keda.sh/paused", "true"));
  }

  void scaleDown(long version, int to) throws Conflict, Refused {
    reachable();
    if (workloadVersion != version) {
      throw new Conflict();
    }
    scale(Math.min(to, replicas));
  }

  void reachable() throws Refused {
    if (!apiUp) {
      throw new Refused("unreachable");
    }
  }

  static String seconds(long seconds) {
    return LeaseDurations.text(Duration.ofSeconds(seconds));
  }
}
