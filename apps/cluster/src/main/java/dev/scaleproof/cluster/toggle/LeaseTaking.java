package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterConnection;
import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.lease.LeaseFlags;
import dev.scaleproof.cluster.lease.LeaseWords;
import dev.scaleproof.cluster.lease.Leases;
import dev.scaleproof.cluster.lease.Quote;
import dev.scaleproof.cluster.snapshot.Workload;
import dev.scaleproof.cluster.toggle.ToggleCommand.Hands;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The way to an active lease: the owner's own one that runs, or a new one. Not thread-safe. */
final class LeaseTaking {
  /** The guard looks every few seconds. */
  private static final Duration GUARD_ANSWERS = Duration.ofSeconds(30);

  /** For the API server's own cache of leases. */
  private static final Duration ADMISSION_HEARS = Duration.ofSeconds(10);

  private static final int UNPROCESSABLE = 422;

  private final Hands hands;
  private final Leases leases;

  LeaseTaking(Hands hands) {
    this.hands = hands;
    this.leases = hands.leases();
  }

  /**
   * Gets one.
   *
   * @param change what it is for, as a sentence's end: "un-pause ScaledObject serving/raw-vllm"
   * @param replicas how many may come up under it
   * @throws ClusterException if somebody else holds it, if it is refused, or if no guard answers
   */
  GpuLease take(LeaseFlags flags, Workload deployment, int replicas, String change) {
    GpuLease seen = leases.get();
    if (seen.getSpec().asked()) {
      return held(seen, flags, change);
    }
    if (seen.getStatus().phase() == Phase.DRAINING) {
      throw ClusterException.couldNotRun(
          "the last lease of %s has ended and its GPUs are not gone yet (`make status`): try again in a few minutes"
              .formatted(leases.id()));
    }
    Quote quote = quote(flags.duration(), deployment, replicas);
    GpuLeaseSpec spec = flags.spec(budget(quote));
    seen.setSpec(spec);
    if (spec.heartbeat() != null) {
      Map<String, String> annotations =
          new HashMap<>(Optional.ofNullable(seen.getMetadata().getAnnotations()).orElse(Map.of()));
      annotations.put(GpuLease.HEARTBEAT_ANNOTATION, hands.words().now().toString());
      seen.getMetadata().setAnnotations(annotations);
    }
    leases.check(seen);
    hands.out().println(quote.words());
    hands
        .connection()
        .confirm(
            "take GpuLease %s for %s as %s with a budget of %s, and %s"
                .formatted(
                    leases.id(),
                    Words.duration(flags.duration()),
                    LeaseWords.holder(spec),
                    Money.dollars(Optional.ofNullable(spec.budgetUsd()).orElse(quote.usd())),
                    change));
    GpuLease taken =
        leases
            .write(seen)
            .orElseThrow(
                () ->
                    ClusterException.couldNotRun(
                        "somebody else has just written GpuLease %s: look at `make status`, then try again"
                            .formatted(leases.id())));
    return awaitGuard(taken, leases::giveBack, "and the lease is given back");
  }

  /** What it would cost. */
  Quote quote(Duration duration, Workload deployment, int replicas) {
    return Quote.of(
        duration,
        hands.rawVllm().drain(),
        replicas,
        deployment.gpusPerReplica(),
        hands.rawVllm().gpuNodes(),
        hands.prices(),
        hands.priceFlags().source());
  }

  /** The worst case, so that money does not end a lease before its time; as far as one may go. */
  double budget(Quote quote) {
    return Math.min(quote.usd(), leases.ceilingUsd().orElse(Double.MAX_VALUE));
  }

