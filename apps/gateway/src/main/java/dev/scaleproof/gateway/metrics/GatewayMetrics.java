package dev.scaleproof.gateway.metrics;

import dev.scaleproof.gateway.pool.Pool;
import dev.scaleproof.gateway.pool.Pools;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToDoubleFunction;

/**
 * The gateway's metrics, one set a pool. Thread-safe; recording takes no lock and, after the first
 * time, no memory.
 */
public final class GatewayMetrics {

  private static final int CODES = 600;

  /** From a cached answer on an idle GPU (10 ms) to a long queue (10 min). */
  private static final Duration[] FIRST_BYTE_BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120),
    Duration.ofSeconds(300),
    Duration.ofSeconds(600)
  };

  private final MeterRegistry registry;
  private final Map<Pool, PoolMetrics> byPool = new ConcurrentHashMap<>();

  /** Registers metrics for each pool that there is or will be. */
  public GatewayMetrics(MeterRegistry registry, Pools pools) {
    this.registry = registry;
    pools.onPool(pool -> byPool.computeIfAbsent(pool, PoolMetrics::new));
  }

  /** The metrics of one pool. */
  public PoolMetrics of(Pool pool) {
    return byPool.computeIfAbsent(pool, PoolMetrics::new);
  }

  /** A request that reached no pool, as an unknown model. */
  public void unrouted(Route route, int code) {
    counter(route, code, "").increment();
  }

  private Counter counter(Route route, int code, String pool) {
    return Counter.builder("gateway.requests")
        .description(
            "Requests answered, by route, HTTP status and pool; 499 is a client that left first")
        .tag("route", route.label())
        .tag("code", Integer.toString(code))
        .tag("pool", pool)
        .register(registry);
  }

  /** What is recorded about one pool. */
  public final class PoolMetrics {

    private final Pool pool;
    private final Map<Route, AtomicReferenceArray<Counter>> requests = new EnumMap<>(Route.class);
    private final Timer firstByte;
    private final Counter broken;

    private PoolMetrics(Pool pool) {
      this.pool = pool;
      for (Route route : Route.values()) {
        requests.put(route, new AtomicReferenceArray<>(CODES));
      }
      this.firstByte =
          Timer.builder("gateway.upstream.first.byte")
              .description(
                  "From sending a request to a replica to the first byte of its answer's body")
              .tag("pool", pool.name())
              .serviceLevelObjectives(FIRST_BYTE_BUCKETS)
              .register(registry);
      this.broken =
          Counter.builder("gateway.answers.broken")
              .description("Answers that failed after their first byte had been relayed")
              .tag("pool", pool.name())
              .register(registry);
      gauge(
          "gateway.requests.in.flight", "Requests that came in and have not ended", Pool::inFlight);
      gauge("gateway.requests.held", "Requests that wait for a usable replica", Pool::held);
      gauge("gateway.replicas.up", "Replicas that accept connections", Pool::usableReplicas);
      gauge(
          "gateway.replicas.listed", "Replicas that the pool's source lists", Pool::listedReplicas);
      counter("gateway.retries", "Requests tried again before the first byte", Pool::retries);
      counter(
          "gateway.cancellations",
          "Requests whose client left before the answer ended",
          Pool::cancellations);
    }

    private void gauge(String name, String description, ToDoubleFunction<Pool> value) {
      Gauge.builder(name, pool, value)
          .description(description)
          .tag("pool", pool.name())
          .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<Pool> value) {
      FunctionCounter.builder(name, pool, value)
          .description(description)
          .tag("pool", pool.name())
          .register(registry);
    }

    /** A request has ended with this HTTP status; 499 when its client left. */
    public void ended(Route route, int code) {
      AtomicReferenceArray<Counter> byCode = requests.get(route);
      if (byCode == null) {
        throw new IllegalArgumentException("unknown route");
      }
      int index = Math.clamp(code, 0, CODES - 1);
      Counter counter = byCode.get(index);
      if (counter == null) {
        counter = GatewayMetrics.this.counter(route, code, pool.name());
        byCode.set(index, counter);
      }
      counter.increment();
    }

    /** The first byte of an answer's body came this long after the request was sent. */
    public void firstByte(long nanos) {
      firstByte.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An answer failed after its first byte had been relayed. */
    public void answerBroken() {
      broken.increment();
    }
  }
}
