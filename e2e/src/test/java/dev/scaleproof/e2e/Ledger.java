package dev.scaleproof.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for people: what was measured, beside what was promised. Not thread-safe. */
final class Ledger {
  private static final double SECONDS_PER_HOUR = 3600;
  private static final double MILLIS = 1000;

  private final List<List<String>> rows = new ArrayList<>();

  Ledger(String... titles) {
    rows.add(List.of(titles));
  }

  void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("not as many cells as titles: " + List.of(cells));
    }
    rows.add(List.of(cells));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS);
  }

  /** GPU seconds × price, and what that is. */
  static String money(double gpuSeconds, double usdPerHour) {
    return String.format(
        Locale.ROOT,
        "%.1f s × $%.4f/h = $%.4f",
        gpuSeconds,
        usdPerHour,
        gpuSeconds * usdPerHour / SECONDS_PER_HOUR);
  }

  /** The same of one GPU for some time. */
  static String money(Duration time, double usdPerHour) {
    return money(time.toMillis() / MILLIS, usdPerHour);
  }

  @Override
  public String toString() {
    List<Integer> widths =
        IntStream.range(0, rows.getFirst().size())
            .mapToObj(
                column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toList();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(column -> pad(row.get(column), widths.get(column)))
                    .collect(Collectors.joining(" | "))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
