package dev.scaleproof.bench.report;

import dev.scaleproof.bench.measure.Figure;
import dev.scaleproof.bench.measure.Result;
import dev.scaleproof.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A result as rows of text: median (min–max) of each figure, and how the first figure relates to
 * ours.
 */
record Table(List<String> heading, List<List<String>> rows, List<String> notes) {

  static Table of(Result result, String ours) {
    List<String> heading = new ArrayList<>(List.of("", "÷ ours"));
    result.figures().forEach(figure -> heading.add(figure.label()));
    Spread reference = first(result, ours);
    List<List<String>> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Result.Row row : result.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.target());
      cells.add(ratio(first(result, row.target()), reference));
      for (Figure figure : result.figures()) {
        Spread spread = row.spreads().get(figure);
        cells.add(spread == null ? "–" : cell(spread, figure.decimals()));
      }
      rows.add(cells);
      String problem = row.problem();
      if (problem != null) {
        notes.add(row.target() + ": " + problem);
      }
    }
    return new Table(heading, rows, notes);
  }

  private static @Nullable Spread first(Result result, String target) {
    return result.rows().stream()
        .filter(row -> row.target().equals(target))
        .map(row -> row.spreads().get(result.figures().getFirst()))
        .filter(spread -> spread != null)
        .findFirst()
        .orElse(null);
  }

  private static String ratio(@Nullable Spread own, @Nullable Spread reference) {
    return own == null || reference == null || reference.median() <= 0 || own.median() < 0
        ? "–"
        : String.format(Locale.ROOT, "%.2f", own.median() / reference.median());
  }

  private static String cell(Spread spread, int decimals) {
    String number = "%,." + decimals + "f";
    String median = String.format(Locale.ROOT, number, spread.median());
    String min = String.format(Locale.ROOT, number, spread.min());
    String max = String.format(Locale.ROOT, number, spread.max());
    return min.equals(max) ? median : median + " (" + min + "–" + max + ")";
  }

  /** Columns aligned with blanks, for a terminal. */
  String text() {
    List<List<String>> all = new ArrayList<>(List.of(heading));
    all.addAll(rows);
    int[] widths =
        IntStream.range(0, heading.size())
            .map(column -> all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder("  ");
      for (int column = 0; column < widths.length; column++) {
        String blanks = " ".repeat(widths[column] - row.get(column).length());
        // Names to the left, numbers to the right.
        line.append(column == 0 ? row.get(column) + blanks : blanks + row.get(column)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    notes.forEach(note -> text.append("  ! ").append(note).append('\n'));
    return text.toString();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(line(heading));
    text.append("|---|").append("---:|".repeat(heading.size() - 1)).append('\n');
    rows.forEach(row -> text.append(line(row)));
    notes.forEach(note -> text.append("\n").append(note).append('\n'));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
