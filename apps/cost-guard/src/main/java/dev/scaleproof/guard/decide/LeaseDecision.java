package dev.scaleproof.guard.decide;

import dev.scaleproof.guard.decide.Observed.GpuNode;
import dev.scaleproof.guard.decide.Observed.GpuPod;
import dev.scaleproof.guard.decide.Observed.Known;
import dev.scaleproof.guard.decide.Observed.Lease;
import dev.scaleproof.guard.decide.Observed.Scaler;
import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus.LastLease;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.GuardTimes;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One decision about a lease that is there. Taken once; not thread-safe. */
final class LeaseDecision {
  /** Counting alone is written this often, or every look at the status would write it again. */
  private static final Duration BETWEEN_ACCOUNTS = GuardTimes.INTERVAL.minusSeconds(1);

  private final Observed observed;
  private final Lease lease;
  private final GpuPrices prices;
  private final Instant now;
  private final Terms terms;
  private final @Nullable Known before;
  private final Draft draft;
  private final List<Action> actions = new ArrayList<>();
  private final List<Notice> notices = new ArrayList<>();

  LeaseDecision(Observed observed, Lease lease, GpuPrices prices, Instant now) {
    this.observed = observed;
    this.lease = lease;
    this.prices = prices;
    this.now = now;
    this.terms = Terms.of(lease.spec());
    this.before = predecessor();
    this.draft = new Draft(before == null ? lease.status() : before.status());
  }

  Decision take() {
    if (before == null) {
      new Repairs(draft, notices, now).apply(lease, observed.known(), terms);
    }
    Instant counted = draft.accountedUntil == null ? lease.createdAt() : draft.accountedUntil;
    Charge charge = charge(counted);
    draft.add(charge, now);
    if (before != null) {
      if (draft.phase == Phase.ACTIVE) {
        end(Because.WITHDRAWN, before.spec(), "the lease was deleted");
      }
      draft.observedGeneration = 0;
    } else if (draft.phase == Phase.ACTIVE) {
      active();
    }
    if (draft.phase != Phase.ACTIVE && newlyAsked()) {
      asked();
    }
    switch (draft.phase) {
      case ACTIVE -> keepWithinTerms();
      case DRAINING -> drain();
      case IDLE -> idle();
    }
    boolean due =
        draft.accountedUntil != null
            && lease.status().accountedUntil() != null
            && draft.accountedUntil.isAfter(lease.status().accountedUntil().plus(BETWEEN_ACCOUNTS));
    boolean write =
        before != null
            || !notices.isEmpty()
            || draft.changes(lease.status())
            || due
            || (lease.status().accountedUntil() == null && draft.accountedUntil != null);
    return write
        ? new Decision(
            draft.status(), untold(counted, charge), List.copyOf(actions), List.copyOf(notices))
        : new Decision(null, Charge.NONE, List.copyOf(actions), List.of());
  }

  private Charge charge(Instant from) {
    return Charge.between(from, now, observed.pods(), observed.nodes(), prices);
  }

  /** Without what another guard has counted, and told, since the account that is restored. */
  private Charge untold(Instant counted, Charge charge) {
    Instant told = lease.status().accountedUntil();
    return told != null && told.isAfter(counted) ? charge(told) : charge;
  }

  /**
   * What was held, or drained, and was deleted, if no guard has written this one yet: one that did
   * has begun to count, and what it counted may not be counted again.
   */
  private @Nullable Known predecessor() {
    Known known = observed.known();
    return known != null
            && !known.uid().equals(lease.uid())
            && known.status().phase() != Phase.IDLE
            && lease.status().observedGeneration() == 0
        ? known
        : null;
  }

