package dev.scaleproof.cluster.wording;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, each as wide as its widest cell. Not thread-safe. */
public final class Columns {
  private final List<List<String>> rows = new ArrayList<>();

  public Columns(String... head) {
    row(head);
  }

  /** Adds a row of as many cells as the head has. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  public List<String> lines() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      line.append(row.get(column)).repeat(' ', widths[column] - row.get(column).length() + 2);
    }
    return line.toString().stripTrailing();
  }
}
