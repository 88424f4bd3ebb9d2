package dev.scaleproof.demo.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private final AtomicLong wall = new AtomicLong(1_000_000_000L);
  private final SimulatedClock clock = SimulatedClock.startingNow(wall::get, 10);
  private final EventLoop loop = new EventLoop(clock);
  private final List<String> ran = new ArrayList<>();

  private void passWallMillis(long millis) {
    wall.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void simulatedTimeIsWallTimeBySpeed() {
    passWallMillis(1_500);
    assertThat(clock.now()).isEqualTo(Duration.ofSeconds(15));
    assertThat(clock.toWall(Duration.ofSeconds(15))).isEqualTo(Duration.ofMillis(1_500));
    assertThat(clock.at(1_000_000_000L)).isZero();
  }

  @Test
  void aSpeedMustBeAboveZero() {
    assertThatThrownBy(() -> new SimulatedClock(wall::get, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SimulatedClock(wall::get, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tasksRunInOrderOfTheirTimes() throws Exception {
    loop.at(Duration.ofSeconds(2), () -> ran.add("b"));
    loop.at(Duration.ofSeconds(1), () -> ran.add("a"));
    loop.at(Duration.ofSeconds(2), () -> ran.add("c"));
    loop.at(Duration.ofSeconds(3), loop::stop);
    passWallMillis(300);
    loop.run();
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void aRepeatedTaskKeepsItsGridWhenItStartsLate() throws Exception {
    List<Duration> starts = new ArrayList<>();
    loop.every(
        Duration.ofSeconds(15),
        Duration.ofSeconds(15),
        () -> {
          starts.add(loop.now());
          if (starts.size() == 3) {
            loop.stop();
          } else {
            passWallMillis(starts.size() == 1 ? 1_600 : 1_400);
          }
        });
    passWallMillis(1_500);
    loop.run();
    assertThat(starts)
        .containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(31), Duration.ofSeconds(45));
    assertThat(loop.lag()).isEqualTo(Duration.ofSeconds(1));
    loop.forgetLag();
    assertThat(loop.lag()).isZero();
  }

  @Test
  void whatIsHandedOverRunsOnTheLoop() throws Exception {
    Thread other =
        Thread.ofPlatform()
            .start(
                () ->
                    loop.execute(
                        () -> {
                          ran.add(Thread.currentThread().getName());
                          loop.stop();
                        }));
    loop.run();
    other.join();
    assertThat(ran).containsExactly(Thread.currentThread().getName());
  }

  @Test
  void aTaskThatFailsEndsTheLoop() {
    loop.at(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("broken");
        });
    assertThatThrownBy(loop::run).hasMessage("broken");
  }
}
