package dev.scaleproof.guard.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private static final Instant DATE = Instant.parse("2026-07-01T08:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private final ServerClock clock = new ServerClock();

  @Test
  void knowsNothingBeforeTheFirstAnswer() {
    assertThat(clock.now(5)).isEmpty();
  }

  @Test
  void goesOnByMonotonicTime() {
    clock.answered(DATE, 0, SECOND);

    assertThat(clock.now(61 * SECOND)).contains(DATE.plusSeconds(60));
  }

  @Test
  void learnsFromTheAnswerThatComesLateInItsSecond() {
    clock.answered(DATE, 0, 10);
    // 0.2 s later it is already the next second: the first answer was from the end of its own.
    clock.answered(DATE.plusSeconds(1), SECOND / 5, SECOND / 5);

    assertThat(clock.now(SECOND / 5)).contains(DATE.plusSeconds(1));
  }

  @Test
  void anEarlierAnswerOfTheSameSecondDoesNotTurnItBack() {
    clock.answered(DATE, 0, 0);
    clock.answered(DATE, SECOND / 2, SECOND / 2);

    assertThat(clock.now(SECOND / 2)).contains(DATE.plusMillis(500));
  }

  @Test
  void learnsAnewAfterAMachineStoodStill() {
    clock.answered(DATE, 0, 0);
    clock.answered(DATE.plusSeconds(3_600), SECOND, SECOND);

    assertThat(clock.now(SECOND)).contains(DATE.plusSeconds(3_600));
  }

  @Test
  void followsAServerWhoseClockWasSetBack() {
    clock.answered(DATE, 0, 0);
    clock.answered(DATE.minusSeconds(600), SECOND, SECOND);

    assertThat(clock.now(SECOND)).contains(DATE.minusSeconds(600));
  }
}
