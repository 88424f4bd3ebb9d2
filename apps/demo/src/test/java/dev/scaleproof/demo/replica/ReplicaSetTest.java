package dev.scaleproof.demo.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scaleproof.demo.clock.EventLoop;
import dev.scaleproof.demo.clock.SimulatedClock;
import dev.scaleproof.demo.process.Child;
import dev.scaleproof.demo.process.Children;
import dev.scaleproof.demo.process.Program;
import dev.scaleproof.demo.scrape.Exposition;
import dev.scaleproof.demo.scrape.MetricsClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real processes, with a loop that runs much faster than time. */
class ReplicaSetTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final double SPEED = 100;

  @TempDir Path folder;
  private final MetricsClient client = new MetricsClient();
  private final List<String> told = new ArrayList<>();
  private final EventLoop loop = new EventLoop(SimulatedClock.startingNow(System::nanoTime, SPEED));
  private Children children;
  private PoolsFile file;

  @BeforeEach
  void start() throws Exception {
    children = new Children(folder);
    file = new PoolsFile(folder.resolve("pools.yaml"), "vllm-sim", "mistral-7b");
    // Nothing here takes longer; a test that hangs fails.
    loop.at(
        loop.now().plus(TIMEOUT.multipliedBy((long) SPEED)),
        () -> {
          throw new AssertionError("timeout; told so far: " + told);
        });
  }

  @AfterEach
  void stop() {
    children.close();
    client.close();
  }

  private ReplicaSet set(int ahead, int capacity) throws Exception {
    Program program =
        new Program(System.getProperty("java.class.path"), TinySimulator.class.getName());
    ProcessStarter starter =
        ProcessStarter.ofSimulators(children, program, List.of(), client, TIMEOUT);
    SparePool pool = new SparePool(loop, starter, capacity, starter.startAhead(ahead));
    return new ReplicaSet("pod", loop, pool, Duration.ofSeconds(1), file, new Recorder());
  }

  /** Runs the loop until something has been told. */
  private void runUntil(String event) throws Exception {
    loop.every(
        loop.now(),
        Duration.ofSeconds(1),
        () -> {
          if (told.contains(event)) {
            loop.stop();
          }
        });
    loop.run();
  }

  private String pools() throws Exception {
    return Files.readString(folder.resolve("pools.yaml"));
  }

  @Test
  void replicasJoinAfterTheStartUpTimeAndLeaveWhenTheyAreIdle() throws Exception {
    ReplicaSet set = set(3, 9);
    set.begin(1);
    assertThat(pools()).contains("vllm-sim", "mistral-7b", "pod-1").doesNotContain("pod-2");
    set.scaleTo(3);
    assertThat(set.serving()).hasSize(1);
    loop.at(
        loop.now().plusSeconds(2),
        () -> {
          assertThat(pools()).contains("pod-1", "pod-2", "pod-3");
          Replica third = set.serving().getLast();
          assertThat(third.servingSince()).isGreaterThan(third.createdAt().plusMillis(999));
          client.get(third.uri(), "/set?1", TIMEOUT).join();
          set.scaleTo(1);
          assertThat(pools()).contains("pod-1").doesNotContain("pod-2", "pod-3");
          assertThat(set.present()).extracting(Replica::name).containsExactly("pod-1");
          loop.at(loop.now().plusSeconds(20), () -> busyThenIdle(third));
        });
    runUntil("pod-3 idle");
    assertThat(told)
        .containsSubsequence("pod-1 joined", "pod-2 joined", "pod-3 joined")
        .containsSubsequence("pod-3 left", "pod-2 left", "pod-2 idle", "pod-3 busy", "pod-3 idle");
  }

  private void busyThenIdle(Replica replica) {
    assertThat(told).contains("pod-3 busy").doesNotContain("pod-3 idle");
    assertThat(Objects.requireNonNull(replica.process()).isAlive()).isTrue();
    client.get(replica.uri(), "/set?0", TIMEOUT).join();
  }

  @Test
  void aKilledReplicaIsReplaced() throws Exception {
    ReplicaSet set = set(2, 9);
    set.begin(1);
    Child first = Objects.requireNonNull(set.serving().getFirst().process());
    loop.at(loop.now(), first::kill);
    runUntil("pod-2 joined");
    assertThat(told)
        .containsSubsequence(
            "pod-1 left",
            "pod-1 ended unexpectedly (exit status 137) and is replaced",
            "pod-2 joined");
    assertThat(pools()).contains("pod-2").doesNotContain("pod-1");
  }

  @Test
  void whatWasNotStartedAheadJoinsLate() throws Exception {
    ReplicaSet set = set(1, 2);
    set.begin(1);
    set.scaleTo(3);
    runUntil("pod-2 joined");
    assertThat(told)
        .anyMatch(text -> text.matches("pod-2 joined .* s late: its process was not ready"));
    assertThat(told)
        .contains("pod-3 stays pending: this machine's memory takes 2 of its processes at once");
    assertThat(set.lateness()).isPositive();
    assertThat(set.wanted()).isEqualTo(3);
  }

  private final class Recorder implements ReplicaSet.Listener {
    @Override
    public void joined(Replica replica) {
      told.add(replica.name() + " joined");
    }

    @Override
    public void left(Replica replica) {
      told.add(replica.name() + " left");
    }

    @Override
    public void event(String text) {
      told.add(text);
    }

    @Override
    public boolean mayGrow() {
      return false;
    }

    @Override
    public void whenIdle(Replica replica, EventLoop.Task idle, EventLoop.Task busy) {
      var _ =
          client
              .get(replica.uri(), "/metrics", TIMEOUT)
              .thenAccept(
                  text ->
                      loop.execute(
                          () -> {
                            boolean none = Exposition.sum(text, "vllm:num_requests_running") == 0;
                            told.add(replica.name() + (none ? " idle" : " busy"));
                            (none ? idle : busy).run();
                          }));
    }
  }
}
