package dev.scaleproof.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scaleproof.e2e.Bench.Applied;
import dev.scaleproof.e2e.Command.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every runbook from its first command to its last, as the page has them, on a cluster where
 * raw-vllm is the simulator's image and the node claims a GPU. Afterwards nothing may be left on:
 * that is what they are for.
 */
@OnCluster
@Isolated("it restarts KEDA and the guard, and others would take raw-vllm from it")
@TestInstance(Lifecycle.PER_CLASS)
@Tag("core")
final class RunbookTest {
  private static final String NAMESPACE = "serving";
  private static final String NAME = "raw-vllm";

  /** What a page takes for granted when it is opened. */
  private static final Map<String, String> BEFORE =
      Map.of(
          "docs/runbooks/gpu-left-on.mdx", "make vllm-up LEASE=15m REASON=\"left on\"",
          "docs/runbooks/cost-guard.mdx", "make keda-demo-up LEASE=15m REASON=\"left on\"");

  /** Who end with another status than 0 when they have found something, and then say this. */
  private static final Map<String, String> FOUND =
      Map.of(
          "make doctor", "problem",
          // This repository is nobody's fork.
          "make fork-check", "your-organization",
          // The image on the cluster is another one.
          "kubectl diff", "image:");

  private static final Duration DRAINED = Duration.ofMinutes(4);

  private final Bench bench;
  private final Shell shell;
  private Applied rawVllm = () -> {};

  RunbookTest(Bench bench) {
    this.bench = bench;
    String kubeconfig = bench.cluster().kubeconfig().toString();
    this.shell =
        new Shell(
            Map.of(
                "KUBECONFIG",
                kubeconfig,
                "CLUSTER",
                kubeconfig,
                // Nobody is there to be asked.
                "YES",
                "1",
                "OWNER",
                "runbook-test",
                "URL",
                bench.cluster().gateway().toString()));
  }

  static List<String> pages() {
    return PageCommand.runbooks();
  }

  /** Whether it is this test that runs a command. */
  static boolean runs(PageCommand command) {
    try {
      return command.page().startsWith(PageCommand.RUNBOOKS)
          && command.untested().isEmpty()
          && !CommandsTest.told().contains(command.text());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @BeforeAll
  void onCpu() throws Exception {
    bench.advertiseGpus(1);
    rawVllm = bench.apply("raw-vllm-on-cpu");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandWorksAndNothingIsLeftOn(String page) {
    if (BEFORE.containsKey(page)) {
      works(page, BEFORE.get(page));
    }
    for (PageCommand command : PageCommand.in(page)) {
      if (runs(command)) {
        works(command.toString(), command.text());
      }
    }
    await()
        .atMost(DRAINED)
        .untilAsserted(
            () -> {
              assertThat(bench.hpa(NAMESPACE, NAME)).isNull();
              assertThat(bench.replicas(NAMESPACE, NAME)).isZero();
              assertThat(bench.replicas("inference", "vllm-sim")).isEqualTo(1);
            });
  }

  @AfterEach
  void endWhatAFailureLeftOn() {
    shell.run("make keda-demo-down; make vllm-down");
  }

  @AfterAll
  void asItWas() throws Exception {
    rawVllm.close();
  }

  private void works(String what, String line) {
    Outcome outcome = shell.run(line);
    FOUND.entrySet().stream()
        .filter(one -> line.startsWith(one.getKey()))
        .findFirst()
        .ifPresentOrElse(
            found ->
                assertThat(outcome.status() == 0 || outcome.output().contains(found.getValue()))
                    .as("%s: %s", what, outcome)
                    .isTrue(),
            () -> assertThat(outcome.status()).as("%s: %s", what, outcome).isZero());
  }
}
