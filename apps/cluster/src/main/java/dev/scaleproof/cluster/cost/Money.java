package dev.scaleproof.cluster.cost;

import java.util.Locale;

/**
 * An amount for as long as something is up.
 *
 * @param usdPerHour what an hour of it costs
 */
public record Money(double usdPerHour) {
  private static final double HOURS_A_DAY = 24;

  /** 365 days in twelve parts, as the clouds count. */
  private static final double HOURS_A_MONTH = 730;

  /** For some minutes or hours. */
  public double forHours(double hours) {
    return usdPerHour * hours;
  }

  /** "$0.80 an hour, $19 a day, $588 a month". */
  public String words() {
    return "%s an hour, %s a day, %s a month"
        .formatted(
            dollars(usdPerHour), dollars(forHours(HOURS_A_DAY)), dollars(forHours(HOURS_A_MONTH)));
  }

  /** Cents below ten dollars, whole dollars from there on. */
  public static String dollars(double usd) {
    return String.format(Locale.ROOT, usd < 10 ? "$%.2f" : "$%,.0f", usd);
  }
}
