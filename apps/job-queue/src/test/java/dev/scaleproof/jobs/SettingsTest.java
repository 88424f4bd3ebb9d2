package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static final ConsumerSettings SETTINGS = ConsumerSettings.of("default", "worker-1");

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1:6379", "http://redis", "redis://", "redis://:p%w@host"})
  void anAddressThatIsNoneIsRefused(String url) {
    assertThatThrownBy(() -> new RedisSettings(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Redis address: want redis://");
  }

  @Test
  void noPasswordIsShown() {
    assertThat(new RedisSettings("redis://:secret@redis:6380/1")).hasToString("redis:6380");
  }

  @Test
  void eachValueCanBeChangedAlone() {
    ConsumerSettings changed =
        SETTINGS
            .withConcurrency(2)
            .withLease(Duration.ofSeconds(2))
            .withMaxDeliveries(3)
            .withBackoff(new Backoff(Duration.ZERO, Duration.ZERO))
            .withLongestRun(Duration.ofSeconds(4))
            .withGrace(Duration.ofSeconds(5))
            .withRetention(Duration.ofSeconds(6))
            .withBlock(Duration.ofSeconds(7));
    assertThat(changed)
        .isEqualTo(
            new ConsumerSettings(
                "default",
                "worker-1",
                2,
                Duration.ofSeconds(2),
                3,
                new Backoff(Duration.ZERO, Duration.ZERO),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7)));
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatThrownBy(() -> SETTINGS.withConcurrency(0)).hasMessage("concurrency: 1 to 1000");
    assertThatThrownBy(() -> SETTINGS.withLease(Duration.ofMillis(99)))
        .hasMessage("lease: at least 100 ms");
    assertThatThrownBy(() -> SETTINGS.withMaxDeliveries(0))
        .hasMessage("max deliveries: at least 1");
    assertThatThrownBy(() -> ConsumerSettings.of("a b", "w")).hasMessageStartingWith("queue: ");
    assertThatThrownBy(() -> ConsumerSettings.of("a", "")).hasMessageStartingWith("worker: ");
  }
}