  /**
   * Waits until the guard has seen a change of the lease.
   *
   * @param undo what is done if it does not
   * @param undone that, in words
   */
  GpuLease awaitGuard(GpuLease written, Runnable undo, String undone) {
    long generation = written.getMetadata().getGeneration();
    GpuLease[] last = {written};
    boolean answered =
        LastWords.during(
            hands.out(),
            "Stopped waiting. GpuLease %s is held by %s and ends %s after the guard has seen it; `make vllm-down` gives it back."
                .formatted(
                    leases.id(),
                    LeaseWords.holder(written.getSpec()),
                    String.valueOf(written.getSpec().duration())),
            () ->
                hands
                    .waiting()
                    .until(
                        GUARD_ANSWERS,
                        () -> {
                          last[0] = leases.get();
                          return new Waiting.Sight(
                              last[0].getStatus().observedGeneration() >= generation,
                              "the guard looks at the lease");
                        }));
    GpuLease lease = last[0];
    if (!answered) {
      undo.run();
      throw ClusterException.couldNotRun(
          "the guard did not answer in %s, %s: kubectl -n cost-guard get pods, then `make doctor`"
              .formatted(Words.duration(GUARD_ANSWERS), undone));
    }
    if (lease.getStatus().phase() != Phase.ACTIVE) {
      throw ClusterException.couldNotRun(
          "the guard has ended GpuLease %s at once: %s"
              .formatted(leases.id(), why(lease.getStatus())));
    }
    hands
        .out()
        .println(
            "GpuLease %s is held by %s %s."
                .formatted(
                    leases.id(),
                    LeaseWords.holder(lease.getSpec()),
                    hands.words().until(lease.getStatus())));
    return lease;
  }

  /** Does what takes an active lease, until the API server's cache has heard of it. */
  void letThrough(Runnable change) {
    String[] refusal = {""};
    boolean done =
        hands
            .waiting()
            .until(
                ADMISSION_HEARS,
                () -> {
                  try {
                    change.run();
                    return new Waiting.Sight(true, "");
                  } catch (KubernetesClientException refused) {
                    if (refused.getCode() != UNPROCESSABLE) {
                      throw refused;
                    }
                    refusal[0] = ClusterConnection.refusal(refused);
                    return new Waiting.Sight(
                        false, "the API server has not heard of the lease yet");
                  }
                });
    if (!done) {
      throw ClusterException.couldNotRun(
          "%s; the lease is still held, `make vllm-down` gives it back".formatted(refusal[0]));
    }
  }

  private GpuLease held(GpuLease lease, LeaseFlags flags, String change) {
    String until = hands.words().until(lease.getStatus());
    if (!flags.owner().equals(lease.getSpec().owner())) {
      throw ClusterException.couldNotRun(
          "GpuLease %s is held by %s %s; they give it back with `make vllm-down`, and it ends by itself"
              .formatted(leases.id(), LeaseWords.holder(lease.getSpec()), until));
    }
    hands.connection().confirm(change + " under the lease that you hold " + until);
    if (lease.getStatus().phase() != Phase.ACTIVE
        || lease.getStatus().observedGeneration() < lease.getMetadata().getGeneration()) {
      return awaitGuard(lease, leases::giveBack, "and the lease is given back");
    }
    hands
        .out()
        .println(
            "GpuLease %s is yours already, %s, with %s of %s spent; `make lease-extend LEASE=15m` makes it longer."
                .formatted(
                    leases.id(),
                    until,
                    Money.dollars(lease.getStatus().spentUsd()),
                    Money.dollars(Optional.ofNullable(lease.getSpec().budgetUsd()).orElse(0.0))));
    return lease;
  }

  private static String why(GpuLeaseStatus status) {
    String message =
        status.message() == null || status.message().isBlank()
            ? "it does not say why"
            : status.message();
    return status.last() == null || status.last().because() == null
        ? message
        : status.last().because().word() + ", " + message;
  }

  /** A longer lease: the same one with a later end. */
  static Duration longer(GpuLeaseSpec spec, Duration more) {
    return LeaseDurations.parse(String.valueOf(spec.duration())).plus(more);
  }
}
