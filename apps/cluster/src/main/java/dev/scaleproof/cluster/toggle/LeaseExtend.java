package dev.scaleproof.cluster.toggle;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.cost.Money;
import dev.scaleproof.cluster.lease.LeaseSpan;
import dev.scaleproof.cluster.lease.LeaseWords;
import dev.scaleproof.cluster.lease.Leases;
import dev.scaleproof.cluster.lease.Quote;
import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.Phase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `make lease-extend`. */
@Command(
    name = "lease-extend",
    mixinStandardHelpOptions = true,
    description = "Makes the lease that you hold longer, within the ceilings.")
public final class LeaseExtend extends ToggleCommand {
  @Option(
      names = "--lease",
      defaultValue = "15m",
      converter = LeaseSpan.class,
      paramLabel = "TIME",
      description = "By how much (${DEFAULT-VALUE}); LEASE of make.")
  private Duration more = Duration.ZERO;

  @Option(
      names = "--owner",
      defaultValue = "${env:OWNER:-${sys:user.name}}",
      paramLabel = "NAME",
      description = "Who holds it (${DEFAULT-VALUE}); OWNER of make.")
  private String owner = "";

  @Option(
      names = "--budget",
      paramLabel = "USD",
      description =
          "After how much it is over now (the old budget, or the new worst case where that is more); BUDGET of make.")
  private @Nullable Double budget;

  @Override
  int run(Hands hands) {
    Leases leases = hands.leases();
    GpuLease lease = leases.get();
    GpuLeaseSpec before = lease.getSpec();
    LeaseWords words = hands.words();
    if (!before.asked() || lease.getStatus().phase() != Phase.ACTIVE) {
      throw ClusterException.couldNotRun(
          "nobody holds GpuLease %s (%s): `make vllm-up LEASE=%s` takes it"
              .formatted(leases.id(), lease.getStatus().phase().word(), LeaseDurations.text(more)));
    }
    if (!owner.strip().equals(before.owner())) {
      throw ClusterException.couldNotRun(
          "GpuLease %s is held by %s %s, not by %s: it is theirs to extend (OWNER=…)"
              .formatted(
                  leases.id(),
                  LeaseWords.holder(before),
                  words.until(lease.getStatus()),
                  owner.strip()));
    }
    LeaseTaking taking = new LeaseTaking(hands);
    Duration duration = LeaseTaking.longer(before, more);
    Quote quote = taking.quote(duration, hands.rawVllm().deployment(), before.replicas());
    double old = Optional.ofNullable(before.budgetUsd()).orElse(0.0);
    double usd = budget == null ? Math.max(old, taking.budget(quote)) : budget;
    lease.setSpec(
        new GpuLeaseSpec(
            LeaseDurations.text(duration),
            before.owner(),
            before.reason(),
            usd,
            before.maxReplicas(),
            before.window(),
            before.heartbeat()));
    leases.check(lease);
    hands.out().println(quote.words());
    hands
        .connection()
        .confirm(
            "extend GpuLease %s by %s to %s, with a budget of %s"
                .formatted(
                    leases.id(),
                    Words.duration(more),
                    LeaseDurations.text(duration),
                    Money.dollars(usd)));
    GpuLease written =
        leases
            .write(lease)
            .orElseThrow(
                () ->
                    ClusterException.couldNotRun(
                        "GpuLease %s has changed meanwhile: look at `make status`, then try again"
                            .formatted(leases.id())));
    taking.awaitGuard(written, () -> restore(leases, before), "and the lease is as it was");
    return 0;
  }

  /** As it was, unless somebody has given it back meanwhile. */
  private static void restore(Leases leases, GpuLeaseSpec before) {
    GpuLease now = leases.get();
    if (now.getSpec().asked()) {
      now.setSpec(before);
      leases.write(now);
    }
  }
}
