package dev.scaleproof.cluster.lease;

import dev.scaleproof.cluster.wording.Words;
import dev.scaleproof.lease.GpuLeaseSpec;
import dev.scaleproof.lease.GpuLeaseStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Leases as people say them. Pure.
 *
 * @param now by the API server's clock, as all times of leases are
 * @param zone in which times of day are told
 */
public record LeaseWords(Instant now, ZoneId zone) {
  private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter OTHER_DAY =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT);

  /** "until 14:32 (23 min left)"; "since 14:32 overdue" where that is past. */
  public String until(GpuLeaseStatus status) {
    Instant end = status.expiresAt();
    if (end == null) {
      return "until the guard says so";
    }
    return end.isAfter(now)
        ? "until %s (%s left)".formatted(time(end), Words.duration(Duration.between(now, end)))
        : "since %s overdue".formatted(time(end));
  }

  /** "alice (load test)". */
  public static String holder(GpuLeaseSpec spec) {
    return "%s (%s)"
        .formatted(
            spec.owner() == null ? "nobody who says so" : spec.owner(),
            spec.reason() == null ? "no reason" : spec.reason());
  }

  /** A time of day, with the weekday where that is not today's. */
  public String time(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    return local.format(
        local.toLocalDate().equals(now.atZone(zone).toLocalDate()) ? TODAY : OTHER_DAY);
  }
}
