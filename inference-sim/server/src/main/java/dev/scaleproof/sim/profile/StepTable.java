package dev.scaleproof.sim.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads measured steps: a header, then a row a step, separated by tabs, commas or semicolons. Blank
 * lines and lines that begin with # are left out.
 */
final class StepTable {
  /**
   * Which columns mean what; empty for the usual names.
   *
   * @param time the column of a step's time
   * @param unit of that time: s, ms, us or ns; empty to take it from the column's name
   */
  record Columns(String batch, String tokens, String kvTokens, String time, String unit) {
    static final Columns USUAL = new Columns("", "", "", "", "");
  }

  /** Something is wrong with the rows. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  private static final List<String> BATCHES =
      List.of("batch", "batch_size", "num_seqs", "sequences");
  private static final List<String> TOKENS =
      List.of("tokens", "num_tokens", "scheduled_tokens", "batched_tokens");
  private static final List<String> KV_TOKENS = List.of("kv_tokens", "context_tokens");

  /** The server's own time before what a client saw. */
  private static final List<String> TIMES =
      List.of(
          "time_ns",
          "time_us",
          "time_ms",
          "time_s",
          "step_ms",
          "step_us",
          "step_s",
          "time",
          "ITL_mean_ms(server)",
          "wall_ms_per_step");

  private StepTable() {}

  static List<Step> read(List<String> lines, Columns columns) throws Unreadable {
    List<Step> steps = new ArrayList<>();
    Header header = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (header == null) {
        header = new Header(i + 1, line, columns);
      } else {
        steps.add(header.step(i + 1, line));
      }
    }
    if (header == null) {
      throw new Unreadable("there is no header");
    }
    if (steps.isEmpty()) {
      throw new Unreadable("there is no row below the header in line " + header.line);
    }
    return steps;
  }

  /** The first line, which says what the columns are. */
  private static final class Header {
    private final int line;
    private final String separator;
    private final List<String> names;
    private final int batch;
    private final int tokens;
    private final int kvTokens;
    private final int time;
    private final double nanosPerUnit;

    Header(int line, String text, Columns columns) throws Unreadable {
      this.line = line;
      separator = text.contains("\t") ? "\t" : text.contains(";") ? ";" : ",";
      names = cells(text);
      batch = require(columns.batch(), BATCHES, "batch");
      tokens = find(columns.tokens(), TOKENS);
      kvTokens = find(columns.kvTokens(), KV_TOKENS);
      time = require(columns.time(), TIMES, "time");
      nanosPerUnit = nanosPerUnit(columns.unit(), names.get(time));
    }

    private List<String> cells(String text) {
      return Arrays.stream(text.split(separator, -1)).map(String::strip).toList();
    }

    private int find(String given, List<String> usual) throws Unreadable {
      if (!given.isEmpty()) {
        int index = names.indexOf(given);
        if (index < 0) {
          throw new Unreadable(
              "line %d: no column '%s': there are %s".formatted(line, given, shown()));
        }
        return index;
      }
      return usual.stream()
          .mapToInt(names::indexOf)
          .filter(index -> index >= 0)
          .findFirst()
          .orElse(-1);
    }

    private int require(String given, List<String> usual, String what) throws Unreadable {
      int index = find(given, usual);
      if (index < 0) {
        throw new Unreadable(
            "line %d: no column for the %s: name it with --%s-column, there are %s"
                .formatted(line, what, what, shown()));
      }
      return index;
    }

    private String shown() {
      return String.join(", ", names);
    }

    private double nanosPerUnit(String given, String column) throws Unreadable {
      String unit = given.isEmpty() ? unitOf(column) : given;
      return switch (unit) {
        case "s" -> 1e9;
        case "ms" -> 1e6;
        case "us" -> 1e3;
        case "ns" -> 1;
        default ->
            throw new Unreadable(
                "line %d: the unit of column '%s' is not known: --time-unit s, ms, us or ns"
                    .formatted(line, column));
      };
    }

    private static String unitOf(String column) {
      for (String part : column.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
        if (List.of("s", "ms", "us", "ns").contains(part)) {
          return part;
        }
      }
      return "";
    }

    Step step(int number, String text) throws Unreadable {
      List<String> cells = cells(text);
      if (cells.size() != names.size()) {
        throw new Unreadable(
            "line %d: %d columns, but the header in line %d has %d"
                .formatted(number, cells.size(), line, names.size()));
      }
      double sequences = number(number, cells, batch, 1);
      double computed = tokens < 0 ? sequences : number(number, cells, tokens, 1);
      if (computed < sequences) {
        throw new Unreadable(
            "line %d: %s %s is below %s %s: every sequence computes at least one token"
                .formatted(
                    number,
                    names.get(tokens),
                    cells.get(tokens),
                    names.get(batch),
                    cells.get(batch)));
      }
      double kv = kvTokens < 0 ? 0 : number(number, cells, kvTokens, 0);
      double nanos = number(number, cells, time, Double.MIN_NORMAL) * nanosPerUnit;
      return new Step(number, computed - sequences, sequences, kv, nanos);
    }

    private double number(int number, List<String> cells, int column, double least)
        throws Unreadable {
      Double value = parse(cells.get(column));
      if (value == null || !(value >= least) || value > 1e15) {
        throw new Unreadable(
            "line %d: %s must be a number %s, not '%s'"
                .formatted(
                    number,
                    names.get(column),
                    least == 0 ? "of at least 0" : least == 1 ? "of at least 1" : "above 0",
                    cells.get(column)));
      }
      return value;
    }

    private static @Nullable Double parse(String text) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException noNumber) {
        return null;
      }
    }
  }
}
