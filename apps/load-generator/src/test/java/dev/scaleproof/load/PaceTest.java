package dev.scaleproof.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  private static LoadPlan.Builder plan(Arrivals arrivals) {
    return LoadPlan.to(URI.create("http://localhost")).arrivals(arrivals);
  }

  private static List<Due> allDue(Pace pace, long now) {
    List<Due> due = new ArrayList<>();
    for (Due next = pace.poll(now); next != null; next = pace.poll(now)) {
      due.add(next);
    }
    return due;
  }

  @Test
  void uniformArrivalsAreEvenlySpaced() {
    Schedule schedule = new Schedule(4, Arrivals.Spacing.UNIFORM, Duration.ZERO, 1);
    assertThat(List.of(schedule.next(), schedule.next(), schedule.next()))
        .containsExactly(SECOND / 4, SECOND / 2, SECOND * 3 / 4);
  }

  @Test
  void aRampSendsHalfOfWhatTheFullRateWould() {
    Schedule schedule = new Schedule(10, Arrivals.Spacing.UNIFORM, Duration.ofSeconds(10), 1);
    long last = 0;
    for (int i = 0; i < 50; i++) {
      last = schedule.next();
    }
    assertThat(last).isEqualTo(10 * SECOND);
    assertThat(schedule.next() - last).isEqualTo(SECOND / 10);
  }

  @Property(tries = 200)
  void poissonArrivalsKeepOrderAndRate(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.1, max = 10_000) double rate,
      @ForAll @IntRange(max = 5) int rampSeconds) {
    int count = 4000;
    Schedule schedule =
        new Schedule(rate, Arrivals.Spacing.POISSON, Duration.ofSeconds(rampSeconds), seed);
    Schedule same =
        new Schedule(rate, Arrivals.Spacing.POISSON, Duration.ofSeconds(rampSeconds), seed);
    long last = 0;
    for (int i = 0; i < count; i++) {
      long next = schedule.next();
      assertThat(next).isGreaterThanOrEqualTo(last).isEqualTo(same.next());
      last = next;
    }
    // The integrated rate at the last moment is a sum of 4000 unit exponentials: 4000 +- 63.
    double seconds = last / 1e9;
    double expected =
        seconds < rampSeconds
            ? rate * seconds * seconds / (2 * rampSeconds)
            : rate * (seconds - rampSeconds / 2.0);
    assertThat(expected).isBetween(count - 7 * 63.0, count + 7 * 63.0);
  }

  @Test
  void usersWaitForTheirAnswerAndThink() {
    Pace pace =
        Pace.of(
            plan(new Arrivals.ClosedLoop(2, 0, Duration.ofSeconds(3), Duration.ofSeconds(10)))
                .duration(Duration.ofSeconds(60))
                .build());
    List<Due> first = allDue(pace, 0);
    assertThat(first).extracting(Due::user).containsExactly(0);
    assertThat(pace.next()).isEqualTo(5 * SECOND);
    pace.ended(first.getFirst(), 2 * SECOND);
    assertThat(allDue(pace, 5 * SECOND))
        .extracting(Due::intended)
        .containsExactly(5 * SECOND, 5 * SECOND);
    assertThat(pace.next()).isEqualTo(Pace.NEVER);
  }

  @Test
  void aUserLeavesAfterTheLastRequestAndWarmUpDoesNotCount() {
    Pace pace = Pace.of(plan(Arrivals.ClosedLoop.of(1, 2)).warmUp(Duration.ofSeconds(10)).build());
    long now = 0;
    List<Boolean> warmUps = new ArrayList<>();
    for (Due due = pace.poll(now); due != null; due = pace.poll(now)) {
      warmUps.add(due.warmUp());
      now += 4 * SECOND;
      pace.ended(due, now);
    }
    assertThat(warmUps).containsExactly(true, true, true, false, false);
    assertThat(pace.done(now)).isEqualTo(1);
  }

  @Property
  void requestsAreCountedExactlyWhateverTheNumberOfUsers(
      @ForAll @IntRange(min = 1, max = 50) int users,
      @ForAll @IntRange(min = 1, max = 200) int requests) {
    Pace pace = Pace.of(plan(Arrivals.ClosedLoop.of(users)).requests(requests).build());
    int sent = 0;
    for (int round = 0; pace.next() != Pace.NEVER; round++) {
      List<Due> due = allDue(pace, round);
      sent += due.size();
      for (Due each : due) {
        pace.ended(each, round + 1);
      }
    }
    assertThat(sent).isEqualTo(requests);
  }

  @Test
  void anOpenLoopEndsWithItsDurationAndOwesWhatWasDue() {
    Pace pace =
        Pace.of(
            plan(Arrivals.OpenLoop.uniform(2))
                .warmUp(Duration.ofSeconds(1))
                .duration(Duration.ofSeconds(2))
                .build());
    List<Due> due = allDue(pace, 100 * SECOND);
    // 0.5 s is warm-up; 1.0 to 2.5 s are measured; 3.0 s is the end.
    assertThat(due).extracting(Due::warmUp).containsExactly(true, false, false, false, false);
    assertThat(pace.owes()).isTrue();
  }

  @Test
  void aTraceIsReplayedAsItIs() {
    Pace pace =
        Pace.of(
            plan(new Arrivals.Replay(
                    List.of(new Arrivals.Arrival(0, 10, 1), new Arrivals.Arrival(SECOND, 20, 2))))
                .build());
    assertThat(allDue(pace, 0)).extracting(Due::promptTokens).containsExactly(10);
    assertThat(pace.next()).isEqualTo(SECOND);
    assertThat(allDue(pace, SECOND)).extracting(Due::maxTokens).containsExactly(2);
    assertThat(pace.next()).isEqualTo(Pace.NEVER);
  }
}
