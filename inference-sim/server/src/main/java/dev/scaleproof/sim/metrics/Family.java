package dev.scaleproof.sim.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * One metric family in the form that vLLM's scrape has: HELP and TYPE carry the sample's own name,
 * {@code _total} included, and a gauge family {@code _created} follows each counter and histogram.
 * Label names are sorted, as the Python client sorts them. Its lines are prepared once; a scrape
 * only puts numbers behind them.
 */
final class Family {
  /** What a line's number is. */
  private enum Value {
    PLAIN,
    RUNNING_SUM,
    CREATED
  }

  private record Line(String text, Value value, int index) {}

  private static final String[] NO_LABELS = {};

  private final String name;
  private final String type;
  private final String help;
  private final boolean created;
  private final SampleTable table;
  private final List<Line> lines = new ArrayList<>();
  private final List<Line> createdLines = new ArrayList<>();

  private Family(String name, String type, boolean created, SampleTable table) {
    this.name = name;
    this.type = type;
    this.help = HelpTexts.of(name);
    this.created = created;
    this.table = table;
  }

  static Family gauge(SampleTable table, String name) {
    return new Family(name, "gauge", false, table);
  }

  /** {@code name} without {@code _total}. */
  static Family counter(SampleTable table, String name) {
    return new Family(name, "counter", true, table);
  }

  static Family histogram(SampleTable table, String name) {
    return new Family(name, "histogram", true, table);
  }

  static Family summary(SampleTable table, String name) {
    return new Family(name, "summary", true, table);
  }

  /** A gauge's or counter's series; labels are name, value, name, value, sorted by name. */
  int series(String... labels) {
    int index = table.allocate(2);
    String sample = type.equals("counter") ? name + "_total" : name;
    lines.add(new Line(sample + labels(labels) + " ", Value.PLAIN, index));
    created(index + 1, labels);
    return index;
  }

  /** A summary's series: count, then sum. */
  int countAndSum(String... labels) {
    int index = table.allocate(3);
    lines.add(new Line(name + "_count" + labels(labels) + " ", Value.PLAIN, index));
    lines.add(new Line(name + "_sum" + labels(labels) + " ", Value.PLAIN, index + 1));
    created(index + 2, labels);
    return index;
  }

  /** A histogram's series. */
  Histogram histogram(double[] bounds, String... labels) {
    int index = table.allocate(bounds.length + 4);
    for (int i = 0; i <= bounds.length; i++) {
      String bound = i < bounds.length ? Numbers.format(bounds[i]) : "+Inf";
      lines.add(
          new Line(
              name + "_bucket" + labels(withBound(labels, bound)) + " ",
              Value.RUNNING_SUM,
              index + i));
    }
    int count = index + bounds.length + 1;
    lines.add(new Line(name + "_count" + labels(labels) + " ", Value.PLAIN, count));
    lines.add(new Line(name + "_sum" + labels(labels) + " ", Value.PLAIN, count + 1));
    created(count + 2, labels);
    return new Histogram(table, bounds, index);
  }

  private void created(int index, String... labels) {
    if (created) {
      table.set(index, System.currentTimeMillis() / 1e3);
      createdLines.add(new Line(name + "_created" + labels(labels) + " ", Value.CREATED, index));
    }
  }

  private static String[] withBound(String[] labels, String bound) {
    List<String> all = new ArrayList<>(List.of(labels));
    int at = 0;
    while (at < all.size() && all.get(at).compareTo("le") < 0) {
      at += 2;
    }
    all.addAll(at, List.of("le", bound));
    return all.toArray(NO_LABELS);
  }

  private static String labels(String... labels) {
    if (labels.length == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < labels.length; i += 2) {
      String value = labels[i + 1].replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
      text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"").append(value).append('"');
    }
    return text.append('}').toString();
  }

  void write(StringBuilder out, double[] values) {
    String sample = type.equals("counter") ? name + "_total" : name;
    head(out, sample, type);
    double sum = 0;
    for (Line line : lines) {
      if (line.value == Value.RUNNING_SUM) {
        sum += values[line.index];
      } else {
        sum = 0;
      }
      out.append(line.text)
          .append(Numbers.format(line.value == Value.RUNNING_SUM ? sum : values[line.index]))
          .append('\n');
    }
    if (!createdLines.isEmpty()) {
      head(out, name + "_created", "gauge");
      for (Line line : createdLines) {
        out.append(line.text).append(Numbers.format(values[line.index])).append('\n');
      }
    }
  }

  private void head(StringBuilder out, String sample, String sampleType) {
    out.append("# HELP ").append(sample).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(sample).append(' ').append(sampleType).append('\n');
  }
}
