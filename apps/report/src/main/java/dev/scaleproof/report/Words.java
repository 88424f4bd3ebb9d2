package dev.scaleproof.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How figures are said to people, the same in the terminal and on the page. */
public final class Words {
  /** Less is not to be seen in one decimal. */
  private static final double SHOWN_LAG = 0.05;

  private Words() {}

  /**
   * {@code 0.42 s}, {@code 7.1 s}, {@code 112 s}; {@code ∞} for null, a percentile on a failure.
   */
  public static String seconds(@Nullable Double seconds) {
    if (seconds == null) {
      return "∞";
    }
    String pattern = seconds < 1 ? "%.2f s" : seconds < 99.95 ? "%.1f s" : "%.0f s";
    return String.format(Locale.ROOT, pattern, seconds);
  }

  /** {@code 98.4 s}, {@code 1652 s (27m 32s)}. */
  public static String span(@Nullable Double seconds) {
    if (seconds == null || seconds < 120) {
      return seconds(seconds);
    }
    long whole = Math.round(seconds);
    return "%s (%dm %02ds)".formatted(seconds(seconds), whole / 60, whole % 60);
  }

  /** {@code +0.42 s}, {@code −7.1 s}. */
  static String signedSeconds(double seconds) {
    return (seconds < 0 ? "−" : "+") + seconds(Math.abs(seconds));
  }

  /** {@code 1 replica}, {@code 5 replicas}. */
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** {@code 1 → 5 → 1}. */
  public static String path(RunResult.Replicas replicas) {
    return replicas.start() + " → " + replicas.max() + " → " + replicas.end();
  }

  /** {@code keda} and {@code cpu-hpa} as people call them. */
  public static String scaler(String scaler) {
    return switch (scaler) {
      case "keda" -> "KEDA";
      case "cpu-hpa" -> "CPU HPA";
      // As many jobs at a time.
      default -> scaler.startsWith("keda-x") ? "KEDA ×" + scaler.substring(6) : scaler;
    };
  }

  /** {@code 7 cut, 5 http 503}. */
  public static String failures(Map<String, Integer> failures) {
    return failures.entrySet().stream()
        .map(failure -> failure.getValue() + " " + failure.getKey())
        .collect(Collectors.joining(", "));
  }

  /** {@code s0-prometheus 32 (target 5)}, or why there is no value. */
  public static String reading(Sample.Reading reading) {
    if (reading.value() == null) {
      return "%s: %s".formatted(reading.name(), reading.error());
    }
    return "%s %s (%s %s)"
        .formatted(
            reading.name(),
            number(reading.value()),
            reading.targetType() == null ? "active above" : "target",
            number(reading.target()));
  }

  /** {@code HPA sync: 1 → 4, s0-prometheus 32 (target 5)}. */
  public static String decision(Sample.Decision decision) {
    String readings =
        decision.metrics().stream().map(Words::reading).collect(Collectors.joining(", "));
    return "%s: %s%s"
        .formatted(
            decision.by(),
            decision.rescales()
                ? decision.current() + " → " + decision.desired()
                : "stays at " + decision.current(),
            readings.isEmpty() ? "" : ", " + readings);
  }

  /** A number without a useless {@code .0}. */
  public static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** That a speed was too high. */
  static String tooFast(double speed, Result.Pace pace) {
    String late =
        Stream.of(
                behind("the simulators", pace.simulatorLagSeconds()),
                behind("the demo", pace.demoLagSeconds()))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" and "));
    return "SPEED=%s is too high for this machine: %s behind, in simulated time. Take these figures as a rough picture, or use a lower SPEED."
        .formatted(number(speed), late);
  }

  private static String behind(String who, double seconds) {
    return seconds < SHOWN_LAG
        ? ""
        : String.format(Locale.ROOT, "%s fell up to %.1f s", who, seconds);
  }

  /** {@code 3.4 times}. */
  static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.1f times" : "%.0f times", ratio);
  }
}