  private void active() {
    if (lease.deleting()) {
      end(Because.WITHDRAWN, lease.spec(), "the lease is being deleted");
    } else if (!lease.spec().asked()) {
      end(Because.RETURNED, holder(), "its duration was set to 0s");
    } else if (terms instanceof Terms.Sound sound && draft.startedAt != null) {
      Optional<String> unpriced = unpriced(podNodes());
      Optional<Because> over = sound.over(draft.startedAt, draft.spentUsd, lease.heartbeat(), now);
      if (unpriced.isPresent()) {
        end(Because.REFUSED, lease.spec(), unpriced.get());
      } else if (over.isPresent()) {
        end(over.get(), lease.spec(), words(over.get(), sound));
      } else {
        hold(sound);
      }
    } else if (terms instanceof Terms.Broken broken) {
      end(Because.REFUSED, lease.spec(), broken.words());
    }
  }

  private static String words(Because because, Terms.Sound terms) {
    return switch (because) {
      case EXPIRED -> "its %s are over".formatted(LeaseDurations.text(terms.duration()));
      case BUDGET_SPENT -> "its budget of $%s is spent".formatted(terms.budgetUsd());
      case OUTSIDE_WINDOW -> "its window is closed";
      case NO_HEARTBEAT -> "its last heartbeat is too old";
      case RETURNED, WITHDRAWN, NO_LEASE, REFUSED -> because.word();
    };
  }

  /** Whoever held it; Git's form forgets the owner. */
  private GpuLeaseSpec holder() {
    Known known = observed.known();
    return lease.spec().owner() == null && known != null && known.uid().equals(lease.uid())
        ? known.spec()
        : lease.spec();
  }

  private void end(Because because, GpuLeaseSpec holder, String words) {
    LastLease ended = draft.end(because, holder, now);
    draft.observedGeneration = lease.generation();
    draft.message = "ended (%s): %s".formatted(because.word(), words);
    notices.add(
        new Notice.Ended(
            because,
            ended,
            "%s's lease ended (%s): %s; %.0f GPU seconds, $%.4f"
                .formatted(
                    ended.owner(), because.word(), words, ended.gpuSeconds(), ended.spentUsd())));
  }

  private boolean newlyAsked() {
    return lease.spec().asked()
        && !lease.deleting()
        && (draft.phase == Phase.IDLE || lease.generation() > draft.observedGeneration);
  }

  private void asked() {
    switch (terms) {
      case Terms.Broken broken -> refuse(broken.words());
      case Terms.Sound sound -> {
        Optional<String> unpriced = unpriced(possibleNodes());
        if (unpriced.isPresent()) {
          refuse(unpriced.get());
        } else if (sound.window() != null && sound.window().closesAfter(now).isEmpty()) {
          refuse("it is outside of spec.window now");
        } else {
          // What ran without a lease until now, somebody answers for from now on.
          draft.start(sound, draft.phase == Phase.IDLE, now);
          hold(sound);
          notices.add(
              new Notice.Started(
                  "%s holds it until %s for %s, at most $%s"
                      .formatted(
                          sound.owner(), draft.expiresAt, sound.reason(), sound.budgetUsd())));
        }
      }
    }
  }

  private void hold(Terms.Sound terms) {
    draft.observedGeneration = lease.generation();
    draft.message = "held by %s until %s".formatted(terms.owner(), draft.expiresAt);
  }

  private void refuse(String words) {
    boolean draining = draft.phase == Phase.DRAINING;
    LastLease before = draft.last;
    draft.startedAt = draining ? draft.startedAt : null;
    draft.end(Because.REFUSED, lease.spec(), now);
    draft.last =
        draining && before != null
            ? before
            : new LastLease(
                lease.spec().owner(), lease.spec().reason(), null, now, Because.REFUSED, 0, 0);
    draft.observedGeneration = lease.generation();
    draft.message = "refused: " + words;
    notices.add(new Notice.Refused(words));
  }

  private void keepWithinTerms() {
    tidyUp();
    int most = terms instanceof Terms.Sound sound ? sound.replicas() : 0;
    if (observed.workload() != null && observed.workload().replicas() > most) {
      actions.add(new Action.ScaleDown(most));
      notices.add(
          new Notice.Repaired(
              "replicas",
              "%d replicas, and the lease is for %d"
                  .formatted(observed.workload().replicas(), most)));
    }
  }

