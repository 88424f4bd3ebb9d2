package dev.scaleproof.load;

import java.time.Duration;
import java.util.List;

/**
 * When requests are sent. How many and for how long is the {@link LoadPlan}'s: {@code requests} and
 * {@code duration}.
 */
public sealed interface Arrivals {

  /** How the arrivals of an open loop are spaced. */
  enum Spacing {
    /** Independent arrivals: exponential gaps, as of many users who do not know of each other. */
    POISSON,
    /** One arrival every 1/rate seconds. */
    UNIFORM
  }

  /**
   * A fixed number of users, each of whom sends the next request when the last one has ended.
   *
   * @param users how many at once, at least 1
   * @param requestsPerUser after how many measured requests a user leaves; 0 for no such limit
   * @param thinkTime pause between the end of a request and the user's next one
   * @param ramp the users start evenly spread over this time; zero for all at once
   */
  record ClosedLoop(int users, int requestsPerUser, Duration thinkTime, Duration ramp)
      implements Arrivals {
    public ClosedLoop {
      Checks.that(users >= 1, "users: at least 1");
      Checks.that(requestsPerUser >= 0, "requests per user: 0 (no limit) or more");
      Checks.that(!thinkTime.isNegative(), "think time: zero or more");
      Checks.that(!ramp.isNegative(), "ramp: zero or more");
    }

    public static ClosedLoop of(int users) {
      return new ClosedLoop(users, 0, Duration.ZERO, Duration.ZERO);
    }

    public static ClosedLoop of(int users, int requestsPerUser) {
      return new ClosedLoop(users, requestsPerUser, Duration.ZERO, Duration.ZERO);
    }
  }

  /**
   * Requests at a rate that does not depend on the answers. The moments are a pure function of
   * rate, spacing, ramp and the plan's seed.
   *
   * @param ratePerSecond arrivals per second, above 0
   * @param ramp the rate grows from 0 to {@code ratePerSecond} in a straight line over this time
   */
  record OpenLoop(double ratePerSecond, Spacing spacing, Duration ramp) implements Arrivals {
    public OpenLoop {
      Checks.that(
          ratePerSecond > 0 && ratePerSecond <= 1_000_000, "rate: above 0, at most 1000000/s");
      Checks.that(!ramp.isNegative(), "ramp: zero or more");
    }

    public static OpenLoop poisson(double ratePerSecond) {
      return new OpenLoop(ratePerSecond, Spacing.POISSON, Duration.ZERO);
    }

    public static OpenLoop uniform(double ratePerSecond) {
      return new OpenLoop(ratePerSecond, Spacing.UNIFORM, Duration.ZERO);
    }
  }

  /**
   * An open loop with given moments, such as a recorded trace.
   *
   * @param trace in order of time
   */
  record Replay(List<Arrival> trace) implements Arrivals {
    public Replay {
      trace = List.copyOf(trace);
      Checks.that(!trace.isEmpty(), "trace: at least one arrival");
      for (int i = 1; i < trace.size(); i++) {
        Checks.that(
            trace.get(i - 1).nanos() <= trace.get(i).nanos(), "trace: not in order of time");
      }
    }
  }

  /**
   * One line of a trace.
   *
   * @param nanos since the run's start
   * @param promptTokens length of the prompt; 0 for the workload's own
   * @param maxTokens limit of the answer; 0 for the workload's own
   */
  record Arrival(long nanos, int promptTokens, int maxTokens) {
    public Arrival {
      Checks.that(nanos >= 0, "t: zero or more");
      Checks.that(promptTokens >= 0, "prompt_tokens: 0 (the workload's own) or more");
      Checks.that(maxTokens >= 0, "max_tokens: 0 (the workload's own) or more");
    }
  }
}
