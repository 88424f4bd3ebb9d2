package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.ModelCluster.Lease;
import dev.scaleproof.guard.decide.ModelCluster.Pod;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Knows the truth of the model and says what the guards did wrong. It reads none of the guards'
 * arithmetic: it counts GPU seconds itself and applies the promises of the documentation. Not
 * thread-safe.
 */
final class Oracle {
  static final long STEP = 250;

  /**
   * A machine that is suspended does not know how long, and goes on with what it was about to do.
   */
  private static final long LONGEST_STALL = 40_000;

  /** A guard's clock is behind by up to a second, and stamps whole seconds. */
  private static final long CLOCK = 2_000;

  private final ModelCluster cluster;
  private final GpuPrices prices;
  private final List<ModelGuard> guards = new ArrayList<>();

  private @Nullable String heldUid;
  private @Nullable Instant startedAt;
  private long beganAt;
  private double usdSinceStart;
  private double lostSinceStart;
  private double trueSeconds;
  private double chargedSeconds;
  private double chargedUsd;
  private double lostSeconds;
  private long apiSince;
  @Nullable Long cronSince;

  final List<String> story = new ArrayList<>();
  final List<String> faults = new ArrayList<>();
  final Map<Because, Integer> ended = new EnumMap<>(Because.class);
  int started;
  int repairs;
  int refused;
  long worstWithGuard;
  long worstWithSweep;

  Oracle(ModelCluster cluster, GpuPrices prices) {
    this.cluster = cluster;
    this.prices = prices;
    cluster.time.every(STEP, this::step);
    cluster.podWatchers.add(this::podEnded);
  }

  void watch(ModelGuard guard) {
    guards.add(guard);
  }

  void apiBack() {
    apiSince = cluster.time.millis();
  }

  boolean held() {
    return heldUid != null;
  }

  /** A guard wrote a status. */
  void written(Lease lease) {
    boolean active = lease.status.phase() == Phase.ACTIVE;
    if (active && !lease.uid.equals(heldUid)) {
      heldUid = lease.uid;
      startedAt = lease.status.startedAt();
      beganAt = cluster.time.millis();
      usdSinceStart = lease.status.spentUsd();
      lostSinceStart = 0;
      started++;
      if (startedAt == null
          || startedAt.isAfter(cluster.time.now())
          || startedAt.isBefore(cluster.time.now().minusMillis(CLOCK + LONGEST_STALL))) {
        fault("a lease begins at " + startedAt);
      }
    } else if (!active && heldUid != null) {
      if (valid()) {
        fault("a valid lease was ended: " + lease.status.message());
      }
      heldUid = null;
    }
  }

  /** What happened, for whoever repeats a run. */
  void note(String what) {
    story.add("%10.3f s  %s".formatted(cluster.time.millis() / 1000.0, what));
  }

  void told(List<Notice> notices, Charge charge) {
    notices.forEach(notice -> note("told " + notice));
    chargedSeconds += charge.gpuSeconds();
    chargedUsd += charge.usd();
    for (Notice notice : notices) {
      switch (notice) {
        case Notice.Ended end -> ended.merge(end.because(), 1, Integer::sum);
        case Notice.Repaired ignored -> repairs++;
        case Notice.Refused ignored -> refused++;
        case Notice.Started ignored -> {}
        case Notice.Unleased ignored -> {}
      }
    }
  }

  /** Whether a change that a guard is about to make takes down what somebody has a right to. */
  boolean wrongs(Action action) {
    return valid()
        && switch (action) {
          case Action.Pause ignored ->
              cluster.annotations.size() < 2 && isOfThisLease(cluster.annotatedAt);
          case Action.ScaleDown(int to) -> to < 1 && isOfThisLease(cluster.scaledAt);
          case Action.EndPod(String name, String uid, boolean force) ->
              cluster.pods.stream()
                  .anyMatch(pod -> pod.name.equals(name) && !pod.createdAt.isBefore(trueStart()));
          case Action.ResetDuration ignored -> true;
          case Action.CreateLease ignored -> false;
        };
  }

  /** What was left of the one before may still be taken down in the first moments. */
  private boolean isOfThisLease(long changedAt) {
    return changedAt >= beganAt || cluster.time.millis() > beganAt + Step.STALE_AFTER.toMillis();
  }

  void wronged(Action action) {
    fault("a valid lease was taken down: " + action);
  }

  private Instant trueStart() {
    return Objects.requireNonNull(startedAt).plusMillis(CLOCK).plus(Step.STALE_AFTER);
  }

  private Instant end(Lease lease) {
    Instant start = Objects.requireNonNull(startedAt);
    return start.plus(LeaseDurations.parse(Objects.requireNonNull(lease.spec.duration())));
  }

  /** Whether somebody has a right to it now, with every doubt in favour of that. */
  private boolean valid() {
    return right(usdSinceStart + blur() * usdPerSecond());
  }

  /** The same with every doubt against it. */
  private boolean surelyValid() {
    return right(usdSinceStart - (lostSinceStart + blur()) * usdPerSecond());
  }

  private boolean right(double usd) {
    Lease lease = cluster.lease;
    if (lease == null || heldUid == null || !lease.uid.equals(heldUid) || !lease.spec.asked()) {
      return false;
    }
    if (!String.valueOf(lease.spec.duration()).matches("[0-9hms]+")) {
      return false;
    }
    Instant now = cluster.time.now();
    Double budget = lease.spec.budgetUsd();
    boolean beating =
        lease.spec.heartbeat() == null
            || now.isBefore(lastSign(lease).plus(LeaseDurations.parse(lease.spec.heartbeat())));
    return now.isBefore(end(lease)) && budget != null && usd < budget && beating;
  }

