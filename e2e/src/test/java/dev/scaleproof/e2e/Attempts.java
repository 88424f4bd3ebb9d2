package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

/** Attempts at a GPU past its lease: what became of each, and what it cost. Not thread-safe. */
final class Attempts {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final double price = Bench.usdPerGpuHour();
  private final Ledger ledger = new Ledger("attempt", "outcome", "within", "cost", "bound");

  /** Something that may be tried. */
  interface Attempt {
    void run() throws Exception;
  }

  /** kubectl is refused, in words that say what to run instead. */
  void refused(String name, Guarded model, String words, String... kubectl) {
    double before = model.meter().secondsSince(Instant.EPOCH);
    int held = model.meter().held();
    Instant start = Instant.now();
    assertThat(model.refusal(kubectl)).as(name).contains(words);
    Duration within = Duration.between(start, Instant.now());
    assertThat(model.meter().held()).as(name).isEqualTo(held);
    // What a lease pays for goes on meanwhile.
    double cost = held == 0 ? model.meter().secondsSince(Instant.EPOCH) - before : 0;
    row(name, "refused", within, cost, Duration.ZERO);
  }

  /**
   * It is not refused, and no GPU comes up by it for as long as it takes everybody to try again.
   */
  void noEffect(String name, Guarded model, Duration tried, Attempt attempt) throws Exception {
    int held = model.meter().held();
    attempt.run();
    await(name)
        .during(tried)
        .atMost(tried.plusSeconds(5))
        .pollInterval(LOOK)
        .untilAsserted(() -> assertThat(model.meter().held()).isEqualTo(held));
    row(name, "no effect", tried, 0, Duration.ZERO);
  }

  /**
   * It brings a GPU up, or keeps it, and that is undone.
   *
   * @param since what is held from then on is held past a lease
   * @param bound from then until it is ended; its pods drain after that
   */
  void undone(String name, Guarded model, Instant since, Duration bound) {
    Duration drained = bound.plus(Guarded.DRAIN);
    model.awaitDown(drained);
    await(name).atMost(Guarded.DRAIN).until(() -> model.meter().held() == 0);
    double cost = model.meter().secondsSince(since);
    Duration within = Duration.ofMillis(Math.round(cost * 1000));
    row(name, "undone", within, cost, drained);
    assertThat(within).as(name).isPositive().isLessThanOrEqualTo(drained);
  }

  /** It changes what the guard has written, who writes it again and tells. */
  void repaired(String name, Guarded model, Duration bound, String told, Attempt attempt)
      throws Exception {
    var right = model.status();
    Instant start = Instant.now();
    attempt.run();
    await(name)
        .atMost(bound)
        .pollInterval(LOOK)
        .untilAsserted(
            () -> {
              assertThat(model.events()).contains("LeaseRepaired").contains(told);
              assertThat(model.status().expiresAt()).isEqualTo(right.expiresAt());
              assertThat(model.status().phase()).isEqualTo(right.phase());
            });
    row(name, "repaired", Duration.between(start, Instant.now()), 0, bound);
  }

  private void row(String name, String outcome, Duration within, double cost, Duration bound) {
    ledger.row(
        name,
        outcome,
        Ledger.seconds(within),
        Ledger.money(cost, price),
        Ledger.money(bound, price));
  }

  @Override
  public String toString() {
    return ledger.toString();
  }
}
