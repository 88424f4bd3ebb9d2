package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The job queue as it is shipped: Redis on its volume, workers, and KEDA that reads the stream. The
 * second test goes on with the workers that the first one brought up.
 */
@OnCluster
@Isolated("twenty workers that start take both cores, and others measure times")
@Tag("core")
@TestMethodOrder(OrderAnnotation.class)
final class JobQueueTest {
  private static final String NAMESPACE = "rag";
  private static final String WORKER = "rag-worker";
  private static final int MOST_WORKERS = 20;

  /** A sync of the HPA takes no longer, and the scale-up is to be in the next one. */
  private static final Duration DECIDED = Duration.ofSeconds(60);

  private static final Duration SETTLED = Duration.ofMinutes(3);
  private static final Duration DRAINED = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Of 60 ms each. */
  private static final int FOUR_SECONDS = 64;

  private final Bench bench;

  JobQueueTest(Bench bench) {
    this.bench = bench;
  }

  @Test
  @Order(1)
  void aHundredJobsTakeTheWorkersFromOneToTwentyInOneDecision() throws Exception {
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () -> {
              assertThat(bench.condition(NAMESPACE, WORKER, "ScalingActive")).isEqualTo("True");
              assertThat(ready(WORKER)).hasSize(1);
            });
    // At most five of them are done by the first sync, and 20 workers are for more than 95.
    Jobs jobs = Jobs.handIn(bench.cluster().jobs(), 110, FOUR_SECONDS);
    Set<Integer> seen = new TreeSet<>();
    await()
        .atMost(DECIDED)
        .pollInterval(LOOK)
        .until(
            () -> {
              seen.add(bench.replicas(NAMESPACE, WORKER));
              return seen.contains(MOST_WORKERS);
            });
    assertThat(seen).as("replicas that were ever asked for").containsExactly(1, MOST_WORKERS);
    await().atMost(SETTLED).until(() -> ready(WORKER).size() == MOST_WORKERS);
    allAreDone(jobs);
    assertThat(jobs.states())
        .as("at the first attempt, with sources, by many workers")
        .allSatisfy(job -> assertThat(job.get("attempts").asInt()).isEqualTo(1))
        .allSatisfy(job -> assertThat(job.at("/result/sources").toString()).contains("UPI"))
        .extracting(job -> job.get("worker").asText())
        .satisfies(workers -> assertThat(Set.copyOf(workers)).hasSizeGreaterThan(5));
    nothingIsLeft(jobs);
  }

  @Test
  @Order(2)
  void workersAndRedisDieAndEveryJobIsAnswered() throws Exception {
    Jobs jobs = Jobs.handIn(bench.cluster().jobs(), 150, FOUR_SECONDS);
    for (Pod worker : ready(WORKER).stream().limit(5).toList()) {
      killed(worker);
    }
    killed(ready("redis").getFirst());
    await().atMost(SETTLED).until(() -> ready("redis").size() == 1);
    for (Pod worker : ready(WORKER).stream().limit(5).toList()) {
      killed(worker);
    }
    allAreDone(jobs);
    assertThat(jobs.states())
        .as("some died in mid-job and were given to others")
        .anySatisfy(job -> assertThat(job.get("attempts").asInt()).isGreaterThan(1));
    nothingIsLeft(jobs);
  }

  /** SIGKILL, without a word before. */
  private void killed(Pod pod) {
    bench.client().resource(pod).withGracePeriod(0).delete();
  }

  private static void allAreDone(Jobs jobs) {
    await()
        .atMost(DRAINED)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(jobs.states())
                    .extracting(job -> job.get("status").asText())
                    .containsOnly("done"));
  }

  private static void nothingIsLeft(Jobs jobs) {
    await()
        .atMost(SETTLED)
        .untilAsserted(
            () ->
                assertThat(jobs.metrics())
                    .contains("agent_queue_depth{queue=\"default\"} 0.0")
                    .contains("agent_inflight{queue=\"default\"} 0.0")
                    .contains("agent_dead_letters{queue=\"default\"} 0.0"));
  }

  private List<Pod> ready(String app) {
    return bench
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", app)
        .list()
        .getItems()
        .stream()
        .filter(Bench::isReady)
        .toList();
  }
}