  private Instant lastSign(Lease lease) {
    Instant start = Objects.requireNonNull(startedAt);
    // One from the future counts for nothing.
    boolean counts =
        lease.heartbeat != null
            && lease.heartbeat.isAfter(start)
            && lease.heartbeat.isBefore(cluster.time.now().plusSeconds(60));
    return counts ? Objects.requireNonNull(lease.heartbeat) : start;
  }

  private double usdPerSecond() {
    return prices.standard().usdPerHour() / 3600;
  }

  /** The truth is summed in steps: a pod's begin and end are each less than one off. */
  private double blur() {
    return STEP / 1000.0 * (1 + cluster.pods.size());
  }

  private void podEnded(Pod pod) {
    if (pod.since != null) {
      lose(pod);
    }
  }

  /** What was not counted yet when a pod ended can be lost, if nobody was there to see it. */
  private void lose(Pod pod) {
    Instant counted = cluster.lease == null ? null : cluster.lease.status.accountedUntil();
    Instant from = counted == null || counted.isBefore(since(pod)) ? since(pod) : counted;
    double seconds = Math.max(0, Duration.between(from, cluster.time.now()).toMillis() / 1000.0);
    lostSeconds += seconds;
    lostSinceStart += seconds;
  }

  private static Instant since(Pod pod) {
    return Objects.requireNonNull(pod.since);
  }

  /** The lease is deleted: what it had not counted yet is in doubt. */
  void leaseDeleted() {
    cluster.pods.stream().filter(Pod::holds).forEach(this::lose);
    // Whoever did not see it can go by the age of what runs.
    for (Pod pod : cluster.pods) {
      pod.unlawfulSince = null;
      pod.wasLawful = false;
    }
  }

  void leaseCreated(@Nullable Instant deletedAt) {
    if (deletedAt != null) {
      double gap = Duration.between(deletedAt, cluster.time.now()).toMillis() / 1000.0;
      lostSeconds += gap * (cluster.pods.stream().filter(Pod::holds).count() + 1);
    }
  }

  private void step() {
    long held = cluster.pods.stream().filter(Pod::holds).count();
    double seconds = held * STEP / 1000.0;
    trueSeconds += seconds;
    if (heldUid != null) {
      usdSinceStart += seconds * usdPerSecond();
    }
    boolean lawful = surelyValid();
    for (Pod pod : cluster.pods) {
      if (pod.until != null) {
        continue;
      }
      if (lawful) {
        pod.unlawfulSince = null;
        pod.wasLawful = true;
      } else if (pod.unlawfulSince == null) {
        long graceEnds =
            Duration.between(VirtualTime.at(0), pod.createdAt).plus(GuardTimes.GRACE).toMillis();
        boolean atOnce = pod.wasLawful && cluster.lease != null;
        pod.unlawfulSince =
            atOnce ? cluster.time.millis() : Math.max(cluster.time.millis(), graceEnds);
      }
      judge(pod);
    }
  }

  private void judge(Pod pod) {
    Long since = pod.unlawfulSince;
    if (since == null) {
      return;
    }
    if (pod.goneBy == null) {
      overrun(pod, since, "stays");
    } else {
      long stuck =
          Duration.between(VirtualTime.at(0), pod.goneBy).plus(Observed.FORCE_AFTER).toMillis();
      overrun(pod, Math.max(since, stuck), "hangs");
    }
  }

  private void overrun(Pod pod, long since, String what) {
    long now = cluster.time.millis();
    if (now <= since || !cluster.apiUp) {
      return;
    }
    for (ModelGuard guard : guards) {
      if (guard.lookingSince != null) {
        long overrun = now - Math.max(since, Math.max(apiSince, guard.lookingSince));
        worstWithGuard = Math.max(worstWithGuard, overrun);
        if (overrun > GuardTimes.ALIVE.toMillis()) {
          fault("%s %s %d ms past its end beside a live guard".formatted(pod.name, what, overrun));
        }
      }
    }
    if (cronSince != null) {
      long overrun = now - Math.max(since, Math.max(apiSince, cronSince));
      worstWithSweep = Math.max(worstWithSweep, overrun);
      if (overrun > GuardTimes.SWEEP.toMillis()) {
        fault("%s %s %d ms past its end beside the CronJob".formatted(pod.name, what, overrun));
      }
    }
  }

  /** At the end of a run. */
  void reconcile() {
    double open = 0;
    for (Pod pod : cluster.pods) {
      if (pod.holds()) {
        double before = lostSeconds;
        lose(pod);
        open += lostSeconds - before;
        lostSeconds = before;
      }
    }
    double blur = blur();
    if (chargedSeconds > trueSeconds + blur) {
      fault("counted %.1f GPU seconds of %.1f".formatted(chargedSeconds, trueSeconds));
    }
    if (chargedSeconds < trueSeconds - lostSeconds - open - blur) {
      fault(
          "counted %.1f GPU seconds of %.1f, only %.1f can be in doubt"
              .formatted(chargedSeconds, trueSeconds, lostSeconds + open));
    }
    if (Math.abs(chargedUsd - chargedSeconds * usdPerSecond()) > 1e-6) {
      fault("%.6f USD for %.3f GPU seconds".formatted(chargedUsd, chargedSeconds));
    }
  }

  double trueSeconds() {
    return trueSeconds;
  }

  double chargedSeconds() {
    return chargedSeconds;
  }

  private void fault(String what) {
    note("FAULT " + what);
    faults.add("%.3f s: %s".formatted(cluster.time.millis() / 1000.0, what));
  }
}
