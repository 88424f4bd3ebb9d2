package dev.scaleproof.guard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.lease.Because;
import dev.scaleproof.lease.GpuPrices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A thousand runs of 40 virtual minutes, each another order of things that people, machines and
 * clocks do. `-Dguard.seed=7` repeats one of them and tells its story, `-Dguard.first=5000` takes
 * other thousand ones.
 */
class InterleavingsTest {
  private static final int RUNS = 1_000;
  private static final long LENGTH = 40 * 60_000L;
  private static final GpuPrices PRICES =
      GpuPrices.read(Path.of("../../platform/cost-guard/gpu-prices.yaml"));

  @Test
  void noGpuSecondPastTheBoundAndNoPauseOfAValidLease() {
    Integer only = Integer.getInteger("guard.seed");
    List<String> faults = new ArrayList<>();
    Map<Because, Integer> ended = new EnumMap<>(Because.class);
    int started = 0;
    int repairs = 0;
    int refused = 0;
    double trueSeconds = 0;
    double chargedSeconds = 0;
    long worstWithGuard = 0;
    long worstWithSweep = 0;
    int first = only == null ? Integer.getInteger("guard.first", 0) : only;
    for (int seed = first; seed < first + (only == null ? RUNS : 1); seed++) {
      Oracle oracle = run(seed);
      if (only != null) {
        oracle.story.forEach(System.out::println);
      }
      int of = seed;
      oracle.faults.stream().limit(3).forEach(fault -> faults.add("seed " + of + ", " + fault));
      oracle.ended.forEach((because, count) -> ended.merge(because, count, Integer::sum));
      started += oracle.started;
      repairs += oracle.repairs;
      refused += oracle.refused;
      trueSeconds += oracle.trueSeconds();
      chargedSeconds += oracle.chargedSeconds();
      worstWithGuard = Math.max(worstWithGuard, oracle.worstWithGuard);
      worstWithSweep = Math.max(worstWithSweep, oracle.worstWithSweep);
    }
    System.out.printf(
        "%d interleavings: %d leases started, %d requests refused, ended %s, %d repairs;"
            + " %.0f GPU seconds, %.0f counted; worst overrun before a pod was told to end:"
            + " %.2f s beside a live guard (bound 10 s), %.2f s beside the CronJob (bound 120 s)%n",
        only == null ? RUNS : 1,
        started,
        refused,
        ended,
        repairs,
        trueSeconds,
        chargedSeconds,
        worstWithGuard / 1000.0,
        worstWithSweep / 1000.0);

    assertThat(faults).isEmpty();
    if (only == null) {
      // A run in which nothing happens proves nothing.
      assertThat(ended.keySet())
          .contains(
              Because.EXPIRED,
              Because.BUDGET_SPENT,
              Because.NO_HEARTBEAT,
              Because.RETURNED,
              Because.WITHDRAWN,
              Because.NO_LEASE);
      assertThat(ended.values()).allMatch(count -> count > 20);
      assertThat(started).isGreaterThan(RUNS);
      assertThat(refused).isGreaterThan(50);
      assertThat(worstWithGuard).isPositive();
      assertThat(worstWithSweep).isPositive();
    }
  }

  private static Oracle run(int seed) {
    Random random = new Random(seed);
    VirtualTime time = new VirtualTime();
    ModelCluster cluster = new ModelCluster(time, random, random.nextBoolean());
    Oracle oracle = new Oracle(cluster, PRICES);
    Decider decider = new Decider(PRICES);
    List<ModelGuard> guards = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      ModelGuard guard = new ModelGuard(cluster, decider, oracle, true);
      guards.add(guard);
      oracle.watch(guard);
      time.in(random.nextInt(10_000), guard::start);
    }
    ModelGuard sweep = new ModelGuard(cluster, decider, oracle, false);
    oracle.cronSince = random.nextBoolean() ? 0L : null;
    time.every(
        60_000,
        () -> {
          if (oracle.cronSince != null) {
            time.in(random.nextInt(5_000), sweep::sweep);
          }
        });
    new Chaos(cluster, oracle, guards).begin();
    time.runUntil(LENGTH);
    oracle.reconcile();
    return oracle;
  }
}
