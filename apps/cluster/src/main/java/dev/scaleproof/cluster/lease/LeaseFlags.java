package dev.scaleproof.cluster.lease;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.LeaseDurations;
import dev.scaleproof.lease.LeaseWindow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a person says of the lease that they take; use it as a picocli mixin. Not thread-safe. */
public final class LeaseFlags {
  @Option(
      names = "--lease",
      defaultValue = "30m",
      converter = LeaseSpan.class,
      paramLabel = "TIME",
      description = "How long, as in 45m or 1h30m (${DEFAULT-VALUE}); LEASE of make.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--reason",
      defaultValue = "manual",
      paramLabel = "TEXT",
      description = "What for (${DEFAULT-VALUE}); REASON of make.")
  private String reason = "";

  @Option(
      names = "--owner",
      defaultValue = "${env:OWNER:-${sys:user.name}}",
      paramLabel = "NAME",
      description = "Who answers for the money (${DEFAULT-VALUE}); OWNER of make.")
  private String owner = "";

  @Option(
      names = "--budget",
      paramLabel = "USD",
      description =
          "After how much the lease is over, in USD (the worst case, within the ceiling); BUDGET of make.")
  private @Nullable Double budget;

  @Option(
      names = "--window",
      converter = WindowText.class,
      paramLabel = "WINDOW",
      description = "Outside of it the lease is over: 'Mon-Fri 08:00-20:00 Europe/Berlin' (none).")
  private @Nullable LeaseWindow window;

  @Option(
      names = "--heartbeat",
      converter = LeaseSpan.class,
      paramLabel = "TIME",
      description =
          "The lease is over when the last `make lease-heartbeat` is older than this (none).")
  private @Nullable Duration heartbeat;

  public Duration duration() {
    return duration;
  }

  public String owner() {
    return owner.strip();
  }

  /** The budget that was asked for. */
  public Optional<Double> budget() {
    return Optional.ofNullable(budget);
  }

  /**
   * All of it as a spec.
   *
   * @param worstCase in USD, the budget where none was asked for
   * @throws ClusterException if the schema would refuse it
   */
  public GpuLeaseSpec spec(double worstCase) {
    if (owner().isEmpty()) {
      throw ClusterException.wrongInput(
          "a lease needs an owner who answers for the money: OWNER=alice (--owner)");
    }
    if (reason.isBlank()) {
      throw ClusterException.wrongInput("a lease needs a reason: REASON=\"load test\" (--reason)");
    }
    if (budget != null && !(budget > 0 && Double.isFinite(budget))) {
      throw ClusterException.wrongInput(
          "a budget is an amount of USD above 0, unlike %s: BUDGET=3 (--budget)".formatted(budget));
    }
    return new GpuLeaseSpec(
        LeaseDurations.text(duration),
        owner(),
        reason.strip(),
        budget == null ? worstCase : budget,
        null,
        window,
        heartbeat == null ? null : LeaseDurations.text(heartbeat));
  }
}
