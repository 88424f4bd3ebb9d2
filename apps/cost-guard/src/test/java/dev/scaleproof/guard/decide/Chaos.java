package dev.scaleproof.guard.decide;

import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What people and machines do to the model, at random. Not thread-safe. */
final class Chaos {
  private static final String PAUSED = "autoscaling.keda.sh/paused";
  private static final String PAUSED_REPLICAS = "autoscaling.keda.sh/paused-replicas";
  private static final int FORGET = 12_000;

  private final ModelCluster cluster;
  private final Oracle oracle;
  private final List<ModelGuard> guards;
  private final Random random;

  /** Until then no guard may forget what it saw: it has to put an edit right. */
  private long rememberUntil;

  Chaos(ModelCluster cluster, Oracle oracle, List<ModelGuard> guards) {
    this.cluster = cluster;
    this.oracle = oracle;
    this.guards = guards;
    this.random = cluster.random;
  }

  void begin() {
    cluster.time.in(500 + random.nextInt(25_000), this::strike);
  }

  private void strike() {
    int what = random.nextInt(24);
    oracle.note("chaos " + what);
    switch (what) {
      case 0, 1, 2, 3 -> ask();
      case 4, 5 -> cluster.annotate(Map.of());
      case 6, 7 -> cluster.scale(1 + random.nextInt(2));
      case 8 -> change(1.5);
      case 9 -> change(0.6);
      case 10 -> cluster.specify(GpuLeaseSpec.IDLE);
      case 11 -> cluster.annotate(Map.of(PAUSED, "true", PAUSED_REPLICAS, "1"));
      case 12 -> cluster.annotate(Map.of(PAUSED_REPLICAS, "1"));
      case 13 -> cluster.createPod();
      case 14 -> deleteLease();
      case 15, 16 -> edit();
      case 17, 18 -> crash();
      case 19 -> suspend();
      case 20 -> outage();
      case 21 -> pauseOthers();
      case 22 -> switchCron();
      default -> beat();
    }
    begin();
  }

  private void ask() {
    if (cluster.lease == null || cluster.lease.spec.asked()) {
      return;
    }
    cluster.specify(request());
  }

  private GpuLeaseSpec request() {
    long seconds = 20L + random.nextInt(600);
    double budget = random.nextBoolean() ? 100 : 0.01 + random.nextDouble() * 0.1;
    return new GpuLeaseSpec(
        random.nextInt(12) == 0 ? "45 minutes" : ModelCluster.seconds(seconds),
        "alice",
        "load test",
        random.nextInt(15) == 0 ? -1 : budget,
        1 + random.nextInt(2),
        null,
        random.nextInt(4) == 0 ? "1m30s" : null);
  }

  private void change(double factor) {
    if (cluster.lease == null || !oracle.held() || !cluster.lease.spec.asked()) {
      return;
    }
    if (String.valueOf(cluster.lease.spec.duration()).contains(" ")) {
      return;
    }
    long seconds = LeaseDurations.parse(String.valueOf(cluster.lease.spec.duration())).toSeconds();
    cluster.specify(
        cluster.lease.spec.withDuration(ModelCluster.seconds((long) (seconds * factor) + 1)));
  }

  private void beat() {
    if (cluster.lease != null) {
      // One of a broken clock counts for nothing.
      cluster.beat(
          random.nextInt(5) == 0 ? cluster.time.now().plusSeconds(86_400) : cluster.time.now());
    }
  }

  private void deleteLease() {
    if (cluster.lease == null || !cluster.apiUp) {
      return;
    }
    oracle.leaseDeleted();
    ModelCluster.Lease deleted = cluster.lease;
    guards.forEach(guard -> guard.leaseDeleted(deleted));
    cluster.lease = null;
    Instant deletedAt = cluster.time.now();
    cluster.onCreate = () -> oracle.leaseCreated(deletedAt);
    if (random.nextBoolean()) {
      cluster.time.in(
          1_000 + random.nextInt(20_000),
          () -> {
            if (cluster.lease == null && cluster.apiUp) {
              cluster.create(random.nextBoolean() ? GpuLeaseSpec.IDLE : request());
            }
          });
    }
  }