  private void drain() {
    List<Action> down = Enforcement.bringDown(observed, now);
    if (lease.status().phase() == Phase.DRAINING && notices.isEmpty()) {
      down.forEach(this::tellOfResistance);
    }
    actions.addAll(down);
    if (lease.spec().asked()) {
      actions.add(new Action.ResetDuration());
    } else {
      draft.observedGeneration = lease.generation();
      if (Enforcement.allGone(observed)) {
        draft.idle();
      }
    }
  }

  private void tellOfResistance(Action action) {
    if (action instanceof Action.Pause(String scaler)) {
      notices.add(
          new Notice.Repaired("pause", "ScaledObject %s was un-paused again".formatted(scaler)));
    } else if (action instanceof Action.ScaleDown) {
      notices.add(new Notice.Repaired("replicas", "there were replicas again after the end"));
    }
  }

  private void idle() {
    draft.observedGeneration = lease.generation();
    tidyUp();
    actions.addAll(Enforcement.force(observed, now));
    if (!Enforcement.anythingUp(observed)) {
      draft.unleasedSince = null;
      if (Enforcement.allGone(observed)) {
        draft.idle();
      }
      return;
    }
    Instant since = unleasedSince();
    if (draft.unleasedSince == null) {
      draft.message = "GPUs or an un-paused scaler without a lease";
      notices.add(
          new Notice.Unleased(
              "GPUs or an un-paused scaler without a lease: ended at %s; to keep them: make vllm-up LEASE=45m"
                  .formatted(since.plus(GuardTimes.GRACE))));
    }
    draft.unleasedSince = since;
    if (!now.isBefore(since.plus(GuardTimes.GRACE))) {
      LastLease ended = draft.end(Because.NO_LEASE, null, now);
      draft.message = "ended (NoLease): there was no lease, and the 2 minutes' grace are over";
      notices.add(new Notice.Ended(Because.NO_LEASE, ended, draft.message));
      actions.clear();
      actions.addAll(Enforcement.bringDown(observed, now));
    }
  }

  /** The earliest sign; pods of an ended lease have no grace left. */
  private Instant unleasedSince() {
    Instant ended = draft.last == null ? null : draft.last.endedAt();
    Stream<Instant> pods =
        observed.pods().stream()
            .filter(GpuPod::stays)
            .map(GpuPod::createdAt)
            .map(
                created ->
                    ended != null && created.isBefore(ended)
                        ? created.minus(GuardTimes.GRACE)
                        : created);
    return Stream.concat(pods, Stream.ofNullable(draft.unleasedSince))
        .min(Instant::compareTo)
        .filter(earliest -> earliest.isBefore(now))
        .orElse(now);
  }

  /** Two pause annotations at once say nothing clear: KEDA would set replicas. */
  private void tidyUp() {
    for (Scaler scaler : observed.scalers()) {
      if (scaler.pausedTwice()) {
        actions.add(new Action.Pause(scaler.name()));
        notices.add(
            new Notice.Repaired(
                "pause",
                "ScaledObject %s had %s and %s at once"
                    .formatted(scaler.name(), Scaler.PAUSED, Scaler.PAUSED_REPLICAS)));
      }
    }
  }

  private List<GpuNode> podNodes() {
    return observed.nodes().stream()
        .filter(
            node ->
                observed.pods().stream()
                    .anyMatch(pod -> pod.holds() && pod.node().equals(node.name())))
        .toList();
  }

  private List<GpuNode> possibleNodes() {
    return observed.nodes().stream()
        .filter(
            node ->
                observed.workload() == null
                    || node.labels()
                        .entrySet()
                        .containsAll(observed.workload().nodeSelector().entrySet()))
        .toList();
  }

  private Optional<String> unpriced(List<GpuNode> nodes) {
    return nodes.stream()
        .filter(node -> !node.type().isEmpty() && prices.of(node.type()).isEmpty())
        .map(
            node ->
                "no price for GPU type %s of node %s: add it to platform/cost-guard/gpu-prices.yaml (a line with type, usdPerHour and names: [%s]), then ask again"
                    .formatted(node.type(), node.name(), node.type()))
        .findFirst();
  }
}
