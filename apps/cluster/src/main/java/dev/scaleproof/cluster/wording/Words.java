package dev.scaleproof.cluster.wording;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times as people say them. */
public final class Words {
  private static final double WHOLE = 1000;

  private Words() {}

  /** "1 replica", "0 replicas". */
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** "45 s", "12 min", "3 h 5 min", "2 d 4 h". */
  public static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min";
    }
    return time.toDays() < 1
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d d %d h".formatted(time.toDays(), time.toHoursPart());
  }

  /** At most three decimals, and none where there are none: 5, 0.8, 12.345. */
  public static String number(double value) {
    double rounded = Math.round(value * WHOLE) / WHOLE;
    return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%s", rounded);
  }
}
