package dev.scaleproof.lease;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a lease may be held. Immutable. Where `until` is not after `from`, it is that time of the
 * next day.
 *
 * @param days on which it opens: Mon, Tue, Wed, Thu, Fri, Sat, Sun
 * @param from HH:MM
 * @param until HH:MM
 * @param timeZone as in Europe/Berlin; UTC if it says nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LeaseWindow(
    @Nullable List<String> days,
    @Nullable String from,
    @Nullable String until,
    @Nullable String timeZone) {
  private static final Map<String, DayOfWeek> DAYS =
      Map.of(
          "Mon", DayOfWeek.MONDAY,
          "Tue", DayOfWeek.TUESDAY,
          "Wed", DayOfWeek.WEDNESDAY,
          "Thu", DayOfWeek.THURSDAY,
          "Fri", DayOfWeek.FRIDAY,
          "Sat", DayOfWeek.SATURDAY,
          "Sun", DayOfWeek.SUNDAY);

  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

  /** Windows that touch each other for longer than this never close while a lease lasts. */
  private static final int DAYS_AHEAD = 8;

  private record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone) {
    Instant opens(LocalDate day) {
      return day.atTime(from).atZone(zone).toInstant();
    }

    Instant closes(LocalDate day) {
      LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
      return last.atTime(until).atZone(zone).toInstant();
    }
  }

  /**
   * When it closes, seen from a moment in it.
   *
   * @return empty if that moment is outside; {@link Instant#MAX} if it does not close within a week
   * @throws IllegalArgumentException in one line, if days, times or time zone are none
   */
  public Optional<Instant> closesAfter(Instant moment) {
    Hours hours = hours();
    LocalDate today = moment.atZone(hours.zone()).toLocalDate();
    Instant end = null;
    for (int ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
      LocalDate day = today.plusDays(ahead);
      if (!hours.days().contains(day.getDayOfWeek())) {
        continue;
      }
      Instant reached = end == null ? moment : end;
      if (!hours.opens(day).isAfter(reached) && hours.closes(day).isAfter(reached)) {
        end = hours.closes(day);
      }
    }
    if (end != null && end.isAfter(hours.opens(today.plusDays(DAYS_AHEAD)))) {
      return Optional.of(Instant.MAX);
    }
    return Optional.ofNullable(end);
  }

  private Hours hours() {
    if (days == null || days.isEmpty()) {
      throw new IllegalArgumentException("window.days names no day, use [Mon, Tue, Wed, Thu, Fri]");
    }
    Set<DayOfWeek> open = EnumSet.noneOf(DayOfWeek.class);
    for (String day : days) {
      DayOfWeek known = DAYS.get(day);
      if (known == null) {
        throw new IllegalArgumentException(
            "window.days: '%s' is no day, use Mon, Tue, Wed, Thu, Fri, Sat or Sun".formatted(day));
      }
      open.add(known);
    }
    return new Hours(open, time("from", from), time("until", until), zone());
  }

  private static LocalTime time(String field, @Nullable String text) {
    if (text == null || !TIME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "window.%s: '%s' is no time of day, use 08:00".formatted(field, text));
    }
    return LocalTime.parse(text);
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(timeZone == null ? "UTC" : timeZone);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "window.timeZone: '%s' is no time zone, use one like Europe/Berlin".formatted(timeZone),
          unknown);
    }
  }
}
