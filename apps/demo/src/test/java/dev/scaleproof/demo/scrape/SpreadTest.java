package dev.scaleproof.demo.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static Duration next(String target, double now) {
    return Spread.next(target, INTERVAL, Duration.ofNanos((long) (now * 1e9)));
  }

  @Test
  void aTargetKeepsItsPlaceInEveryInterval() {
    Duration first = next("vllm-sim-1", 0);
    assertThat(first).isLessThan(INTERVAL);
    assertThat(next("vllm-sim-1", 15)).isEqualTo(first.plus(INTERVAL));
    assertThat(Spread.next("vllm-sim-1", INTERVAL, first)).isEqualTo(first);
    assertThat(Spread.next("vllm-sim-1", INTERVAL, first.plusNanos(1)))
        .isEqualTo(first.plus(INTERVAL));
  }

  @Test
  void targetsAreSpread() {
    List<Long> fifths =
        IntStream.rangeClosed(1, 60)
            .mapToObj(i -> next("vllm-sim-" + i, 0).toSeconds() / 3)
            .distinct()
            .toList();
    assertThat(fifths).hasSize(5);
  }
}
