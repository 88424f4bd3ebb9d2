package dev.scaleproof.gateway.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.gateway.admission.Waiter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PoolTest {

  private final RandomGenerator random = new SplittableRandom(42);
  private final Map<Replica, Runnable> probes = new HashMap<>();

  private static ReplicaSpec spec(int number) {
    return new ReplicaSpec("r" + number, URI.create("http://127.0.0.1:" + (1000 + number)));
  }

  private Pool pool(int maxHeld, int most, int replicas) {
    Pool pool =
        new Pool("p", maxHeld, most, (replica, rest, usable) -> probes.put(replica, usable));
    List<ReplicaSpec> specs = new ArrayList<>();
    for (int i = 1; i <= replicas; i++) {
      specs.add(spec(i));
    }
    pool.update(specs);
    return pool;
  }

  private Replica acquire(Pool pool) {
    Replica replica = pool.acquire(null, random);
    assertThat(replica).isNotNull();
    if (replica == null) {
      throw new AssertionError();
    }
    return replica;
  }

  private record Recorder(List<String> woken, String name) implements Waiter {
    @Override
    public void wake() {
      woken.add(name);
    }
  }

  @Test
  void ofTwoTheOneWithFewerRequestsIsTaken() {
    Pool pool = pool(0, 0, 2);
    for (int i = 0; i < 100; i++) {
      acquire(pool);
    }
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      Replica replica = acquire(pool);
      counts.put(replica.name(), replica.outstanding());
    }
    assertThat(counts).containsOnlyKeys("r1", "r2").containsValues(51);
  }

  @Test
  void loadSpreadsEvenlyOverMany() {
    Pool pool = pool(0, 0, 10);
    List<Replica> taken = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      taken.add(acquire(pool));
    }
    assertThat(taken).allSatisfy(replica -> assertThat(replica.outstanding()).isBetween(95, 105));
    taken.forEach(pool::release);
    assertThat(taken).allSatisfy(replica -> assertThat(replica.outstanding()).isZero());
  }

  @Test
  void avoidedReplicaIsNotTaken() {
    Pool pool = pool(0, 0, 3);
    Replica avoided = acquire(pool);
    for (int i = 0; i < 50; i++) {
      assertThat(pool.acquire(avoided, random)).isNotNull().isNotSameAs(avoided);
    }
    Pool single = pool(0, 0, 1);
    assertThat(single.acquire(acquire(single), random)).isNull();
  }

  @Test
  void limitPerReplicaHolds() {
    Pool pool = pool(0, 2, 3);
    for (int i = 0; i < 6; i++) {
      acquire(pool);
    }
    assertThat(pool.acquire(null, random)).isNull();
  }

  @Test
  void ejectedReplicaComesBackWhenItsProbeSucceeds() {
    Pool pool = pool(1, 0, 2);
    Replica bad = acquire(pool);
    pool.eject(bad, "refused", Duration.ZERO);
    pool.eject(bad, "refused again", Duration.ZERO);
    assertThat(pool.usableReplicas()).isEqualTo(1);
    assertThat(probes).containsOnlyKeys(bad);
    for (int i = 0; i < 20; i++) {
      assertThat(acquire(pool)).isNotSameAs(bad);
    }
    Runnable usable = probes.remove(bad);
    assertThat(usable).isNotNull();
    if (usable != null) {
      usable.run();
    }
    assertThat(pool.usableReplicas()).isEqualTo(2);
  }

  @Test
  void waitersAreWokenWhenAReplicaAppears() {
    Pool pool = pool(2, 0, 0);
    List<String> woken = new ArrayList<>();
    assertThat(pool.hold(new Recorder(woken, "a"))).isTrue();
    assertThat(pool.hold(new Recorder(woken, "b"))).isTrue();
    assertThat(pool.hold(new Recorder(woken, "c"))).isFalse();
    assertThat(pool.held()).isEqualTo(2);
    assertThat(woken).isEmpty();
    pool.update(List.of(spec(1)));
    assertThat(woken).containsExactly("a", "b");
    assertThat(pool.held()).isZero();
  }

  @Test
  void waiterThatComesTooLateForTheReplicaIsWokenAtOnce() {
    Pool pool = pool(2, 0, 1);
    List<String> woken = new ArrayList<>();
    assertThat(pool.hold(new Recorder(woken, "late"))).isTrue();
    assertThat(woken).containsExactly("late");
  }

  @Test
  void eachFreedPlaceWakesOne() {
    Pool pool = pool(5, 1, 1);
    Replica only = acquire(pool);
    List<String> woken = new ArrayList<>();
    pool.hold(new Recorder(woken, "a"));
    pool.hold(new Recorder(woken, "b"));
    pool.release(only);
    assertThat(woken).containsExactly("a");
    assertThat(acquire(pool)).isSameAs(only);
    pool.release(only);
    assertThat(woken).containsExactly("a", "b");
  }

  @Test
  void newReplicasWakeAsManyAsFit() {
    Pool pool = pool(5, 2, 0);
    List<String> woken = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      pool.hold(new Recorder(woken, name));
    }
    pool.update(List.of(spec(1)));
    assertThat(woken).containsExactly("a", "b");
  }

  @Test
  void replicaThatStaysInTheListKeepsItsCountAndOneThatLeavesIsUnlisted() {
    Pool pool = pool(0, 0, 1);
    Replica first = acquire(pool);
    pool.update(List.of(spec(1), spec(2)));
    assertThat(first.listed()).isTrue();
    assertThat(acquire(pool).name()).isEqualTo("r2");
    pool.update(List.of(spec(2)));
    assertThat(first.listed()).isFalse();
    pool.release(first);
    pool.eject(first, "too late to matter", Duration.ZERO);
    assertThat(pool.usableReplicas()).isEqualTo(1);
    assertThat(pool.listedReplicas()).isEqualTo(1);
  }

  @Test
  void replicaWithANameIsUsableOnceItIsResolved() {
    Pool pool = new Pool("p", 0, 0, (replica, rest, usable) -> probes.put(replica, usable));
    pool.update(List.of(new ReplicaSpec("named", URI.create("http://sim.example:80"))));
    assertThat(pool.usableReplicas()).isZero();
    assertThat(probes).hasSize(1);
  }

  @Test
  void probesSlowDownToOneASecond() {
    assertThat(List.of(0, 1, 2, 3, 4, 5, 50).stream().map(ConnectProber::pauseMillis))
        .containsExactly(50L, 100L, 200L, 400L, 800L, 1_000L, 1_000L);
  }
}
