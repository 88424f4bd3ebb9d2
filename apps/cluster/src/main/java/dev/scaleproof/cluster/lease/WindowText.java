package dev.scaleproof.cluster.lease;

import dev.scaleproof.lease.LeaseWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A window as people type it: "Mon-Fri 08:00-20:00 Europe/Berlin". */
public final class WindowText implements ITypeConverter<LeaseWindow> {
  private static final List<String> WEEK = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final Pattern FORM =
      Pattern.compile("(?<days>\\S+) (?<from>[0-9:]+)-(?<until>[0-9:]+)(?: (?<zone>\\S+))?");

  @Override
  public LeaseWindow convert(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new TypeConversionException(
          "'%s' is no window, use 'Mon-Fri 08:00-20:00 Europe/Berlin'".formatted(text));
    }
    LeaseWindow window =
        new LeaseWindow(
            days(parts.group("days")),
            parts.group("from"),
            parts.group("until"),
            parts.group("zone"));
    try {
      window.closesAfter(Instant.EPOCH);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
    return window;
  }

  private static List<String> days(String text) {
    List<String> days = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      List<String> ends = Arrays.asList(part.split("-", -1));
      int from = WEEK.indexOf(ends.getFirst());
      int until = WEEK.indexOf(ends.getLast());
      if (from < 0 || until < 0 || ends.size() > 2) {
        throw new TypeConversionException(
            "'%s' is no day, use Mon, Tue, Wed, Thu, Fri, Sat, Sun or Mon-Fri".formatted(part));
      }
      // Sat-Mon goes on over the week's end.
      for (int day = from; ; day = (day + 1) % WEEK.size()) {
        days.add(WEEK.get(day));
        if (day == until) {
          break;
        }
      }
    }
    return days.stream().distinct().toList();
  }
}