  private void edit() {
    ModelCluster.Lease lease = cluster.lease;
    if (lease == null || !cluster.apiUp || cluster.policies) {
      return;
    }
    GpuLeaseStatus is = lease.status;
    Instant far = cluster.time.now().plusSeconds(86_400);
    Instant past = cluster.time.now().minusSeconds(86_400);
    boolean remembered = guards.stream().anyMatch(ModelGuard::knowsThisLease);
    switch (random.nextInt(remembered && is.phase() == Phase.ACTIVE ? 7 : 3)) {
      case 0 ->
          cluster.edit(
              with(
                  is,
                  is.phase(),
                  is.startedAt(),
                  far,
                  is.accountedUntil(),
                  is.gpuSeconds(),
                  is.spentUsd()));
      case 1 ->
          cluster.edit(
              with(
                  is,
                  is.phase(),
                  is.startedAt(),
                  past,
                  is.accountedUntil(),
                  is.gpuSeconds(),
                  is.spentUsd()));
      case 2 ->
          cluster.edit(
              with(
                  is,
                  Phase.ACTIVE,
                  is.startedAt(),
                  is.expiresAt(),
                  is.accountedUntil(),
                  is.gpuSeconds(),
                  is.spentUsd()));
      case 3 ->
          remember(
              with(is, is.phase(), far, far, is.accountedUntil(), is.gpuSeconds(), is.spentUsd()));
      case 4 ->
          remember(
              with(
                  is, is.phase(), past, past, is.accountedUntil(), is.gpuSeconds(), is.spentUsd()));
      case 5 ->
          remember(with(is, is.phase(), is.startedAt(), is.expiresAt(), is.accountedUntil(), 0, 0));
      default ->
          remember(
              with(
                  is, Phase.IDLE, null, null, is.accountedUntil(), is.gpuSeconds(), is.spentUsd()));
    }
  }

  private void remember(GpuLeaseStatus edited) {
    rememberUntil = cluster.time.millis() + FORGET;
    cluster.edit(edited);
  }

  private static GpuLeaseStatus with(
      GpuLeaseStatus is,
      Phase phase,
      @Nullable Instant startedAt,
      @Nullable Instant expiresAt,
      @Nullable Instant accountedUntil,
      double gpuSeconds,
      double spentUsd) {
    return new GpuLeaseStatus(
        phase,
        is.observedGeneration(),
        startedAt,
        expiresAt,
        accountedUntil,
        is.gpus(),
        gpuSeconds,
        spentUsd,
        is.unleasedSince(),
        is.message(),
        is.last());
  }

  private void crash() {
    ModelGuard guard = guards.get(random.nextInt(guards.size()));
    if (cluster.time.millis() < rememberUntil || !guard.alive()) {
      return;
    }
    guard.crash();
    cluster.time.in(1_000 + random.nextInt(240_000), guard::start);
  }

  /** The process or the whole machine stands still; its clocks go on, stop, or jump. */
  private void suspend() {
    ModelGuard guard = guards.get(random.nextInt(guards.size()));
    if (cluster.time.millis() < rememberUntil || !guard.alive()) {
      return;
    }
    long millis = random.nextInt(40_000);
    guard.suspend(
        millis,
        switch (random.nextInt(3)) {
          case 0 -> 0;
          case 1 -> -millis * 1_000_000L;
          default -> (random.nextInt(7_200) - 3_600) * 1_000_000_000L;
        });
  }

  private void outage() {
    if (!cluster.apiUp || cluster.time.millis() < rememberUntil) {
      return;
    }
    cluster.apiUp = false;
    cluster.time.in(
        1_000 + random.nextInt(90_000),
        () -> {
          cluster.apiUp = true;
          oracle.apiBack();
        });
  }

  private void pauseOthers() {
    if (random.nextBoolean()) {
      cluster.controllersUp = false;
      cluster.time.in(random.nextInt(120_000), () -> cluster.controllersUp = true);
    } else {
      cluster.kedaUp = false;
      cluster.time.in(random.nextInt(300_000), () -> cluster.kedaUp = true);
    }
  }

  private void switchCron() {
    oracle.cronSince = oracle.cronSince == null ? Long.valueOf(cluster.time.millis()) : null;
  }
}
