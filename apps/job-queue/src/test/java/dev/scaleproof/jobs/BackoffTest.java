package dev.scaleproof.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

  @ParameterizedTest
  @CsvSource({"1,500,1000", "2,1000,2000", "4,4000,8000", "5,5000,10000", "1000000,5000,10000"})
  void itDoublesUpToTheLongestAndIsAtLeastHalfOfThat(int failures, long least, long most) {
    assertThat(BACKOFF.after(failures, () -> 0.0)).isEqualTo(Duration.ofMillis(least));
    assertThat(BACKOFF.after(failures, () -> Math.nextDown(1.0)))
        .isEqualTo(Duration.ofMillis(most));
  }

  @Test
  void theLongestIsNotShorterThanTheFirst() {
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
