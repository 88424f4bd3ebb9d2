package dev.scaleproof.guard.metrics;

import dev.scaleproof.guard.cluster.Seen;
import dev.scaleproof.guard.cluster.Teller;
import dev.scaleproof.guard.decide.Charge;
import dev.scaleproof.guard.decide.Notice;
import dev.scaleproof.guard.decide.Observed;
import dev.scaleproof.guard.decide.Step;
import dev.scaleproof.guard.decide.Target;
import dev.scaleproof.lease.GpuLease;
import dev.scaleproof.lease.GpuLeaseStatus;
import dev.scaleproof.lease.GpuPrices;
import dev.scaleproof.lease.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The guard's metrics. Only the one that leads has any of leases, so that sums over guards are
 * right. Used by the guard's thread alone; scrapes may come at any time.
 */
public final class GuardMetrics implements Teller {
  private static final double MILLIS = 1000;

  private final MeterRegistry registry;
  private final GpuPrices prices;
  private final Map<Target, Account> accounts = new HashMap<>();
  private final MultiGauge active;
  private final MultiGauge expires;
  private final MultiGauge gpus;
  private final MultiGauge spent;
  private final MultiGauge budget;
  private final MultiGauge price;

  /** What the counters have of a lease. */
  private record Account(@Nullable Instant startedAt, double gpuSeconds, double spentUsd) {}

  public GuardMetrics(MeterRegistry registry, GpuPrices prices, BooleanSupplier leads) {
    this.registry = registry;
    this.prices = prices;
    active = gauge("costguard_lease_active", "1 while a lease is held");
    expires =
        gauge("costguard_lease_expires_timestamp_seconds", "When the lease that is held ends");
    gpus = gauge("costguard_gpus", "GPUs that the target's pods hold now");
    spent = gauge("costguard_lease_spent_usd", "What the lease has cost so far");
    budget = gauge("costguard_lease_budget_usd", "What the lease that is held may cost");
    price = gauge("costguard_gpu_hourly_price_usd", "What an hour of one GPU of the target costs");
    Gauge.builder("costguard_leader", leads, one -> one.getAsBoolean() ? 1 : 0)
        .description("1 while this guard acts, 0 while it stands by")
        // Nobody else holds it; it would be NaN after a garbage collection.
        .strongReference(true)
        .register(registry);
  }

  private MultiGauge gauge(String name, String help) {
    return MultiGauge.builder(name).description(help).register(registry);
  }

  /** What a round has read; nothing while another one leads. */
  public void seen(List<Seen> all) {
    List<Observed> leases =
        all.stream().map(Seen::observed).filter(observed -> observed.lease() != null).toList();
    List<Observed> held =
        leases.stream().filter(one -> status(one).phase() == Phase.ACTIVE).toList();
    rows(active, leases, GuardMetrics::holder, one -> status(one).phase() == Phase.ACTIVE ? 1 : 0);
    rows(
        expires,
        held.stream().filter(one -> status(one).expiresAt() != null).toList(),
        GuardMetrics::names,
        one -> seconds(status(one).expiresAt()));
    rows(
        gpus,
        all.stream().map(Seen::observed).toList(),
        GuardMetrics::names,
        one -> one.pods().stream().mapToInt(pod -> pod.holds() ? pod.gpus() : 0).sum());
    rows(spent, leases, GuardMetrics::names, one -> status(one).spentUsd());
    rows(budget, held, GuardMetrics::names, GuardMetrics::budgetUsd);
    rows(
        price,
        leases,
        GuardMetrics::names,
        one ->
            Charge.usdPerHour(
                one.pods().stream()
                    .filter(Observed.GpuPod::holds)
                    .map(Observed.GpuPod::node)
                    .findFirst()
                    .orElse(""),
                one.nodes(),
                prices));
    leases.forEach(this::countOthers);
    if (all.isEmpty()) {
      accounts.clear();
    }
  }

  private static void rows(
      MultiGauge gauge,
      List<Observed> observed,
      Function<Observed, Tags> tags,
      ToDoubleFunction<Observed> value) {
    gauge.register(
        observed.stream()
            .<MultiGauge.Row<?>>map(
                one -> MultiGauge.Row.of(tags.apply(one), value.applyAsDouble(one)))
            .toList(),
        true);
  }

  /** What the sweep has counted meanwhile. */
  private void countOthers(Observed observed) {
    GpuLeaseStatus status = status(observed);
    Account counted = accounts.get(observed.target());
    if (counted != null && Objects.equals(counted.startedAt(), status.startedAt())) {
      count(
          observed,
          Math.max(0, status.gpuSeconds() - counted.gpuSeconds()),
          Math.max(0, status.spentUsd() - counted.spentUsd()));
    } else {
      // From the first moment on, so that Prometheus sees them grow.
      count(observed, 0, 0);
    }
    accounts.put(
        observed.target(), new Account(status.startedAt(), status.gpuSeconds(), status.spentUsd()));
  }

  @Override
  public void tell(Observed observed, @Nullable GpuLease lease, Step.Tell what) {
    count(observed, what.charge().gpuSeconds(), what.charge().usd());
    if (lease != null && lease.getStatus() != null) {
      accounts.put(
          observed.target(),
          new Account(
              lease.getStatus().startedAt(),
              lease.getStatus().gpuSeconds(),
              lease.getStatus().spentUsd()));
    }
    for (Notice notice : what.notices()) {
      switch (notice) {
        case Notice.Ended ended ->
            count("costguard_ended_total", observed, "because", ended.because().word());
        case Notice.Repaired repaired ->
            count("costguard_repairs_total", observed, "what", repaired.what());
        case Notice.Refused ignored ->
            count("costguard_ended_total", observed, "because", "Refused");
        case Notice.Started ignored -> {}
        case Notice.Unleased ignored -> {}
      }
    }
  }

  private void count(String name, Observed observed, String label, String value) {
    registry.counter(name, names(observed).and(label, value)).increment();
  }

  private void count(Observed observed, double gpuSeconds, double usd) {
    registry.counter("costguard_gpu_seconds_total", holder(observed)).increment(gpuSeconds);
    registry.counter("costguard_spent_usd_total", holder(observed)).increment(usd);
  }

  private static Tags names(Observed observed) {
    return Tags.of("namespace", observed.target().namespace(), "name", observed.target().name());
  }

  /** While it drains it is still the money of whoever held it. */
  private static Tags holder(Observed observed) {
    String owner = null;
    String reason = null;
    if (observed.lease() != null) {
      GpuLeaseStatus status = status(observed);
      if (status.phase() == Phase.DRAINING && status.last() != null) {
        owner = status.last().owner();
        reason = status.last().reason();
      } else if (status.phase() == Phase.ACTIVE) {
        owner = observed.lease().spec().owner();
        reason = observed.lease().spec().reason();
      }
    }
    return names(observed)
        .and("owner", owner == null ? "nobody" : owner)
        .and("reason", reason == null ? "no lease" : reason);
  }

  private static double budgetUsd(Observed observed) {
    Double usd = observed.lease() == null ? null : observed.lease().spec().budgetUsd();
    return usd == null ? 0 : usd;
  }

  private static double seconds(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli() / MILLIS;
  }

  private static GpuLeaseStatus status(Observed observed) {
    return observed.lease() == null ? GpuLeaseStatus.NONE : observed.lease().status();
  }
}
