package dev.scaleproof.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private Thread start(String name, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(
                () -> {
                  work.run();
                  clock.detach(Thread.currentThread());
                });
    thread.setName(name);
    clock.attach(thread);
    thread.start();
    return thread;
  }

  private void every(String name, long nanos, int times) {
    start(
        name,
        () -> {
          for (int i = 1; i <= times; i++) {
            while (clock.now() < i * nanos) {
              clock.sleepUntil(i * nanos);
            }
            seen.add(name + "@" + clock.now());
          }
        });
  }

  @Test
  void threadsWakeUpAtTheirTimesAndInTheirOrder() {
    every("a", 3, 4);
    every("b", 5, 2);
    assertThat(seen).isEmpty();
    clock.advance(Duration.ofNanos(9));
    assertThat(seen).containsExactly("a@3", "b@5", "a@6", "a@9");
    assertThat(clock.now()).isEqualTo(9);
    clock.advance(Duration.ofNanos(2));
    assertThat(seen).endsWith("b@10").doesNotContain("a@12");
    clock.advance(Duration.ofNanos(100));
    assertThat(seen).endsWith("a@12");
    assertThat(clock.now()).isEqualTo(111);
  }

  @Test
  void timeWaitsForWhatFollowsAtEveryMoment() {
    every("a", 2, 3);
    clock.follow(() -> seen.add("followed@" + clock.now()));
    clock.advance(Duration.ofNanos(4));
    assertThat(seen)
        .containsSubsequence("a@2", "followed@2", "a@4", "followed@4")
        .doesNotContain("followed@3");
  }

  @Test
  void aMomentIsOverOnlyWhenTimeGoesOn() {
    start(
        "a",
        () -> {
          while (!clock.isOver(0)) {
            clock.awaitEndOf(0);
          }
          seen.add("over@" + clock.now());
        });
    clock.advance(Duration.ZERO);
    assertThat(seen).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(seen).containsExactly("over@0");
  }

  @Test
  void aWokenThreadIsWaitedFor() {
    Thread sleeper =
        start(
            "a",
            () -> {
              clock.sleep();
              seen.add("woken");
            });
    clock.advance(Duration.ofSeconds(1));
    assertThat(seen).isEmpty();
    clock.wake(sleeper);
    clock.settle();
    assertThat(seen).containsExactly("woken");
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .withMessage("time does not go back by PT-0.000000001S");
  }
}
